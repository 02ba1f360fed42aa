"""Pages across projects: what waits for me, the pipeline, the wall of charts."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from dmaic.charts.control_small import small_control_chart
from dmaic.charts.drawing import Drawing
from dmaic.people.guard import current_person
from dmaic.portfolio.desk import desk_of
from dmaic.portfolio.pipeline import (
    SORTS,
    Filters,
    Listing,
    any_project,
    gates_of,
    lead_of,
    leads_of,
    list_projects,
    units_of,
)
from dmaic.projects.project import Health, Phase, Project, ProjectState
from dmaic.projects.rollup import chart_kept, level_before, level_now
from dmaic.web.transaction import session

portfolio = Blueprint("portfolio", __name__)

WALL = 36


@portfolio.get("/")
def home() -> str | Response:
    """What waits for me, and my projects; a manager without any of their own starts at everybody's."""
    person, today = current_person(), date.today()
    mine = list_projects(session(), person, Filters(mine=True, state="", sort="code"), today, size=24)
    desk = desk_of(session(), person, today)
    if person.is_manager and not mine.total and desk.is_clear and any_project(session()):
        return redirect(url_for("portfolio.wall"))
    return render_template(
        "portfolio/home.html",
        desk=desk,
        paper_url=lambda one: url_for(one.endpoint, project_id=one.project.id, **dict(one.key)),
        listing=mine,
        charts=_charts(mine),
        today=today,
        lead_of=lead_of,
        phases=list(Phase),
    )


@portfolio.get("/portfolio")
def pipeline() -> str:
    """All projects in one table."""
    filters, today = _filters(), date.today()
    listing = list_projects(session(), current_person(), filters, today)
    return render_template(
        "portfolio/pipeline.html",
        listing=listing,
        today=today,
        lead_of=lead_of,
        gates=gates_of(session(), listing),
        charts=_charts(listing, width=160, height=36),
        level_before=level_before,
        level_now=level_now,
        sort_url=lambda key: url_for("portfolio.pipeline", **filters.query(sort=key)),
        **_choices(filters),
        **_pages("portfolio.pipeline", listing),
    )


@portfolio.get("/wall")
def wall() -> str:
    """The wall of control charts, those with signals first."""
    filters, today = _filters(), date.today()
    listing = list_projects(session(), current_person(), filters, today, size=WALL)
    return render_template(
        "portfolio/wall.html",
        listing=listing,
        today=today,
        charts=_charts(listing),
        lead_of=lead_of,
        gates=gates_of(session(), listing),
        level_before=level_before,
        level_now=level_now,
        **_choices(filters),
        **_pages("portfolio.wall", listing),
    )


def _filters() -> Filters:
    asked = request.args
    page = asked.get("page", 1, type=int)
    return Filters(
        text=asked.get("text", "").strip(),
        phase=asked.get("phase", ""),
        unit=asked.get("unit", ""),
        state=asked.get("state", ProjectState.ACTIVE.value),
        health=asked.get("health", ""),
        lead=asked.get("lead", type=int),
        mine=bool(asked.get("mine")),
        page=max(1, min(page, 100_000)),
        sort=asked.get("sort", "signals") if asked.get("sort") in SORTS else "signals",
    )


def _choices(filters: Filters) -> dict[str, Any]:
    person = current_person()
    return {
        "filters": filters,
        "phases": list(Phase),
        "states": list(ProjectState),
        "healths": list(Health),
        "units": units_of(session(), person),
        "leads": leads_of(session(), person),
    }


def _pages(endpoint: str, listing: Listing) -> dict[str, Any]:
    filters = listing.filters
    before = url_for(endpoint, **filters.query(page=filters.page - 1)) if filters.page > 1 else None
    after = url_for(endpoint, **filters.query(page=filters.page + 1)) if listing.last < listing.total else None
    page = {
        "first": listing.first,
        "last": listing.last,
        "total": listing.total,
        "previous_url": before,
        "next_url": after,
    }
    return {"page": page, "phase_url": lambda phase: url_for(endpoint, **filters.query(phase=phase))}


def _charts(listing: Listing, *, width: float = 240, height: float = 70) -> dict[int, Drawing]:
    return {project.id: drawn for project in listing.projects if (drawn := _small(project, width, height)) is not None}


def _small(project: Project, width: float, height: float) -> Drawing | None:
    kept = chart_kept(project)
    if kept is None or project.wall_chart is None:
        return None
    chart, signals, labels = kept
    return small_control_chart(
        chart,
        signals,
        labels=labels,
        title=project.wall_chart["name"],
        unit=project.wall_chart["unit"],
        good=project.wall_chart.get("good", ""),
        width=width,
        height=height,
    )
