"""Which metric of the project has waited for this measure, and what does it take over from the export?

A template, or somebody by hand, has often defined the metric before the export comes. It is filled then, so that the
charter, the gate and the chart speak of one metric: its role, its limits and its words stay.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy.orm import Session

from dmaic.define.metrics import Metric, change_metric, metrics_of
from dmaic.measure.datasets import series_of
from dmaic.measure.service.measures import Grain, Measure
from dmaic.projects.project import Project

_PERIOD = re.compile(r", (mean|median) of a (day|week|month)$")
_SHORT_FORM = re.compile(r"\s*\([A-Z]{2,5}\)$")
_SCALED = frozenset({"csat", "ces"})
"""Measures whose figure is a step of the export's own scale: another scale is no other measure."""
_SETTLED = ("data_type", "unit", "direction")


def waiting_metrics(session: Session, project: Project, adopted: Iterable[int]) -> list[Metric]:
    """Metrics that never had a reading and belong to no adopted measure (``adopted``: ids), the primary Y first."""
    taken = set(adopted)
    return [one for one in metrics_of(session, project) if one.id not in taken and series_of(session, one) is None]


def waiting_for(waiting: Sequence[Metric], measure: Measure, chosen: Mapping[str, Any]) -> Metric | None:
    """The waiting metric of this name and unit, else one that stands for the same measure with figures left open."""
    own = [one for one in waiting if one.data_type == measure.data_type and one.unit in ("", measure.unit)]
    title = measure.said(measure.title, chosen)
    for one in own:
        if _plain(one.name) == _plain(title):
            return one
    open_ended = [one for one in own if "[" in one.name or measure.name in _SCALED]
    return next((one for one in open_ended if _shape(measure.title).fullmatch(_plain(one.name))), None)


def fill_metric(
    session: Session,
    project: Project,
    metric: Metric,
    measure: Measure,
    values: Mapping[str, Any],
    *,
    grain: Grain,
    owner_id: int,
    source: str,
) -> None:
    """Give a waiting metric what the export tells: what it says itself stays, but for [brackets] and empty fields.

    ``values`` are those of ``definition_of``. Words that name a figure follow the export where the figure is another
    one; how the export was read is always written down.
    """
    other = _plain(metric.name) != _plain(_PERIOD.sub("", str(values["name"])))
    texts = {"name": measure.title, "description": measure.description, "numerator": measure.numerator}
    renewed = {name for name, text in texts.items() if other and "{" in text}
    if measure.name in _SCALED and other:
        renewed |= {*texts, "denominator"}
    kept = {
        name: given if name in renewed or _is_open(getattr(metric, name)) else getattr(metric, name)
        for name, given in values.items()
        if name not in (*_SETTLED, "lower_is_boundary", "limitations")
    }
    if metric.lower_limit is None:
        kept["lower_is_boundary"] = values["lower_is_boundary"]
    if values["unit_of_analysis"] == grain.value:
        kept["unit_of_analysis"] = values["unit_of_analysis"]
    own = values["limitations"] if _is_open(metric.limitations) else metric.limitations
    kept["limitations"] = f"{own} As brought in from {source}: {values['time_window']} {values['clock_rules']}"
    kept |= {"code": metric.code, "target": metric.target, "unit": values["unit"]}
    kept["owner_id"] = metric.owner_id or owner_id
    reason = f"Filled from {source}: what was empty or stood in brackets, and how its readings are made"
    change_metric(session, project, metric, version=metric.version, values=kept, reason=reason)


def filled_words(made: Iterable[Metric], before: Iterable[int]) -> str:
    """Which of the metrics were there before (ids) and were filled; empty where all are new."""
    there = set(before)
    filled = [f"{one.name} ({one.role.value})" for one in made if one.id in there]
    if not filled:
        return ""
    waited, keep = ("was", "keeps its") if len(filled) == 1 else ("were", "keep their")
    return (
        f"{' and '.join(filled)} {waited} in the project without a reading: {keep} role, limits and wording; what was "
        "empty or in brackets came from the export."
    )


def _is_open(value: Any) -> bool:
    """Whether a field waits for its words: empty, or with [brackets] left in it."""
    return value in (None, "") or (isinstance(value, str) and "[" in value)


def _plain(name: str) -> str:
    """A name without brackets, capitals, its short form, and the period that its values are gathered by."""
    bare = _PERIOD.sub("", name.replace("[", "").replace("]", ""))
    return " ".join(re.sub(r"[^\w%]+", " ", _SHORT_FORM.sub("", bare).lower()).split())


def _shape(title: str) -> re.Pattern[str]:
    """The title with any figures in it."""
    words = [_plain(one) for one in re.split(r"\{\w+\}", title)]
    return re.compile(" ?(?:.+?) ?".join(re.escape(one) for one in words))
