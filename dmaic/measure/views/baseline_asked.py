"""Which stretch, figure, confidence and comparison does the address of a baseline ask for?"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date

from flask import request

from dmaic.define.metrics import Metric
from dmaic.errors import BadInput, StatisticsError
from dmaic.measure import baseline as tool
from dmaic.measure.baseline import Assessment, Compare, Figure
from dmaic.measure.datasets import imports_of, read_range
from dmaic.measure.gage.keeping import verdict_for
from dmaic.measure.limits import saved_choices
from dmaic.measure.staging import stages_of
from dmaic.measure.window import seqs_between
from dmaic.projects.project import Project
from dmaic.web.transaction import session

LAST = 2**62


def assessed(project: Project, metric: Metric) -> Assessment:
    """The stretch that the address asks for, worked out."""
    first, last = _asked_rows(project, metric)
    readings = read_range(session(), metric, first, last)
    choices = replace(saved_choices(session(), metric), confidence=confidence_asked())
    left_out: Counter[str] = Counter()
    for one in imports_of(session(), metric):
        if not one.is_withdrawn and one.first_seq <= last and one.last_seq >= first:
            left_out.update({name: int(count) for name, count in one.left_out.items()})
    try:
        figure = Figure(request.args.get("figure", "auto"))
        compare = Compare(request.args.get("compare", "halves"))
    except ValueError:
        raise BadInput("There is no such choice. Take one of the list.") from None
    if figure == Figure.AUTO:
        figure = tool.signed_figure(session(), project, metric)
    return tool.assess(
        readings,
        metric,
        choices,
        stages=[one for one in stages_of(session(), metric) if one.start_seq <= last],
        gage=verdict_for(session(), project, metric),
        figure=figure,
        compare=compare,
        left_out=left_out,
        context=tool.context_of(session(), metric, first_seq=first, last_seq=last),
    )


def confidence_asked() -> float:
    text = request.args.get("confidence", "0.95")
    return float(text) if text in {"0.9", "0.95", "0.99"} else 0.95


def _asked_rows(project: Project, metric: Metric) -> tuple[int, int]:
    """The rows: those of the days in the address, else those that were signed, else the first stage's."""
    since, until = (_day(name) for name in ("from", "to"))
    if since or until:
        found = seqs_between(session(), metric, since, until)
        if found is None:
            raise StatisticsError("There is no reading between these days. Choose others.")
        return found
    if request.args.get("rows") == "all":
        return 0, LAST
    signed = tool.baseline_of(session(), project, metric)
    if signed is not None:
        return signed.options["first_seq"], signed.options["last_seq"]
    plans = stages_of(session(), metric)
    if len(plans) > 1:
        return 0, plans[1].start_seq - 1
    if plans and plans[0].baseline_last is not None:
        return 0, plans[0].baseline_last
    return 0, LAST


def _day(name: str) -> date | None:
    text = request.args.get(name, "")
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise BadInput(f"“{text}” is not a day. Write it like 2026-03-31.") from None


def figure_asked() -> Figure:
    text = request.args.get("figure", "auto")
    return Figure(text) if text in {one.value for one in Figure} else Figure.AUTO


def compare_asked() -> Compare:
    text = request.args.get("compare", "halves")
    return Compare(text) if text in {one.value for one in Compare} else Compare.HALVES
