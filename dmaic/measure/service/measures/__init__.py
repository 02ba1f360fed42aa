"""Which measures of service are ready to adopt, and which of them can this export give?"""

from __future__ import annotations

from dataclasses import dataclass

from dmaic.errors import BadInput
from dmaic.measure.service.fields import Field, Rows
from dmaic.measure.service.measures import counted, flow, quality, speed
from dmaic.measure.service.measures.measure import GRAINS, Family, Grain, Measure, Parameter

ALL: dict[str, Measure] = {
    one.name: one for one in (*speed.MEASURES, *quality.MEASURES, *flow.MEASURES, *counted.MEASURES)
}
USUAL = (
    "resolution_time",
    "response_time",
    "not_answered_within",
    "sla_customer",
    "not_at_first",
    "handle_time",
    "share_wrong",
)
"""What a first project most often adopts, when the export allows it."""
_SURVEYS = frozenset({"nps", "csat", "ces"})

__all__ = ["ALL", "GRAINS", "USUAL", "Family", "Grain", "Measure", "Offer", "Parameter", "measure_named", "offers"]


@dataclass(frozen=True, slots=True)
class Offer:
    """A measure as this export can give it: ``missing`` names the columns it lacks, in words."""

    measure: Measure
    missing: str


def measure_named(name: str) -> Measure:
    """A measure by its name."""
    if name not in ALL:
        raise BadInput(f"There is no measure “{name}”.")
    return ALL[name]


def offers(rows: Rows, fields: frozenset[Field]) -> list[Offer]:
    """The measures for rows of this kind, those that can be computed first."""
    found = [(one, one.missing(rows, fields)) for one in ALL.values()]
    kept = [Offer(one, missing) for one, missing in found if missing is not None]
    return sorted(kept, key=lambda offer: bool(offer.missing))
