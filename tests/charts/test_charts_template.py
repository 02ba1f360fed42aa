from pathlib import Path

import html5lib
import jinja2
import pytest

from dmaic.charts.control import control_chart, small_control_chart
from dmaic.charts.drawing import Drawing, Table
from tests.charts.chart_gallery import drawings, stages_chart
from tests.charts.chart_samples import imr, wave

TEMPLATES = Path(__file__).parents[2] / "templates"


@pytest.fixture(scope="module")
def kit():
    pages = jinja2.Environment(
        loader=jinja2.FileSystemLoader(TEMPLATES), autoescape=True, undefined=jinja2.StrictUndefined
    )
    return pages.get_template("kit/chart.html").module


def page(*figures: str) -> str:
    text = (
        f"<!doctype html><html lang=en><head><title>t</title></head><body><main>{''.join(figures)}</main></body></html>"
    )
    html5lib.HTMLParser(strict=True).parse(text)
    return text


def test_every_drawing_makes_valid_html(kit):
    page(*(str(kit.chart(drawing, f"c{k}", {"SVG": "/a.svg"})) for k, drawing in enumerate(drawings().values())))


def test_a_figure_has_its_verdict_table_and_downloads(kit):
    html = page(str(kit.chart(stages_chart(), "c1", {"SVG": "/c.svg", "CSV": "/c.csv"}, heading="Fill weight")))
    assert 'aria-labelledby="c1-verdict"' in html
    assert "4 signals in 79 points" in html
    assert "<details" in html
    assert 'href="/c.csv"' in html
    assert "<h3" in html


def test_rows_lead_to_their_pages(kit):
    html = str(kit.chart(control_chart(imr(wave(5)), links={2: "/signals/1?a=1&b=2"}), "c1"))
    assert '<th scope="row"><a href="/signals/1?a=1&amp;b=2">3</a></th>' in html


def test_a_long_table_is_cut_and_says_so(kit):
    html = str(kit.chart(control_chart(imr(wave(30))), "c1", limit=10))
    assert html.count("<tr>") == 11
    assert "The first 10 of 30 rows." in html


def test_words_are_escaped(kit):
    drawing = Drawing("<svg></svg>", "<b>", "d", Table(("<i>",), [("<u>",)]), "<script>")
    html = str(kit.chart(drawing, "c1"))
    assert "<script>" not in html
    assert "<u>" not in html
    assert "&lt;u&gt;" in html


def test_a_stamp_is_only_the_picture(kit):
    assert str(kit.small_chart(small_control_chart(imr(wave(20))))).startswith('<span class="chart-small"><svg')
