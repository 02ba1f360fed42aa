"""Face of Hotelling's T2 chart."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from dmaic.statistics.control_chart import Floats
from dmaic.statistics.faces.given import choice, number, numbers
from dmaic.statistics.faces.reading import layout
from dmaic.statistics.multivariate import t2_individuals, t2_subgroups
from dmaic.statistics.rules import in_sigmas

_LAYOUTS = {"individuals": "individuals", "subgroups": "subgroups"}


def answer(given: Mapping[str, Any]) -> dict[str, Any]:
    """T2 of the ``rows`` (layout individuals) or ``samples`` (layout subgroups) with both limits.

    ``beyond_phase1`` and ``beyond_phase2`` hold every point beyond that limit; with a baseline the first rows are
    judged by the former, later ones by the latter (``beyond_limits``).
    """
    options = layout(given)
    options.pop("missing")
    options["confidence"] = number(given, "confidence", 0.9973)
    if choice(given, "layout", _LAYOUTS, "individuals") == "individuals":
        study = t2_individuals(numbers(given, "rows"), **options)
    else:
        study = t2_subgroups(numbers(given, "samples"), **options)
    panel, reference = study.chart.panels[0], study.references[-1]
    return {
        "center": reference.center,
        "cov": reference.covariance,
        "t2": panel.points,
        "ucl_phase1": reference.ucl_phase1,
        "ucl_phase2": reference.ucl_phase2,
        "beyond_phase1": _beyond(panel.points, reference.ucl_phase1, study.chart.excluded),
        "beyond_phase2": _beyond(panel.points, reference.ucl_phase2, study.chart.excluded),
        "beyond_limits": _beyond(panel.points, panel.ucl, study.chart.excluded),
        "stages": study.chart.stages,
        "method": study.chart.method,
        "cautions": study.chart.cautions,
    }


def _beyond(points: Floats, limit: Floats | float, excluded: tuple[int, ...]) -> list[int]:
    over = in_sigmas(points, 0.0, limit) > 1.0
    over[list(excluded)] = False
    return [int(position) for position in np.flatnonzero(over)]
