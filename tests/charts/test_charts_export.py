import re

import pytest

from dmaic.charts.drawing import Drawing, Table
from dmaic.charts.export import colours, csv_rows, png, rules, standalone_svg
from tests.charts.chart_gallery import drawings, stages_chart
from tests.charts.chart_samples import SVG, parsed

DRAWN = drawings()


@pytest.mark.parametrize("name", DRAWN)
@pytest.mark.parametrize("theme", ["light", "dark", "grey"])
def test_a_file_of_its_own_carries_its_colours_and_nothing_of_the_page(name, theme):
    svg = standalone_svg(DRAWN[name], theme=theme)
    root = parsed(svg)
    assert "var(" not in svg
    assert "light-dark" not in svg
    assert "data-" not in svg
    assert "tabindex" not in svg
    assert "style=" not in svg
    assert root[0].text == DRAWN[name].title
    styled = root.find(f"{SVG}style").text
    used = {cls for node in root.iter() for cls in (node.get("class") or "").split() if cls.startswith("c-")}
    marks = {cls for cls in used if not re.match(r"c-(w\d+|fixed|pts|bars|boxes|nodes)$", cls)}
    assert all(f".{cls} " in styled for cls in marks), sorted(cls for cls in marks if f".{cls} " not in styled)


def test_the_head_tells_title_and_verdict():
    drawing = stages_chart()
    said = [node.text for node in parsed(standalone_svg(drawing)).iter(f"{SVG}text")]
    assert said[0] == "Fill weight"
    assert said[1].startswith("4 signals in 79 points")
    assert "Fill weight" not in [n.text for n in parsed(standalone_svg(drawing, headed=False)).iter(f"{SVG}text")]


def test_the_picture_has_room_for_its_head():
    drawing = stages_chart()
    left, top, _, height = (float(v) for v in parsed(standalone_svg(drawing)).get("viewBox").split())
    assert left == -12
    assert top < -40
    assert top + height == pytest.approx(drawing.height + 12, abs=0.2)


def test_grey_is_grey():
    for name, value in colours("grey").items():
        if value.startswith("#"):
            assert len({value[1:3], value[3:5], value[5:7]}) == 1, name
    assert not set(re.findall(r"#[0-9a-f]{6}", rules("light"))) <= set(re.findall(r"#[0-9a-f]{6}", rules("grey")))


def luminance(colour: str) -> float:
    parts = [int(colour[k : k + 2], 16) / 255 for k in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(a: str, b: str) -> float:
    low, high = sorted((luminance(a), luminance(b)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("theme", ["light", "dark", "grey"])
def test_words_reach_four_and_a_half_and_marks_three_to_one(theme):
    known = {name.removeprefix("--chart-"): value for name, value in colours(theme).items()}
    for ground in ("paper", "zone1", "zone2", "zone3", "soft"):
        for words in ("ink", "muted", "faint", "run"):
            assert contrast(known[words], known[ground]) >= 4.5, (words, ground)
        for mark in ("data", "limit", "center", "flag", "run", "spec", "fill"):
            assert contrast(known[mark], known[ground]) >= 3, (mark, ground)
    for series in ("data", "2", "3", "4", "5", "6"):
        assert theme == "grey" or contrast(known["paper"], known[series]) >= 4.5, series
    assert contrast(known["paper"], known["fill"]) >= 4.5


def test_a_picture_is_a_png_of_the_asked_size():
    data = png(DRAWN["histogram"], scale=1)
    assert data.startswith(b"\x89PNG")
    wide = int.from_bytes(data[16:20])
    assert wide == pytest.approx(DRAWN["histogram"].width + 24, abs=2)


def test_rows_for_a_sheet_keep_numbers_in_full():
    table = Table(("Name", "Value", "Kept"), [("A", 1 / 3, True), ("B", None, False), ("C", float("nan"), False)])
    rows = csv_rows(Drawing("", "", "", table, ""))
    assert rows == [["Name", "Value", "Kept"], ["A", 1 / 3, "yes"], ["B", "", "no"], ["C", "", "no"]]
