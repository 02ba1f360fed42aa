"""What do these tickets say about a measure?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dmaic.errors import BadInput
from dmaic.measure.service.measures import Measure
from dmaic.measure.service.observing import counted, flow, quality, speed
from dmaic.measure.service.observing.base import STILL_OPEN, UNDECIDED, UNKNOWN, Combined, Observed, Way
from dmaic.measure.service.observing.speed import durations, hold_remark, read_targets, responses
from dmaic.measure.service.tickets import Tickets

WAYS: dict[str, Way] = {**speed.WAYS, **quality.WAYS, **flow.WAYS, **counted.WAYS}

__all__ = [
    "STILL_OPEN",
    "UNDECIDED",
    "UNKNOWN",
    "WAYS",
    "Combined",
    "Observed",
    "durations",
    "hold_remark",
    "observe",
    "read_targets",
    "responses",
]


def observe(tickets: Tickets, measure: Measure, chosen: Mapping[str, Any], *, minus_paused: bool = True) -> Observed:
    """The observations of a measure. Raises BadInput where the tickets give none."""
    found = WAYS[measure.name](tickets, chosen, minus_paused)
    if not len(found):
        why = ", ".join(f"{count:,} {reason}" for reason, count in found.left_out.items() if count)
        raise BadInput(
            f"“{measure.said(measure.title, chosen)}” finds nothing to measure in this export. {why}".strip()
        )
    return found
