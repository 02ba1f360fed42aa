"""How was the question put? Side, confidence and practical threshold of a face's input, and parts that refuse."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from dmaic.errors import StatisticsError
from dmaic.statistics.alternatives import ALTERNATIVES, SPELLINGS
from dmaic.statistics.faces import given as g
from dmaic.statistics.verdict import Alternative, Terms

_SIDES = {name: name for name in ALTERNATIVES} | SPELLINGS


def terms(given: Mapping[str, Any]) -> Terms:
    """Options alternative (two-sided | less | greater), confidence or alpha, practical_threshold, unit.

    R's spellings of two-sided are understood.
    """
    alpha = g.optional_number(given, "alpha")
    confidence = g.number(given, "confidence", 0.95 if alpha is None else 1 - alpha)
    return Terms(
        alternative=Alternative(g.choice(given, "alternative", _SIDES, "two-sided")),
        confidence=confidence,
        practical_threshold=g.optional_number(given, "practical_threshold"),
        unit=str(given.get("unit") or ""),
    )


def bare(how: Terms) -> Terms:
    """The same terms without a practical threshold, for a test whose estimate has another unit."""
    return replace(how, practical_threshold=None)


def ratio_terms(given: Mapping[str, Any]) -> Terms:
    """The terms of a test that estimates a ratio; its threshold is the option ratio_threshold."""
    return replace(terms(given), practical_threshold=g.optional_number(given, "ratio_threshold"))


def effect_terms(given: Mapping[str, Any]) -> Terms:
    """The terms of a test that is judged by a unit-free effect; its threshold is the option effect_threshold."""
    return replace(terms(given), practical_threshold=g.optional_number(given, "effect_threshold"))


def names(given: Mapping[str, Any], default: tuple[str, str] = ("x", "y")) -> tuple[str, str]:
    """The names of two samples, from ``names`` when it holds two."""
    listed = given.get("names")
    if not isinstance(listed, list | tuple) or len(listed) != 2:
        return default
    return str(listed[0]), str(listed[1])


def freedom(df: Sequence[float]) -> Any:
    """Degrees of freedom as the faces give them: one number or a list, whole ones as integers."""
    shown = [int(one) if float(one).is_integer() else one for one in df]
    return shown[0] if len(shown) == 1 else shown


def answered(parts: Mapping[str, Callable[[], Any]]) -> tuple[dict[str, Any], dict[str, str]]:
    """Each part's answer, None for a part that refuses, and the refusals by name; refused when no part answers."""
    answers: dict[str, Any] = {}
    refused: dict[str, str] = {}
    for name, part in parts.items():
        try:
            answers[name] = part()
        except StatisticsError as refusal:
            answers[name], refused[name] = None, str(refusal)
    if refused and len(refused) == len(parts):
        raise StatisticsError(next(iter(refused.values())))
    return answers, refused
