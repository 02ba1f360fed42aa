"""Face of the control-chart constants."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dmaic.statistics import constants as factors
from dmaic.statistics.faces.given import whole

_FACTORS = ("d2", "d3", "c4", "A2", "A3", "B3", "B4", "D3", "D4", "E2")


def answer(given: Mapping[str, Any]) -> dict[str, Any]:
    """All constants of subgroup size ``n``; with a number of ranges ``g`` also d2*."""
    n = whole(given, "n")
    found: dict[str, Any] = {name: getattr(factors, name)(n) for name in _FACTORS}
    if given.get("g") is not None:
        found["d2_star"] = factors.d2_star(n, whole(given, "g"))
    return found
