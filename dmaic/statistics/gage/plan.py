"""In which order shall the study be measured? Every run once, in random order, from a seed that is kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from dmaic.errors import StatisticsError
from dmaic.statistics.measured import labels

_MOST_RUNS = 100_000


@dataclass(frozen=True, slots=True)
class PlannedRun:
    """One measurement to make. ``run`` counts from 1 in the order of work; ``trial`` from 1 within the cell."""

    run: int
    part: str
    appraiser: str
    trial: int


@dataclass(frozen=True, slots=True)
class GagePlan:
    """The runs of a gage study in order, the seed that gives the same order again, and what is thin about it."""

    runs: tuple[PlannedRun, ...]
    seed: int
    cautions: tuple[str, ...] = ()


def gage_plan(
    parts: int | Sequence[str], appraisers: int | Sequence[str], trials: int, *, seed: int, nested: bool = False
) -> GagePlan:
    """Randomised run order of a gage study: within each trial, parts and appraisers mixed anew.

    Trials are kept apart as rounds, so that the same part never comes twice in a row to the same appraiser inside a
    round and nobody remembers the first reading. In a nested plan ``parts`` are parts for each appraiser. AIAG asks
    for 10 parts, 3 appraisers and 2 or 3 trials.
    """
    if trials < 1:
        raise StatisticsError(f"The plan has {trials} trials. Plan at least 2, so that repeatability can be seen.")
    if _size(parts) * _size(appraisers) * trials > _MOST_RUNS:
        raise StatisticsError(f"The plan has more than {_MOST_RUNS} runs. Plan fewer parts, appraisers or trials.")
    part_names = _names(parts, "part")
    appraiser_names = _names(appraisers, "appraiser")
    pairs = (
        [(f"{appraiser}-{part}", appraiser) for appraiser in appraiser_names for part in part_names]
        if nested
        else [(part, appraiser) for part in part_names for appraiser in appraiser_names]
    )
    rng = np.random.default_rng(seed)
    runs: list[PlannedRun] = []
    for trial in range(1, trials + 1):
        for place in rng.permutation(len(pairs)):
            part, appraiser = pairs[int(place)]
            runs.append(PlannedRun(len(runs) + 1, part, appraiser, trial))
    cautions = []
    if trials < 2:
        cautions.append("With one trial repeatability can't be told from interaction: plan 2 or 3.")
    if len(part_names) < 10:
        cautions.append(f"{len(part_names)} parts are few; 10 that span the usual range are customary.")
    if len(appraiser_names) < 3:
        cautions.append(f"{len(appraiser_names)} appraisers say little about reproducibility; 3 or more are customary.")
    return GagePlan(tuple(runs), seed, tuple(cautions))


def _size(given: int | Sequence[str]) -> int:
    return given if isinstance(given, int) else len(given)


def _names(given: int | Sequence[str], what: str) -> tuple[str, ...]:
    """Names as given, or 1..n (A.. for appraisers up to 26)."""
    if isinstance(given, int):
        if given < 1:
            raise StatisticsError(f"The plan has {given} {what}s. Plan at least 2.")
        if what == "appraiser" and given <= 26:
            return tuple(chr(ord("A") + place) for place in range(given))
        return tuple(str(place) for place in range(1, given + 1))
    names = labels(given, f"The name of a {what}")
    if len(set(names)) != len(names):
        raise StatisticsError(f"Two {what}s have the same name. Give each its own.")
    if not names:
        raise StatisticsError(f"The plan names no {what}.")
    return names
