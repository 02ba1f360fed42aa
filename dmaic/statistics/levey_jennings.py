"""Does a measuring method still read its control material right? Levey-Jennings chart.

Sources: Levey and Jennings (1950); Westgard et al., Clinical Chemistry 27 (1981) 493-501, whose rules
(`dmaic.statistics.rule_sets.WESTGARD`) are read on it.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np

from dmaic.errors import StatisticsError
from dmaic.statistics.control_chart import ControlChart, Panel, StageSpec
from dmaic.statistics.series import Missing, judged_stage, lay_out, mean_of, read_values, sd_of, stage_cautions


def levey_jennings(
    values: Iterable[Any],
    *,
    stages: Sequence[StageSpec] | None = None,
    excluded: Iterable[int] = (),
    gaps: Iterable[int] = (),
    missing: Missing = "refuse",
) -> ControlChart:
    """Mean -/+ 3 standard deviations (divisor n - 1) of the baseline, or the material's given centre and sigma.

    The overall standard deviation on purpose: a laboratory judges against all variation it accepts, not only that
    between neighbours. Raises StatisticsError when no stage has two counted points and no sigma is given.
    """
    points = read_values(values, missing=missing)
    series = lay_out(len(points), stages=stages, excluded=excluded, gaps=gaps, present=~np.isnan(points))
    judged = []
    for span in series.spans:
        own, spec = points[span.baseline][series.counted[span.baseline]], span.spec
        if spec.center is None and own.size == 0:
            raise StatisticsError(f"The baseline of stage {spec.name!r} has no point left. Give centre and sigma.")
        center = mean_of(own) if spec.center is None else spec.center
        if spec.sigma is not None:
            sigma = spec.sigma
        elif own.size < 2:
            sigma = math.nan
        else:
            sigma = sd_of(own)
        given = spec.center is not None and spec.sigma is not None
        judged.append(judged_stage(span, center, sigma, "sd", own.size, given=given))
    if all(math.isnan(stage.sigma) for stage in judged):
        raise StatisticsError("One value has no standard deviation. Add points, or give centre and sigma.")
    center_line = series.spread([stage.center for stage in judged])
    sigma_line = series.spread([stage.sigma for stage in judged])
    return ControlChart(
        kind="levey_jennings",
        panels=(
            Panel(
                "Control values",
                points,
                center_line,
                sigma_line,
                center_line - 3.0 * sigma_line,
                center_line + 3.0 * sigma_line,
            ),
        ),
        stages=tuple(judged),
        excluded=series.excluded,
        gaps=series.gaps,
        method={"center": "mean of the baseline", "sigma": "standard deviation, divisor n - 1", "estimator": "sd"},
        cautions=stage_cautions(judged),
    )
