"""How does a statistic travel? As a frozen value with its interval, its method and its state."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import numpy as np


class State(StrEnum):
    """Whether a number may be read: shown, shown with a caution, or withheld for a named reason."""

    SHOWN = "shown"
    CAUTION = "caution"
    WITHHELD = "withheld"


@dataclass(frozen=True, slots=True)
class Statistic:
    """One number with its passport.

    ``value`` is None exactly when ``state`` is withheld. ``note`` is the sentence of the caution, or the reason for
    withholding together with how to earn the number. ``low``/``high`` bound a ``confidence`` interval; one of them is
    None for a one-sided bound.
    """

    name: str
    value: float | None
    low: float | None = None
    high: float | None = None
    confidence: float | None = None
    method: str = ""
    unit: str = ""
    state: State = State.SHOWN
    note: str = ""


def withheld(name: str, reason: str, *, method: str = "", unit: str = "") -> Statistic:
    """A statistic that is not given, and why."""
    return Statistic(name, None, method=method, unit=unit, state=State.WITHHELD, note=reason)


def plain(value: Any) -> Any:
    """Turn a result into plain JSON types: dataclasses to dicts, arrays to lists, NaN to None, infinities to text."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {field.name: plain(getattr(value, field.name)) for field in dataclasses.fields(value)}
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, np.ndarray):
        return [plain(item) for item in value.tolist()]
    if isinstance(value, list | tuple | set | frozenset):
        return [plain(item) for item in value]
    if isinstance(value, np.generic):
        return plain(value.item())
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, float):
        if math.isnan(value):
            return None
        if math.isinf(value):
            return "inf" if value > 0 else "-inf"
    return value
