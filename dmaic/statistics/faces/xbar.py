"""Face of the X-bar, R and S charts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from dmaic.statistics.control_chart import ControlChart, Panel
from dmaic.statistics.faces.given import choice, numbers
from dmaic.statistics.faces.reading import beyond_limits, judged, layout, level
from dmaic.statistics.series import lay_out
from dmaic.statistics.subgroups import WITHIN_ESTIMATORS, Subgroups, WithinSigma, read_subgroups, within_sigma
from dmaic.statistics.xbar import xbar_of_summaries


def answer(given: Mapping[str, Any]) -> dict[str, Any]:
    """Averages, ranges and standard deviations with the limits of the estimator named by ``sigma``.

    ``sigma`` may also be a number (pre-specified). ``sigma_by`` gives every estimator over the baseline.
    """
    named = isinstance(given.get("sigma"), str)
    names = {name: name for name in WITHIN_ESTIMATORS}
    options = layout(given, estimated=not named)
    missing = options.pop("missing")
    found = read_subgroups(numbers(given, "subgroups"), missing=missing)
    estimator = cast("WithinSigma", choice(given, "sigma", names, "rbar") if named else "rbar")
    with_r = xbar_of_summaries(found, dispersion="r", estimator=estimator, **options)
    with_s = xbar_of_summaries(found, dispersion="s", estimator=estimator, **options)
    means = with_r.panels[0]
    varying = not found.one_size
    sigma = with_r.stages[0].sigma if len(with_r.stages) == 1 else [stage.sigma for stage in with_r.stages]
    return {
        "n": found.sizes,
        "means": found.means,
        "ranges": found.ranges,
        "sds": found.sds,
        "center": level(means.center),
        "sigma": sigma,
        "sigma_by": _by_estimator(found, with_r, options),
        "xbar_lcl": level(means.lcl, varying=varying),
        "xbar_ucl": level(means.ucl, varying=varying),
        "xbar_beyond": beyond_limits(with_r),
        **_dispersion("r", with_r.panels[1], beyond_limits(with_r, 1), varying=varying),
        **_dispersion("s", with_s.panels[1], beyond_limits(with_s, 1), varying=varying),
        "stages": with_r.stages,
        "method": with_r.method,
        "cautions": with_r.cautions,
        **judged(given, with_r),
    }


def _dispersion(letter: str, panel: Panel, beyond: list[int], *, varying: bool) -> dict[str, Any]:
    return {
        f"{letter}_center": level(panel.center, varying=varying),
        f"{letter}_lcl": level(panel.lcl, varying=varying),
        f"{letter}_ucl": level(panel.ucl, varying=varying),
        f"{letter}_beyond": beyond,
    }


def _by_estimator(found: Subgroups, chart: ControlChart, options: Mapping[str, Any]) -> dict[str, float]:
    """Each estimator over the baseline of the last stage."""
    laid = lay_out(
        len(found),
        stages=options["stages"],
        excluded=chart.excluded,
        gaps=chart.gaps,
        present=found.sizes > 0,
    )
    span = laid.spans[-1]
    own = found.within(span.baseline).only(laid.counted[span.baseline])
    return {name: within_sigma(own, name) for name in WITHIN_ESTIMATORS}
