"""How is the chart of an adopted measure drawn until somebody chooses otherwise, and why so?"""

from __future__ import annotations

from typing import Any

import numpy as np
from sqlalchemy.orm import Session

from dmaic.define.metrics import Metric
from dmaic.measure.chart_settings import save_settings, settings_of
from dmaic.measure.points import Grouping
from dmaic.measure.service.calendars import Floats
from dmaic.measure.service.measures import Grain
from dmaic.measure.service.periods import Figures, Plan
from dmaic.projects.project import Project

SKEWED = 1.0
"""The skewness from which on times are charted by their logarithm."""


def prepare_chart(session: Session, project: Project, metric: Metric, plan: Plan, figures: Figures) -> None:
    """Single readings: gather them by the period where it holds enough, and chart the logarithm of skewed ones.

    Of times with a long upper tail even the mean of a day signals on a stable process; the mean of their logarithms
    does not, and it stands for the median that the definition speaks of. The reason is kept with the choice.
    """
    value, by = figures.value, plan.by
    if plan.grain.is_of_events and settings_of(session, metric) is None:
        cases = plan.grain == Grain.BETWEEN
        why = (
            "Chosen when the data came in: the events are too rare to be counted by the period, so a point is what "
            f"lies between two of them, in {'cases' if cases else 'days'}. Many of them are good."
        )
        save_settings(session, project, metric, version=None, values={"kind": "g" if cases else "t", "why": why})
        return
    if plan.grain != Grain.EACH or len(figures) < 2 or settings_of(session, metric) is not None:
        return
    if plan.by_size:
        why = (
            f"Chosen when the data came in: a point is the score of a {by.value}, and its limits follow the number of "
            "answers it rests on."
        )
        grouped = {"kind": "xbar_s", "estimator": "pooled", "grouping": Grouping(by.value)}
        save_settings(session, project, metric, version=None, values={**grouped, "why": why})
        return
    values: dict[str, Any] = {"kind": "imr"} if value is not None and plan.gathered else {}
    if value is None or plan.gathered:
        values["grouping"] = Grouping(by.value)
    skewness = _skewness(value) if value is not None else 0.0
    if value is not None and skewness > SKEWED and (value > 0).all():
        values["kind"] = "imr_log"
        point = f"the mean logarithm of a {by.value}" if plan.gathered else "the logarithm of one value"
        values["why"] = (
            f"Chosen when the data came in: the single values have a long upper tail (skewness {skewness:.1f}), so a "
            f"point is {point}. Limits around the plain values would signal on a stable process."
        )
    elif plan.gathered and value is not None:
        values["why"] = (
            f"Chosen when the data came in: a {by.value} holds enough values for one point, their mean; single ones "
            "would crowd the chart."
        )
    if values:
        save_settings(session, project, metric, version=None, values=values)


def _skewness(value: Floats) -> float:
    """The moment coefficient g1; 0 for a constant series."""
    away = value - value.mean()
    spread = float(np.mean(away**2))
    return float(np.mean(away**3)) / spread**1.5 if spread > 0 else 0.0
