"""Every family: tidy, safe, told in words and rows, and drawn as it was saved."""

import pytest

from tests.charts.chart_gallery import GOLDEN, drawings, saved
from tests.charts.chart_samples import SVG, assert_tidy, classed, numbers, parsed, texts

DRAWN = drawings()


@pytest.mark.parametrize("name", DRAWN)
def test_a_drawing_is_as_it_was_saved(name):
    assert saved(DRAWN[name]) == (GOLDEN / f"{name}.svg").read_text(encoding="utf-8")


def test_no_saved_drawing_is_left_over():
    assert {path.stem for path in GOLDEN.glob("*.svg")} == set(DRAWN)


@pytest.mark.parametrize("name", DRAWN)
def test_a_drawing_is_tidy_in_both_layouts(name):
    drawing = DRAWN[name]
    assert_tidy(drawing.svg)
    if drawing.narrow:
        assert_tidy(drawing.narrow)


@pytest.mark.parametrize("name", DRAWN)
def test_a_drawing_is_told_in_words_and_rows(name):
    drawing = DRAWN[name]
    assert drawing.title
    assert drawing.verdict.endswith((".", "%", ")")), drawing.verdict
    assert len(drawing.description) > 20
    assert drawing.table.rows
    assert all(len(row) == len(drawing.table.header) for row in drawing.table.rows)
    assert len(drawing.table.shown()) == len(drawing.table.rows)


@pytest.mark.parametrize("name", sorted(set(DRAWN) - {"control_small"}))
def test_every_mark_has_a_number_and_words_and_the_picture_takes_the_keyboard(name):
    root = parsed(DRAWN[name].svg)
    marks = [node for node in root.iter() if node.get("data-i")]
    assert marks
    assert all((node.get("data-say") or "").strip() for node in marks)
    assert root.get("tabindex") == "0"
    order = [int(node.get("data-i")) for node in marks]
    assert len(order) == len(
        {
            (id(parent), i)
            for parent in root.iter("{http://www.w3.org/2000/svg}g")
            for i in (node.get("data-i") for node in parent)
            if i
        }
    )


def test_the_stamp_needs_no_keyboard_as_its_words_say_it_all():
    assert parsed(DRAWN["control_small"].svg).get("tabindex") is None


@pytest.mark.parametrize("name", DRAWN)
def test_the_telephone_layout_is_narrow_enough_for_its_letters(name):
    drawing = DRAWN[name]
    if drawing.width > 420:
        assert drawing.narrow
        assert numbers(parsed(drawing.narrow).get("viewBox"))[2] <= 344


@pytest.mark.parametrize("name", DRAWN)
def test_no_label_is_smaller_than_the_stylesheet_says(name):
    assert not [node for node in parsed(DRAWN[name].svg).iter(f"{SVG}text") if node.get("font-size")]
    assert texts(DRAWN[name].svg) or name == "control_small"


def test_shapes_carry_the_flags_as_well_as_colours():
    svg = DRAWN["control_stages"].svg
    beyond = {node.get("d")[-20:] for node in classed(svg, "c-flag")}
    assert beyond
    assert all(node.tag == f"{SVG}path" for node in classed(svg, "c-flag") + classed(svg, "c-run"))
    assert all(node.tag == f"{SVG}circle" for node in classed(svg, "c-pt"))
