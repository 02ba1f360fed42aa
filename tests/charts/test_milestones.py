"""Milestones on a calendar: the plan stays, the forecast moves."""

from __future__ import annotations

from datetime import date

from dmaic.charts.matrix import matrix_chart
from dmaic.charts.milestones import Due, milestone_chart

TODAY = date(2026, 4, 1)


def test_plan_forecast_and_actual_are_told_apart():
    came = Due("Charter", "Define", date(2026, 2, 2), None, date(2026, 2, 9))
    late = Due("Baseline", "Measure", date(2026, 3, 2), date(2026, 4, 20))
    early = Due("Pilot", "Improve", date(2026, 6, 1), date(2026, 5, 25))
    assert [due.slip for due in (came, late, early)] == [7, 49, -7]
    assert [due.is_late(TODAY) for due in (came, late, early)] == [False, True, False]
    drawing = milestone_chart([came, late, early], today=TODAY, end=date(2026, 7, 1))
    assert drawing.verdict == "1 of 3 milestones reached; behind the plan: Baseline."
    assert drawing.table.rows[1] == ("Baseline", "Measure", "2026-03-02", "2026-04-20", "", 49)
    assert drawing.narrow


def test_a_day_gone_by_without_a_word_is_overdue():
    drawing = milestone_chart([Due("Baseline", plan=date(2026, 3, 30)), Due("Idea")], today=TODAY)
    assert "Overdue by 2 days" in drawing.svg
    following = milestone_chart([Due("Pilot", plan=date(2026, 5, 4))], today=TODAY)
    assert following.verdict == "0 of 1 milestone reached; next: Pilot on 4 May 2026."
    assert "No milestone has a day yet" in milestone_chart([Due("Idea")], today=TODAY).verdict


def test_a_matrix_has_a_twin_in_rows():
    drawing = matrix_chart({"Pilot": {"Ana": "A R"}, "Report": {"Ben": "I"}}, ["Ana", "Ben"], title="RACI", corner="Deliverable", strong="A")  # fmt: skip  # noqa: E501
    assert drawing.table.header == ("Deliverable", "Ana", "Ben")
    assert list(drawing.table.rows) == [("Pilot", "A R", ""), ("Report", "", "I")]
    assert drawing.svg.count("c-card-strong") == 1
