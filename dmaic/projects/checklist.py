"""What does a gate ask, and is it met? Items computed from the evidence."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Item:
    """One thing a gate asks: whether it is met, why or why not, and where to meet it.

    ``code`` names the item for good (waivers refer to it); ``endpoint`` is the page on which it can be met.
    ``evidence`` is a short statement of what the judgement read (a count, a signature, a fingerprint).
    """

    code: str
    asked: str
    met: bool
    why: str
    endpoint: str = ""
    evidence: str = ""
    waived: str = ""

    @property
    def settled(self) -> bool:
        return self.met or bool(self.waived)

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)
