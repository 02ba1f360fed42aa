"""How is a number written in a sentence? Rounded for reading, or exactly as it was entered; thousands set apart."""

from __future__ import annotations

THIN = "\u202f"
"""The narrow space between groups of three digits, at which no line breaks."""

_WHOLE_FROM, _POWERS_FROM = 1e4, 1e15


def figure(value: float, unit: str = "") -> str:
    """A number as it is read: four significant digits, from 10 000 on whole with thousands set apart; with its unit."""
    text = thousands(value) if _WHOLE_FROM <= abs(value) < _POWERS_FROM else f"{value:.4g}"
    return f"{text} {unit}".rstrip()


def entered(value: float) -> str:
    """A number as it was entered, for a sentence that holds it against the person: no digit is lost."""
    if _WHOLE_FROM <= abs(value) < _POWERS_FROM:
        return f"{value:,.15g}".replace(",", THIN)
    return f"{value:.15g}"


def thousands(value: float) -> str:
    """A whole number with its thousands set apart: 1 000 000."""
    return f"{value:,.0f}".replace(",", THIN) if abs(value) >= _WHOLE_FROM else f"{value:.0f}"


def percent(share: float, decimals: int = 0) -> str:
    """A share of the whole in percent."""
    return f"{100 * share:.{decimals}f} %"


def sure(confidence: float) -> str:
    """A confidence in percent; 0.999 stays 99.9 % and never becomes certainty."""
    return f"{100 * confidence:.4g} %"
