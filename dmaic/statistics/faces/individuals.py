"""Face of the individuals and moving-range chart."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import numpy as np

from dmaic.statistics import constants
from dmaic.statistics.faces.given import choice, flag, numbers
from dmaic.statistics.faces.reading import beyond, beyond_limits, judged, layout, level
from dmaic.statistics.individuals import imr, ranges_used
from dmaic.statistics.series import lay_out

_METHODS = {
    "mean_mr": "mean_mr",
    "mr": "mean_mr",
    "median_mr": "median_mr",
    "sd": "sd",
    "sd_c4": "sd",
    "mssd": "mssd",
}


def answer(given: Mapping[str, Any]) -> dict[str, Any]:
    """Limits and points beyond them.

    The ranges' centre is always the mean of the moving ranges used, whatever estimator sets the sigma of the values
    (d2(2) sigma where sigma is given), and their limit D4(2) times that. ``range_chart`` holds the lines as they are
    drawn, by the estimator chosen: with the median 3.865 times the median range.
    """
    screen = flag(given, "screen_moving_ranges")
    options = layout(given)
    method = choice(given, "sigma_method", _METHODS, "mean_mr")
    chart = imr(numbers(given, "values"), estimator=method, screen=screen, **options)  # type: ignore[arg-type]  # options by name
    values, ranges = chart.panels
    laid = lay_out(
        len(chart),
        stages=options["stages"],
        excluded=chart.excluded,
        gaps=chart.gaps,
        present=~np.isnan(values.points),
    )
    centers = []
    for span, stage in zip(laid.spans, chart.stages, strict=True):
        used = ranges_used(ranges.points, span, screen=screen)
        given_sigma = span.spec.sigma is not None
        mean = float(used.mean()) if used.size else math.nan
        centers.append(constants.d2(2) * stage.sigma if given_sigma else mean)
    mr_center = laid.spread(centers)
    mr_ucl = constants.D4(2) * mr_center
    return {
        "center": level(values.center),
        "sigma": level(values.sigma),
        "lcl": level(values.lcl),
        "ucl": level(values.ucl),
        "mr_center": level(mr_center),
        "mr_ucl": level(mr_ucl),
        "mr_lcl": level(ranges.lcl),
        "beyond_limits": beyond_limits(chart),
        "mr_beyond_limits": beyond(ranges.points, mr_center, ranges.lcl, mr_ucl, chart.excluded),
        "moving_ranges": ranges.points,
        "range_chart": {"center": level(ranges.center), "lcl": level(ranges.lcl), "ucl": level(ranges.ucl)},
        "stages": chart.stages,
        "method": chart.method,
        "cautions": chart.cautions,
        **judged(given, chart),
    }
