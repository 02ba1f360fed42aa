"""Is the process stable when every few pieces are another product? Short-run charts of deviations from target.

Sources: Bothe (1988) and Hillier (1969) on short runs; Montgomery, Introduction to Statistical Quality Control,
section 10.1 (deviation from nominal, standardised charts); Minitab's Z-MR chart.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Literal

import numpy as np

from dmaic.errors import StatisticsError
from dmaic.statistics import constants
from dmaic.statistics.control_chart import ControlChart, Floats, StageSpec
from dmaic.statistics.individuals import imr
from dmaic.statistics.series import Missing, lay_out, read_values


def short_run(
    values: Iterable[Any],
    products: Sequence[str],
    *,
    method: Literal["deviation", "standardised"] = "deviation",
    targets: Mapping[str, float] | None = None,
    sigmas: Mapping[str, float] | None = None,
    stages: Sequence[StageSpec] | None = None,
    excluded: Iterable[int] = (),
    gaps: Iterable[int] = (),
    missing: Missing = "refuse",
) -> ControlChart:
    """I-MR chart across products.

    "deviation" charts x - target: for products whose scatter is the same. "standardised" charts
    (x - target) / sigma with centre 0 and sigma 1: for products that scatter differently. ``targets`` and ``sigmas``
    by product; a missing target is the product's mean, a missing sigma its mean moving range / d2(2), over the
    counted points of the baselines. Moving ranges run on from one product to the next, as deviations allow.

    Raises StatisticsError for a product with a single value and no sigma on the standardised chart.
    """
    if method not in {"deviation", "standardised"}:
        raise StatisticsError(f'A short-run chart is "deviation" or "standardised", not {method!r}.')
    points = read_values(values, missing=missing)
    names = [str(name) for name in products]
    if len(names) != len(points):
        raise StatisticsError(f"There are {len(points)} values and {len(names)} products. Name one for each value.")
    left_out, interrupted = list(excluded), list(gaps)
    counted = lay_out(
        len(points), stages=stages, excluded=left_out, gaps=interrupted, present=~np.isnan(points)
    ).counted
    labels = np.array(names)
    deviation = np.empty(len(points))
    for name in dict.fromkeys(names):
        own = labels == name
        set_by = points[own & counted]
        target = _target(name, set_by, targets)
        scale = 1.0 if method == "deviation" else _sigma(name, set_by, sigmas)
        deviation[own] = (points[own] - target) / scale
    specs = list(stages) if stages else [StageSpec("All")]
    if method == "standardised":
        specs = [
            StageSpec(one.name, one.start, one.baseline, one.center or 0.0, one.sigma or 1.0, one.reason)
            for one in specs
        ]
    chart = imr(deviation, stages=specs, excluded=left_out, gaps=interrupted, missing=missing)
    what = "deviation from target" if method == "deviation" else "(value - target) / sigma of the product"
    return ControlChart(
        kind="imr",
        panels=chart.panels,
        stages=chart.stages,
        excluded=chart.excluded,
        gaps=chart.gaps,
        method=chart.method | {"plotted": what, "products": ", ".join(dict.fromkeys(names))},
        cautions=chart.cautions + _unequal_scatter(deviation, labels, counted, method),
    )


def _target(name: str, own: Floats, targets: Mapping[str, float] | None) -> float:
    if targets is not None and targets.get(name) is not None:
        return float(targets[name])
    if own.size == 0:
        raise StatisticsError(f"Product {name!r} has no counted value and no target. Give its target.")
    return float(own.mean())


def _sigma(name: str, own: Floats, sigmas: Mapping[str, float] | None) -> float:
    sigma = None if sigmas is None else sigmas.get(name)
    if sigma is None:
        sigma = float(np.abs(np.diff(own)).mean()) / constants.d2(2) if own.size > 1 else math.nan
    if not sigma > 0 or not math.isfinite(sigma):
        raise StatisticsError(f"Product {name!r} has too few different values for a sigma. Give its sigma.")
    return float(sigma)


def _unequal_scatter(
    deviation: Floats, labels: np.ndarray[Any, Any], counted: np.ndarray[Any, Any], method: str
) -> tuple[str, ...]:
    if method != "deviation":
        return ()
    spreads = [
        float(deviation[(labels == name) & counted].std(ddof=1))
        for name in np.unique(labels)
        if ((labels == name) & counted).sum() >= 5
    ]
    if len(spreads) > 1 and max(spreads) > 2.0 * min(spreads):
        return ("Some products scatter more than twice as much as others: use the standardised chart.",)
    return ()
