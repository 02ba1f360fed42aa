"""How is the help beside a field written?"""

from __future__ import annotations


def told(what: str, example: str = "", pitfall: str = "") -> dict[str, str]:
    """What it is, an example, a pitfall: the three parts of the help beside a field."""
    return {"what": what, "example": example, "pitfall": pitfall}
