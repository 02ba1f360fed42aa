"""The point detail in a browser, under the strictest content policy."""

import functools
import http.server
import shutil
import threading
from pathlib import Path

import jinja2
import pytest

from tests.charts.chart_gallery import drawings, stages_chart

playwright = pytest.importorskip("playwright.sync_api")
CHROMIUM = shutil.which("chromium")
ROOT = Path(__file__).parents[2]
POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'"

pytestmark = [pytest.mark.browser, pytest.mark.skipif(CHROMIUM is None, reason="needs Chromium")]


class Handler(http.server.SimpleHTTPRequestHandler):
    def end_headers(self):
        self.send_header("Content-Security-Policy", POLICY)
        super().end_headers()

    def log_message(self, *_args):
        """Tests are quiet."""


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    folder = tmp_path_factory.mktemp("charts")
    for name in ("base.css", "chart.css", "print.css"):
        shutil.copy(ROOT / "static/css" / name, folder)
    shutil.copy(ROOT / "static/js/chart.js", folder)
    pages = jinja2.Environment(loader=jinja2.FileSystemLoader(ROOT / "templates"), autoescape=True)
    kit = pages.get_template("kit/chart.html").module
    figures = [kit.chart(stages_chart(), "stages")]
    figures += [kit.chart(drawing, f"c-{name}") for name, drawing in drawings().items() if name != "control_stages"]
    links = "".join(f'<link rel="stylesheet" href="/{name}.css">' for name in ("base", "chart", "print"))
    (folder / "index.html").write_text(
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Charts</title>{links}'
        '<meta name="viewport" content="width=device-width"><link rel="icon" href="data:,">'
        '<script type="module" src="/chart.js"></script></head>'
        f"<body><main><h1>Charts</h1>{''.join(map(str, figures))}</main></body></html>",
        encoding="utf-8",
    )
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Handler, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}/index.html"
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="module")
def browser():
    with playwright.sync_playwright() as running:
        launched = running.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        yield launched
        launched.close()


@pytest.fixture
def page(browser, address):
    opened = browser.new_page(viewport={"width": 1200, "height": 900})
    opened.complaints = []
    opened.on("console", lambda message: opened.complaints.append(message.text))
    opened.on("pageerror", lambda error: opened.complaints.append(str(error)))
    opened.goto(address)
    yield opened
    assert opened.complaints == []
    opened.close()


def test_keys_step_through_the_points_and_are_spoken(page):
    svg = page.locator("#stages .chart-wide svg")
    tip = page.locator("#stages .chart-tip")
    svg.focus()
    page.keyboard.press("ArrowRight")
    playwright.expect(tip).to_contain_text("Point 1:")
    page.keyboard.press("End")
    playwright.expect(tip).to_contain_text("Point 80, Moving range")
    page.keyboard.press("Home")
    page.keyboard.press("f")
    playwright.expect(tip).to_contain_text("Point 36: 36.5 g")
    playwright.expect(page.locator("#stages [aria-live]")).to_contain_text("One point beyond 3 sigma")
    page.keyboard.press("Escape")
    playwright.expect(tip).to_be_hidden()


def test_the_pointer_shows_the_nearest_point_and_the_tip_may_be_entered(page):
    mark = page.locator("#stages .chart-wide [data-i='44']").first
    mark.scroll_into_view_if_needed()
    box = mark.bounding_box()
    page.mouse.move(box["x"] + box["width"] / 2 + 4, box["y"] + box["height"] / 2 + 4)
    tip = page.locator("#stages .chart-tip")
    playwright.expect(tip).to_contain_text("Point 45: 65.1 g")
    over = tip.bounding_box()
    page.mouse.move(over["x"] + 10, over["y"] + 10, steps=4)
    playwright.expect(tip).to_be_visible()
    page.mouse.move(5, 5)
    playwright.expect(tip).to_be_hidden()


def test_bars_answer_as_points_do(page):
    page.locator("#c-pareto .chart-wide svg").focus()
    page.keyboard.press("ArrowRight")
    playwright.expect(page.locator("#c-pareto .chart-tip")).to_contain_text("Scratch: 42")
    page.keyboard.press("f")
    playwright.expect(page.locator("#c-pareto [aria-live]")).to_have_text("No flagged points.")


def test_the_table_opens_without_the_script(browser, address):
    opened = browser.new_page(java_script_enabled=False)
    opened.goto(address)
    opened.locator("#stages summary").click()
    playwright.expect(opened.locator("#stages td").first).to_be_visible()
    opened.close()


@pytest.mark.parametrize("width", [320, 390])
def test_a_telephone_gets_its_layout_with_letters_of_eleven_pixels_and_no_side_scroll(browser, address, width):
    opened = browser.new_page(viewport={"width": width, "height": 800})
    opened.goto(address)
    assert opened.evaluate("document.documentElement.scrollWidth") <= width
    sizes = opened.evaluate("""[...document.querySelectorAll('svg.chart-svg')].filter(s => s.checkVisibility()).flatMap(
        s => { const k = s.getBoundingClientRect().width / s.viewBox.baseVal.width;
               return [...s.querySelectorAll('text')].map(t => k * parseFloat(getComputedStyle(t).fontSize)); })""")
    assert min(sizes) >= (11 if width == 390 else 10)
    opened.close()


def test_the_figures_pass_axe_in_light_and_dark(browser, address):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright")
    for scheme in ("light", "dark"):
        opened = browser.new_page(color_scheme=scheme, bypass_csp=True)
        opened.goto(address)
        opened.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
        found = axe.Axe().run(
            opened, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"]}
        )
        assert found.violations_count == 0, found.generate_report()
        opened.close()
