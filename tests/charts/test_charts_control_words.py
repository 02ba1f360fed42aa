"""What a control chart says: its labels, verdict, notes, table and description."""

from itertools import pairwise

import numpy as np
import pytest

from dmaic.charts.control import control_chart
from dmaic.charts.drawing import Specs
from dmaic.errors import BadInput
from dmaic.statistics.control_chart import Stage
from tests.charts.chart_samples import (
    SVG,
    assert_tidy,
    classed,
    days,
    drawn_stages,
    imr,
    parsed,
    stepped_p,
    texts,
    two_stages,
    wave,
)


def test_limits_are_printed_for_the_last_stage_and_for_each_earlier_one():
    said = texts(drawn_stages().svg)
    assert {"UCL 49.16", "Mean 44.59", "LCL 40.02", "UCL 5.61", "Mean 1.72"} <= set(said)
    assert "Mean 49.00, limits 38.56 to 59.44" in said
    assert "Mean 3.93, UCL 12.83" in said


def test_limits_of_narrow_stages_stand_at_their_lines():
    stages = (
        Stage("A", 0, 6, 6, 50, 2, "", 6),
        Stage("B", 6, 12, 12, 48, 1, "", 6),
        Stage("C", 12, 60, 60, 44, 1, "", 48),
    )
    said = texts(control_chart(imr(wave(60), stages), width=760).svg)
    assert {"UCL 56.00", "LCL 44.00", "UCL 51.00", "UCL 47.00"} <= set(said)


def test_no_two_limit_labels_at_the_right_touch():
    chart = imr(wave(40, 3, 50, 0.01) + np.linspace(0, 40, 40))
    svg = control_chart(chart, specs=Specs(49.9, 50, 50.1), width=760).svg
    y = sorted(float(n.get("y")) for n in classed(svg, "c-num") if "Mean" in n.text or "CL" in n.text or "SL" in n.text)
    first_panel = [at for at in y if at < 330]
    assert all(b - a >= 13.9 for a, b in pairwise(first_panel))


def test_shares_are_told_in_per_cent_when_that_is_the_unit():
    chart, signals = stepped_p()
    drawing = control_chart(chart, signals, unit="%")
    assert "Mean 8.20" in texts(drawing.svg)
    assert drawing.table.rows[17][1] == pytest.approx(16.5)
    assert "Mean 0.0820" in texts(control_chart(chart, signals).svg)


def test_frozen_limits_are_marked_where_they_were_frozen():
    chart, _ = stepped_p()
    svg = control_chart(chart, width=760).svg
    (line,) = classed(svg, "c-frozen")
    points = [float(node.get("cx")) for node in classed(svg, "c-pt")]
    assert points[19] < float(line.get("x1")) < points[20]
    assert any("limits frozen" in text for text in texts(svg))
    assert "limits frozen on 20 points" in control_chart(chart).description


def test_provisional_limits_look_and_read_provisional():
    stage = Stage("", 0, 8, 8, 50, 3, "", 8, provisional=True)
    drawing = control_chart(imr(wave(8), (stage,)))
    assert classed(drawing.svg, "c-limit-p")
    assert not classed(drawing.svg, "c-limit")
    assert "provisional limits" in texts(drawing.svg)
    assert drawing.verdict == (
        "No signals in 8 points. The limits are provisional: too few points to call the process stable."
    )


def test_given_limits_are_said_to_be_given():
    stage = Stage("", 0, 30, 0, 50, 3, "", 0, pre_specified=True)
    assert "given limits" in texts(control_chart(imr(wave(30), (stage,))).svg)


def test_a_stable_process_is_called_stable_on_its_points():
    assert control_chart(imr(wave(25))).verdict == "Stable: no signals in 25 points."


def test_the_verdict_names_the_first_signals_and_counts_the_rest():
    verdict = drawn_stages().verdict
    assert verdict.startswith("4 signals in 79 points: 1 point beyond the lower limit, point 36; ")
    assert "below the centre, point 61 to point 69; and 1 more." in verdict


def test_the_verdict_says_when_the_last_stage_is_clean():
    chart, signals = two_stages()
    assert control_chart(chart, signals[:2]).verdict.endswith("None since After.")


def test_a_summary_replaces_the_verdict():
    assert drawn_stages(summary="Seen in another window.").verdict == "Seen in another window."


def test_every_point_says_its_name_value_limits_and_signals():
    svg = drawn_stages(links={44: "/signals/7"}).svg
    mark = next(node for node in classed(svg, "c-flag") if node.get("data-i") == "44")
    assert mark.get("data-say") == "Point 45: 65.1 g\nOne point beyond 3 sigma"
    assert mark.get("data-href") == "/signals/7"
    excluded = next(node for node in classed(svg, "c-out") if node.get("data-i") == "20")
    assert "Excluded: drawn, not counted" in excluded.get("data-say")


def test_limits_are_told_once_where_they_stay_and_at_each_point_where_they_vary():
    tails = [g.get("data-tail") for g in parsed(drawn_stages().svg).iter(f"{SVG}g") if g.get("class") == "c-pts"]
    assert tails[:2] == ["UCL 59.44, Mean 49.00, LCL 38.56", "UCL 49.16, Mean 44.59, LCL 40.02"]
    chart, signals = stepped_p()
    svg = control_chart(chart, signals, unit="%").svg
    assert "data-tail" not in svg
    assert classed(svg, "c-pt")[0].get("data-say").endswith("\nUCL 12.52, Mean 8.20, LCL 3.88")


def test_changes_are_noted_at_their_place_without_touching_each_other():
    svg = drawn_stages(changes=[(48, "New nozzle fitted"), (46, "Operator training"), (50, "Audit")], width=760).svg
    notes = {node.text: node for node in classed(svg, "c-note")}
    assert set(notes) == {"New nozzle fitted", "Operator training", "Audit"}
    assert len({node.get("y") for node in notes.values()}) > 1
    assert len(classed(svg, "c-change")) == 3


def test_a_crowd_of_changes_keeps_its_lines_and_cuts_its_words():
    changes = [(k, f"A change with many words, number {k}") for k in range(40, 48)]
    svg = drawn_stages(changes=changes, width=760).svg
    assert len(classed(svg, "c-change")) == 8
    assert len({node.get("y") for node in classed(svg, "c-note")}) == 4
    assert_tidy(svg)


def test_a_change_outside_the_window_is_left_out():
    assert not classed(drawn_stages(changes=[(10, "Early")], shown=(40, 80)).svg, "c-change")


def test_a_window_draws_and_tells_only_its_points():
    drawing = drawn_stages(shown=(40, 60), first=1000)
    marks = [int(node.get("data-i")) for node in classed(drawing.svg, "c-pt")]
    assert min(marks) >= 40
    assert max(marks) < 60
    assert len(drawing.table.rows) == 20
    assert drawing.table.rows[0][0] == 1041


def test_the_table_holds_what_the_chart_shows():
    drawing = drawn_stages(links={44: "/signals/7"})
    assert drawing.table.header == (
        "Label",
        "Value (g)",
        "LCL",
        "Mean",
        "UCL",
        "Moving range",
        "Moving range UCL",
        "Signals",
        "Excluded",
    )
    row = drawing.table.rows[44]
    assert row[:2] == (45, 65.1)
    assert row[7] == "one point beyond 3 sigma"
    assert drawing.table.rows[20][8] is True
    assert drawing.table.rows[-1][0] == 80
    assert drawing.table.links == {44: "/signals/7"}
    assert drawing.table.shown()[20][-1] == "yes"


def test_a_size_column_appears_where_sizes_matter():
    chart, signals = stepped_p()
    assert control_chart(chart, signals).table.header[2] == "n"


def test_labels_must_match_the_points():
    with pytest.raises(BadInput, match="3 points but 2 labels"):
        control_chart(imr(wave(3)), labels=["a", "b"])


def test_names_of_people_and_places_can_not_inject_markup():
    hostile = "</text><script>alert(1)</script>"
    chart = imr(wave(12), (Stage(hostile, 0, 12, 12, 50, 3, "", 12),))
    drawing = control_chart(
        chart, labels=[hostile] * 12, title=hostile, unit=hostile, changes=[(3, hostile)], rules=hostile
    )
    assert_tidy(drawing.svg)
    assert parsed(drawing.svg)[0].text == hostile


def test_dates_name_the_axis_and_the_points():
    drawing = control_chart(imr(wave(20)), labels=days(20))
    assert drawing.table.rows[0][0] == "2026-01-05"
    assert "5 Jan 2026: " in drawing.svg
    assert "2026" in texts(drawing.svg)


def test_the_rule_set_is_printed():
    assert "Rules: Nelson" in texts(drawn_stages(rules="Nelson").svg)
    assert "Rules: Nelson." in drawn_stages(rules="Nelson").description


def test_cautions_of_the_chart_are_part_of_its_description():
    assert drawn_stages().description.endswith("crossed.")
    assert control_chart(imr(wave(9), cautions=("Few points.",))).description.endswith("Few points.")
