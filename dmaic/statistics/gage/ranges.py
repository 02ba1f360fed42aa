"""How much is measurement, worked out with pencil and paper: the average-and-range method.

Source: AIAG, Measurement Systems Analysis, 4th ed., chapter III-B. The manual's K1, K2, K3 are rounded 1/d2*; here the
exact values stand, so results differ from the printed form by about 1e-4.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

from dmaic.errors import StatisticsError
from dmaic.statistics.checked import Floats
from dmaic.statistics.constants import d2, d2_star, d3
from dmaic.statistics.gage.crossed import crossed_block
from dmaic.statistics.gage.model import GageModel, Scale, components_of, distinct_categories


def average_range_model(
    measurements: Any,
    scale: Scale,
    *,
    ev_constant: str = "d2",
) -> GageModel:
    """Components of ``measurements[part][appraiser][trial]`` from ranges; interaction can't be seen this way.

    EV = mean range / d2(trials), or over d2*(trials, parts x appraisers) with ``ev_constant`` "d2_star" (the two agree
    when parts x appraisers > 15). AV = sqrt(max(0, (range of appraiser means / d2*(appraisers, 1))^2 - EV^2 / (parts x
    trials))). PV = range of part means / d2*(parts, 1).
    """
    y = crossed_block(measurements)
    parts, operators, trials = y.shape
    if trials < 2:
        raise StatisticsError("Average-and-range needs at least 2 trials in each cell to see repeatability.")
    if ev_constant not in {"d2", "d2_star"}:
        raise StatisticsError(f"The constant {ev_constant!r} is unknown; choose d2 or d2_star.")
    divisor = d2(trials) if ev_constant == "d2" else d2_star(trials, parts * operators)
    ev = float((y.max(axis=2) - y.min(axis=2)).mean()) / divisor
    means = y.mean(axis=(0, 2))
    spread = float(means.max() - means.min()) / d2_star(operators, 1)
    av = math.sqrt(max(0.0, spread**2 - ev**2 / (parts * trials)))
    of_parts = y.mean(axis=(1, 2))
    pv = float(of_parts.max() - of_parts.min()) / d2_star(parts, 1)
    components = components_of({"repeatability": ev**2, "operator": av**2, "part": pv**2}, scale)
    ndc_raw, ndc = distinct_categories(pv, math.hypot(ev, av))
    return GageModel("average_range", (), components, ndc_raw, ndc)


@dataclass(frozen=True, slots=True, eq=False)
class AppraiserCharts:
    """The means and ranges of each cell (appraiser x part) with control limits from the pooled mean range.

    Ranges beyond their limit say that an appraiser's method is not repeatable. Of the means at least half should lie
    *outside* the limits: the limits show measurement noise, the points the parts.
    """

    means: Floats
    ranges: Floats
    grand_mean: float
    mean_lcl: float
    mean_ucl: float
    mean_range: float
    range_lcl: float
    range_ucl: float
    share_of_means_outside: float
    ranges_outside: tuple[tuple[int, int], ...]
    cautions: tuple[str, ...] = ()


def appraiser_charts(measurements: Any) -> AppraiserCharts:
    """Charts by appraiser of ``measurements[part][appraiser][trial]``; arrays of shape (appraisers, parts).

    Limits: grand mean +- 3 mean range / (d2 sqrt(trials)); mean range (1 +- 3 d3 / d2), cut at 0 (AIAG MSA 4th ed.).
    """
    y = crossed_block(measurements).transpose(1, 0, 2)
    trials = y.shape[2]
    if trials < 2:
        raise StatisticsError("Charts by appraiser need at least 2 trials in each cell.")
    means, ranges = y.mean(axis=2), y.max(axis=2) - y.min(axis=2)
    center, mean_range = float(means.mean()), float(ranges.mean())
    reach = 3 * mean_range / (d2(trials) * math.sqrt(trials))
    spread = 3 * d3(trials) / d2(trials)
    upper = mean_range * (1 + spread)
    share = float(((means > center + reach) | (means < center - reach)).mean())
    outside = tuple((int(i), int(j)) for i, j in zip(*(ranges > upper).nonzero(), strict=True))
    cautions = []
    if share < 0.5:
        cautions.append(
            f"Only {100 * share:.0f} % of the cell means lie outside the limits of measurement noise (half or more is "
            "wanted): the system hardly tells these parts apart, or the parts are too alike."
        )
    if outside:
        cautions.append(
            f"{len(outside)} range{' is' if len(outside) == 1 else 's are'} beyond the limit: find out what happened "
            "in those cells before reading the study."
        )
    return AppraiserCharts(
        means,
        ranges,
        center,
        center - reach,
        center + reach,
        mean_range,
        max(0.0, mean_range * (1 - spread)),
        upper,
        share,
        outside,
        tuple(cautions),
    )
