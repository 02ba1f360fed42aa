"""What should a visitor of the project see first? Its goal in words, its numbers before and now, its main chart."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from dmaic.charts.control import control_chart
from dmaic.charts.drawing import Drawing
from dmaic.define.charter import charter_of, goal_of
from dmaic.define.metrics import Metric, primary_metric
from dmaic.projects.project import Project
from dmaic.projects.rollup import Level, chart_kept, level_before, level_now


@dataclass(frozen=True, slots=True)
class Overview:
    """The first screen of a project; reading it is constant in the length of the history."""

    metric: Metric | None
    goal: str
    problem: str
    drawing: Drawing | None
    points: int
    before: Level
    today: Level
    sigma_change: str
    sigma_kind: str
    sigma_note: str


def overview_of(session: Session, project: Project) -> Overview:
    """Charter, rollups and the kept end of the main chart."""
    charter = charter_of(session, project)
    goal = goal_of(charter)
    drawing, points = _drawing(project)
    before, today = level_before(project), level_now(project)
    change, kind, note = _change(before, today)
    return Overview(
        metric=primary_metric(session, project),
        goal=goal.in_words if goal else "",
        problem=charter.problem_what if charter else "",
        drawing=drawing,
        points=points,
        before=before,
        today=today,
        sigma_change=change,
        sigma_kind=kind,
        sigma_note=note,
    )


def _drawing(project: Project) -> tuple[Drawing | None, int]:
    kept = chart_kept(project)
    if kept is None or project.wall_chart is None:
        return None, 0
    chart, signals, labels = kept
    name, unit = project.wall_chart["name"], project.wall_chart["unit"]
    good = project.wall_chart.get("good", "")
    return control_chart(chart, signals, labels=labels, title=name, unit=unit, good=good), len(chart)


def _change(before: Level, today: Level) -> tuple[str, str, str]:
    """The change of the level, its colour, and a word of warning where the intervals overlap."""
    if before.value is None or today.value is None:
        return "", "", ""
    change = today.value - before.value
    told = f"{'+' if change >= 0 else '−'}{abs(change):.2f}"
    if today.is_apart_from(before) is False:
        return told, "", "intervals overlap: test the change"
    return told, "ok" if change > 0 else "warn", ""
