"""The point detail in a browser, under the strictest content policy."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import jinja2
import pytest
from flask import Flask

from tests.browsing import Window, serving, the_driver
from tests.charts.chart_gallery import drawings, stages_chart

if TYPE_CHECKING:
    from playwright.sync_api import Page

expect = the_driver().expect
pytestmark = pytest.mark.browser
ROOT = Path(__file__).parents[2]
POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'"


def gallery() -> str:
    """A page with a figure of each kind. The script stands there twice, as on a page that names it beside main.js."""
    pages = jinja2.Environment(loader=jinja2.FileSystemLoader(ROOT / "templates"), autoescape=True)
    kit: Any = pages.get_template("kit/chart.html").module
    figures = [kit.chart(stages_chart(), "stages")]
    figures += [kit.chart(drawing, f"c-{name}") for name, drawing in drawings().items() if name != "control_stages"]
    links = "".join(f'<link rel="stylesheet" href="/static/css/{name}.css">' for name in ("base", "chart", "print"))
    scripts = "".join(f'<script type="module" src="/static/js/chart.js{again}"></script>' for again in ("?v=1", ""))
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Charts</title>{links}'
        f'<meta name="viewport" content="width=device-width"><link rel="icon" href="data:,">{scripts}</head>'
        f"<body><main><h1>Charts</h1>{''.join(map(str, figures))}</main></body></html>"
    )


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    app = Flask(__name__, static_folder=str(ROOT / "static"))
    page = gallery()
    app.add_url_rule("/", "gallery", lambda: page)

    @app.after_request
    def protect(answer):
        answer.headers["Content-Security-Policy"] = POLICY
        return answer

    with serving(app) as address:
        yield f"{address}/"


@pytest.fixture
def page(address: str, window: Window) -> Page:
    page = window(address, viewport={"width": 1200, "height": 900})
    page.goto(address)
    return page


def test_keys_step_through_the_points_and_are_spoken(page):
    svg = page.locator("#stages .chart-wide svg")
    tip = page.locator("#stages .chart-tip")
    svg.focus()
    page.keyboard.press("ArrowRight")
    expect(tip).to_contain_text("Point 1:")
    page.keyboard.press("End")
    expect(tip).to_contain_text("Point 80, Moving range")
    page.keyboard.press("Home")
    page.keyboard.press("f")
    expect(tip).to_contain_text("Point 36: 36.5 g")
    expect(page.locator("#stages [aria-live]")).to_contain_text("One point beyond 3 sigma")
    page.keyboard.press("Escape")
    expect(tip).to_be_hidden()


def test_the_pointer_shows_the_nearest_point_and_the_tip_may_be_entered(page):
    page.clock.install(time=0)
    page.clock.pause_at(1000)  # however slowly the pointer moves here, to the page it takes no time
    mark = page.locator("#stages .chart-wide [data-i='44']").first
    mark.scroll_into_view_if_needed()
    box = mark.bounding_box()
    page.mouse.move(box["x"] + box["width"] / 2 + 4, box["y"] + box["height"] / 2 + 4)
    tip = page.locator("#stages .chart-tip")
    expect(tip).to_contain_text("Point 45: 65.1 g")
    over = tip.bounding_box()
    page.mouse.move(over["x"] + 10, over["y"] + 10, steps=4)
    page.clock.run_for(500)
    expect(tip).to_be_visible()
    page.mouse.move(5, 5)
    page.clock.run_for(500)
    expect(tip).to_be_hidden()


def test_bars_answer_as_points_do(page):
    page.locator("#c-pareto .chart-wide svg").focus()
    page.keyboard.press("ArrowRight")
    expect(page.locator("#c-pareto .chart-tip")).to_contain_text("Scratch: 42")
    page.keyboard.press("f")
    expect(page.locator("#c-pareto [aria-live]")).to_have_text("No flagged points.")


def test_a_figure_has_one_tip_however_often_the_script_runs(page):
    assert page.locator("figure.chart").count() == page.locator(".chart-tip").count() > 10


def test_the_table_opens_without_the_script(window, address):
    page = window(address, java_script_enabled=False)
    page.goto(address)
    page.locator("#stages summary").click()
    expect(page.locator("#stages td").first).to_be_visible()


@pytest.mark.parametrize("width", [320, 390])
def test_a_telephone_gets_its_layout_with_letters_of_eleven_pixels_and_no_side_scroll(window, address, width):
    page = window(address, viewport={"width": width, "height": 800})
    page.goto(address)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    sizes = page.evaluate("""[...document.querySelectorAll('svg.chart-svg')].filter(s => s.checkVisibility()).flatMap(
        s => { const k = s.getBoundingClientRect().width / s.viewBox.baseVal.width;
               return [...s.querySelectorAll('text')].map(t => k * parseFloat(getComputedStyle(t).fontSize)); })""")
    assert min(sizes) >= (11 if width == 390 else 10)


def test_the_figures_pass_axe_in_light_and_dark(window, address):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright")
    for scheme in ("light", "dark"):
        page = window(address, color_scheme=scheme, bypass_csp=True)
        page.goto(address)
        page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
        found = axe.Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"]})
        assert found.violations_count == 0, found.generate_report()
