"""How many items would settle an agreement study that its intervals leave open?"""

from __future__ import annotations

import math
from collections.abc import Sequence

from dmaic.statistics.agreement.bands import EFFECTIVENESS_BANDS, GOOD_KAPPA, POOR_KAPPA
from dmaic.statistics.intervals import clopper_pearson

MOST = 300
"""Items beyond which nobody repeats a study like that: its figures lie on a border and no number settles them."""


def items_needed(
    items: int,
    *,
    shares: Sequence[tuple[int, int]],
    kappas: Sequence[tuple[float | None, float | None, float | None]],
) -> int | None:
    """Items after which no interval reaches from ok to fail, were everything judged as so far; None above ``MOST``.

    ``shares`` are (matched, inspected): the exact interval of the same share of more items. ``kappas`` are (kappa, low,
    high): an interval shrinks with the root of the items, that of a kappa of 1 with the items themselves.
    """
    needed = [items + 1, *(_of_share(*one) for one in shares), *(_of_kappa(items, *one) for one in kappas)]
    known = [one for one in needed if one is not None]
    return max(known) if len(known) == len(needed) and max(known) <= MOST else None


def _of_share(matched: int, inspected: int) -> int | None:
    good, poor = (border / 100 for border in EFFECTIVENESS_BANDS)
    for n in range(inspected, MOST + 1):
        found = clopper_pearson(round(matched / inspected * n), n)
        if (found.low or 0.0) >= poor or (1.0 if found.high is None else found.high) < good:
            return n
    return None


def _of_kappa(items: int, kappa: float | None, low: float | None, high: float | None) -> int | None:
    if kappa is None or low is None or high is None:
        return None
    if kappa > 1 - 1e-12:
        return math.ceil(items * (1 - low) / (1 - POOR_KAPPA))
    factors = [
        (reach / room) ** 2
        for reach, room in ((kappa - low, kappa - POOR_KAPPA), (high - kappa, GOOD_KAPPA - kappa))
        if room > 0
    ]
    return math.ceil(items * min(factors)) if factors else None
