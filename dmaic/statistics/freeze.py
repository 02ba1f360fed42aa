"""How are the limits of a chart kept for monitoring? Its stages as pre-specified ones."""

from __future__ import annotations

import math

import numpy as np

from dmaic.errors import StatisticsError
from dmaic.statistics.attribute import sigma_z
from dmaic.statistics.control_chart import ControlChart, Stage, StageSpec

_CENTER_ONLY = frozenset({"p", "np", "c", "u", "g", "run"})


def frozen_stages(chart: ControlChart) -> tuple[StageSpec, ...]:
    """The stages with centre and sigma given, as the chart's own function takes them: the same limits, kept.

    On charts whose sigma follows from the centre (p, np, c, u, g) only that is given; on p' and u' charts the kept
    sigma is sigma Z. Raises StatisticsError for T2 charts and for stages without limits.
    """
    if chart.kind == "t2":
        raise StatisticsError("A T2 chart keeps its limits by its baseline: give the stage a baseline instead.")
    return tuple(
        StageSpec(stage.name, stage.start, None, stage.center, _sigma(chart, stage), stage.reason)
        for stage in chart.stages
    )


def _sigma(chart: ControlChart, stage: Stage) -> float | None:
    if chart.kind in _CENTER_ONLY:
        return None
    kept = stage.sigma
    if chart.kind.startswith("laney_"):
        widths = sigma_z(chart)[stage.start : stage.stop]
        known = widths[~np.isnan(widths)]
        kept = float(known[0]) if known.size else math.nan
    if math.isnan(kept):
        raise StatisticsError(f"Stage {stage.name!r} has no limits yet, so there is nothing to keep. Add points.")
    return kept
