"""In which order shall people judge? Every item once a round, mixed anew for each appraiser and round, from a seed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from dmaic.errors import StatisticsError
from dmaic.statistics.measured import labels

_MOST_RATINGS = 100_000


@dataclass(frozen=True, slots=True)
class PlannedRating:
    """One judgement to make: ``run`` counts from 1 for each appraiser."""

    appraiser: str
    run: int
    item: str
    trial: int


@dataclass(frozen=True, slots=True)
class AgreementPlan:
    """The judgements of an agreement study in order, appraiser by appraiser, and the seed that gives it again."""

    ratings: tuple[PlannedRating, ...]
    seed: int
    cautions: tuple[str, ...] = ()


def agreement_plan(
    items: int | Sequence[str], appraisers: int | Sequence[str], trials: int, *, seed: int
) -> AgreementPlan:
    """Randomised order of an agreement study: each appraiser sees all items once a round, in an order of their own."""
    if trials < 1:
        raise StatisticsError(f"The plan has {trials} trials. Plan at least 2, so that steadiness can be seen.")
    if _size(items) * _size(appraisers) * trials > _MOST_RATINGS:
        raise StatisticsError(
            f"The plan has more than {_MOST_RATINGS} ratings. Plan fewer items, appraisers or trials."
        )
    item_names = _names(items, "item")
    appraiser_names = _names(appraisers, "appraiser")
    rng = np.random.default_rng(seed)
    planned = []
    for appraiser in appraiser_names:
        run = 0
        for trial in range(1, trials + 1):
            for place in rng.permutation(len(item_names)):
                run += 1
                planned.append(PlannedRating(appraiser, run, item_names[int(place)], trial))
    cautions = []
    if len(item_names) < 50:
        cautions.append(
            f"{len(item_names)} items are few; 50 are customary, about half good, half bad, many borderline."
        )
    if trials < 2:
        cautions.append("With one trial nobody's own steadiness can be seen; 2 or 3 are customary.")
    if len(appraiser_names) < 2:
        cautions.append("With one appraiser agreement between people can't be seen.")
    return AgreementPlan(tuple(planned), seed, tuple(cautions))


def _size(given: int | Sequence[str]) -> int:
    return given if isinstance(given, int) else len(given)


def _names(given: int | Sequence[str], what: str) -> tuple[str, ...]:
    if isinstance(given, int):
        if given < 1:
            raise StatisticsError(f"The plan has {given} {what}s. Plan at least 1.")
        return tuple(str(place) for place in range(1, given + 1))
    names = labels(given, f"The name of an {what}")
    if not names or len(set(names)) != len(names):
        raise StatisticsError(f"Give each {what} a name of its own.")
    return names
