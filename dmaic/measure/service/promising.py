"""What do the project's own data say of a promise to customers: how often is it kept today, and is it watched?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from sqlalchemy.orm import Session

from dmaic.charts.text import called, thousands
from dmaic.measure import datasets
from dmaic.measure.service.adopting import adopted_of
from dmaic.measure.staging import stages_of
from dmaic.projects.project import Project

PROMISES = ("promise_broken", "sla_customer", "sla_marked")
"""Measures of a promise, the nearest to it first."""
TODAY = 12
"""As many of the newest readings are today."""


@dataclass(frozen=True, slots=True)
class KeptToday:
    """The share of cases that keep the promise, whether the limits of its chart are frozen, and where both are from."""

    share: float
    is_watched: bool
    sentence: str


def kept_today(session: Session, project: Project) -> KeptToday | None:
    """From the first adopted measure of a promise that has readings; None where there is none."""
    adopted = [one for one in adopted_of(session, project) if one.measure_name in PROMISES]
    for one in sorted(adopted, key=lambda one: PROMISES.index(one.measure_name)):
        readings = datasets.read_last(session, one.metric, TODAY)
        own = readings.kept(readings.counted & np.isfinite(readings.defects) & (readings.size > 0))
        if not len(own):
            continue
        cases, broken = float(own.size.sum()), float(own.defects.sum())
        first = called(own.time[0].astype("datetime64[D]").astype(object))
        told = f"From “{one.metric.name}”: {thousands(cases)} cases since {first}, {thousands(broken)} of them broken."
        watched = any(stage.frozen or stage.given for stage in stages_of(session, one.metric))
        return KeptToday(1 - broken / cases, watched, f"{told} Write another figure where you promise something else.")
    return None
