"""Is a process measured in small samples stable? X-bar charts with R or S.

Sources: Montgomery, Introduction to Statistical Quality Control, sections 6.2-6.3 (unequal sizes: 6.30-6.32).
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import Any, Literal, cast

import numpy as np

from dmaic.errors import StatisticsError
from dmaic.statistics import constants
from dmaic.statistics.control_chart import ControlChart, Floats, Panel, Stage, StageSpec
from dmaic.statistics.series import Missing, Series, Span, judged_stage, lay_out, stage_cautions
from dmaic.statistics.subgroups import (
    WITHIN_ESTIMATORS,
    Subgroups,
    WithinSigma,
    factor,
    grand_mean,
    read_subgroups,
    within_sigma,
)


def xbar(
    subgroups: Iterable[Any],
    *,
    dispersion: Literal["r", "s"] = "r",
    estimator: WithinSigma | None = None,
    stages: Sequence[StageSpec] | None = None,
    excluded: Iterable[int] = (),
    gaps: Iterable[int] = (),
    missing: Missing = "refuse",
) -> ControlChart:
    """X-bar chart (panel 0) with an R or S chart (panel 1) of the same sigma.

    Centre = mean of all baseline values; limits = centre -/+ 3 sigma / sqrt(n_i). Sigma within after ``estimator``
    (rbar with R and sbar with S unless named). R: centre d2(n_i) sigma, limits sigma (d2 -/+ 3 d3). S: centre
    c4(n_i) sigma, limits sigma (c4 -/+ 3 sqrt(1 - c4^2)); both cut at 0. ``subgroups``: one row a subgroup, missing
    cells allowed. Units are those of the values.

    Raises StatisticsError when no subgroup has two values and no sigma is given.
    """
    found = read_subgroups(subgroups, missing=missing)
    return xbar_of_summaries(
        found, dispersion=dispersion, estimator=estimator, stages=stages, excluded=excluded, gaps=gaps
    )


def xbar_of_summaries(
    found: Subgroups,
    *,
    dispersion: Literal["r", "s"] = "r",
    estimator: WithinSigma | None = None,
    stages: Sequence[StageSpec] | None = None,
    excluded: Iterable[int] = (),
    gaps: Iterable[int] = (),
) -> ControlChart:
    """The same chart from subgroups already summarised."""
    if dispersion not in {"r", "s"}:
        raise StatisticsError(f'The dispersion chart is "r" or "s", not {dispersion!r}.')
    named: str = estimator or {"r": "rbar", "s": "sbar"}[dispersion]
    present = None if found.sizes.all() else found.sizes > 0
    series = lay_out(len(found), stages=stages, excluded=excluded, gaps=gaps, present=present)
    judged = [_stage(found, series, span, cast("WithinSigma", named)) for span in series.spans]
    if all(math.isnan(stage.sigma) for stage in judged):
        raise StatisticsError(
            "No subgroup that sets limits has two values, so there is no range. Use an individuals chart."
        )
    center, sigma = (series.spread([getattr(stage, name) for stage in judged]) for name in ("center", "sigma"))
    return ControlChart(
        kind=f"xbar_{dispersion}",
        panels=(_averages(found, center, sigma), _dispersion(found, sigma, dispersion)),
        stages=tuple(judged),
        sizes=found.sizes.astype(float),
        excluded=series.excluded,
        gaps=series.gaps,
        method={"center": "mean of all baseline values", "sigma": WITHIN_ESTIMATORS[named], "estimator": named},
        cautions=stage_cautions(judged, unit="subgroups") + _size_cautions(found, dispersion),
    )


def _stage(found: Subgroups, series: Series, span: Span, estimator: WithinSigma) -> Stage:
    own = found.within(span.baseline).only(series.counted[span.baseline])
    spec = span.spec
    if spec.center is None and len(own) == 0:
        raise StatisticsError(
            f"The baseline of stage {spec.name!r} has no subgroup left to set limits from. "
            "Take back an exclusion, lengthen the baseline or give centre and sigma."
        )
    center = grand_mean(own) if spec.center is None else spec.center
    sigma = within_sigma(own, estimator) if spec.sigma is None else spec.sigma
    given = spec.center is not None and spec.sigma is not None
    return judged_stage(span, center, sigma, estimator, len(own), given=given)


def _averages(found: Subgroups, center: Floats, sigma: Floats) -> Panel:
    if found.one_size:
        error = sigma / math.sqrt(int(found.sizes[0]))
    else:
        with np.errstate(divide="ignore", invalid="ignore"):
            error = np.where(found.sizes > 0, sigma / np.sqrt(found.sizes), math.nan)
    width = 3.0 * error
    return Panel("Averages", found.means, center, error, center - width, center + width)


def _dispersion(found: Subgroups, sigma: Floats, dispersion: str) -> Panel:
    if dispersion == "r":
        mean, spread = factor(constants.d2, found.sizes), factor(constants.d3, found.sizes)
        name, points = "Ranges", found.ranges
    else:
        mean = factor(constants.c4, found.sizes)
        spread = np.sqrt(1.0 - np.square(mean))
        name, points = "Standard deviations", found.sds
    center, error = sigma * mean, sigma * spread
    return Panel(
        name, points, center, error, sigma * np.maximum(mean - 3.0 * spread, 0.0), center + 3.0 * error, zones=False
    )


def _size_cautions(found: Subgroups, dispersion: str) -> tuple[str, ...]:
    said = []
    largest = int(found.sizes.max())
    if dispersion == "r" and largest > 10:
        said.append(f"Subgroups of {largest}: the range wastes what larger samples know. Use the S chart.")
    if (found.sizes == 1).any():
        said.append("Some subgroups hold one value only: they have no range or standard deviation of their own.")
    return tuple(said)
