import pytest

from dmaic.charts.drawing import (
    BUCKETS,
    Canvas,
    Drawing,
    LazyRows,
    Specs,
    Table,
    cell_text,
    nothing,
    num,
    point,
    responsive,
)
from dmaic.charts.export import _stylesheet
from tests.charts.chart_samples import assert_tidy, parsed


def empty(canvas: Canvas, width: float = 300, **more) -> Drawing:
    table = Table(("A",), ())
    return canvas.drawing(
        width=width, height=50, kind="x", title="T", description="D", table=table, verdict="V", **more
    )


@pytest.mark.parametrize(("value", "text"), [(1.0, "1"), (-0.04, "0"), (2.345, "2.3"), (-3.96, "-4"), (1e6, "1000000")])
def test_a_coordinate_is_short(value, text):
    assert num(value) == text


def test_words_of_a_point_survive_quotes_lines_and_markup():
    words = 'a "b"\n<c> & d'
    mark = parsed("<circle" + point(3, words, flag=True, href="/x?a=1&b=2") + "/>")
    assert mark.get("data-say") == words
    assert mark.get("data-flag") == "1"
    assert mark.get("data-href") == "/x?a=1&b=2"


def test_only_a_drawing_with_points_takes_the_keyboard():
    canvas = Canvas()
    assert "tabindex" not in empty(canvas).svg
    canvas.circle(1, 1, 1, "c-pt", point(0, "one"))
    assert 'tabindex="0"' in empty(canvas).svg


def test_marks_are_well_formed():
    canvas = Canvas()
    canvas.open("g")
    canvas.rect(1, 2, -3, 4, "r", round_=2)
    for mark in (canvas.circle, canvas.diamond, canvas.square, canvas.triangle, canvas.crossed):
        mark(10, 10, 4, "m")
    canvas.polyline([(0, 0), (1, 1)], "p", closed=True)
    canvas.polyline([(0, 0)], "never")
    canvas.path("", "never")
    canvas.text(1, 1, "", "never")
    canvas.text(5, 5, "up", turned=True)
    canvas.close()
    svg = empty(canvas).svg
    assert "never" not in svg
    assert 'width="0"' in svg
    assert_tidy(svg)


def test_the_stylesheet_knows_every_width():
    text = _stylesheet()
    for bucket in BUCKETS:
        assert f".c-w{bucket} {{" in text
    assert "c-w344" in empty(Canvas(), 300).svg
    assert "c-w1120" in empty(Canvas(), 2000).svg
    assert "c-fixed" in empty(Canvas(), fixed=True).svg


def test_a_small_drawing_needs_no_second_layout():
    def draw(width):
        return empty(Canvas(), width)

    assert responsive(draw, None, wide=760).narrow
    assert responsive(draw, 1000, wide=760).width == 1000
    assert responsive(draw, 344, wide=760).narrow == ""


def test_lazy_rows_are_a_sequence():
    rows = LazyRows(5, lambda k: (k, k * k))
    assert len(rows) == 5
    assert rows[-1] == (4, 16)
    assert rows[1:3] == [(1, 1), (2, 4)]
    assert next(iter(rows)) == (0, 0)
    with pytest.raises(IndexError):
        rows[5]


def test_cells_read_as_people_write():
    assert [cell_text(c) for c in (None, True, False, 1.23456789, -2, "x", float("nan"))] == [
        "",
        "yes",
        "",
        "1.23457",
        "-2",
        "x",
        "",
    ]
    assert Table(("A",), [(k,) for k in range(9)]).shown(3) == [("0",), ("1",), ("2",)]


def test_specifications_name_only_what_there_is():
    assert Specs(upper=5, target=0).named() == [("Target", 0), ("USL", 5)]


def test_nothing_is_said_in_the_picture_too():
    drawing = nothing("Chart", "There are no values. Add some & see.", kind="x")
    assert_tidy(drawing.svg)
    assert drawing.verdict.endswith("see.")
    assert "Add some &amp; see." in drawing.svg
