"""Is this JSON? Read strictly: no NaN, no Infinity, and a sentence for what can't be read."""

from __future__ import annotations

import json
from typing import Any

from dmaic.errors import BadInput


def parsed(text: str, what: str = "The input") -> Any:
    """The value of a JSON text; BadInput with a sentence that says where it breaks."""
    try:
        return json.loads(text, parse_constant=_refuse)
    except json.JSONDecodeError as failure:
        raise BadInput(f"{what} is not JSON: {failure}.") from None
    except (RecursionError, ValueError):
        raise BadInput(
            f"{what} is not JSON that can be read: it is nested too deep or holds an endless number."
        ) from None


def _refuse(name: str) -> float:
    raise BadInput(f'{name} is no JSON number. Write null for a missing value, "inf" for an infinity.')
