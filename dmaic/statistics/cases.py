"""Does this installation still give the known answers? Cases with published results, run through the faces.

A case file is ``{"group", "about", "cases": [{"case", "source", "input", "expected", "rtol", "atol"}]}``. A number is
right when |got - expected| <= atol + rtol |expected|, where an expected 0 is held to 1e-9 of the data's scale; whole
numbers, booleans, text and lists of positions are right when equal; ``null`` means not defined, ``"inf"`` and
``"-inf"`` stand for infinities.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dmaic.errors import BadInput, Refused
from dmaic.statistics.registry import Analysis, analysis_named
from dmaic.statistics.result import plain

_PUBLISHED = Path(__file__).parent / "reference"
_ZERO = 1e-9
# How far rounding alone takes a real answer from the whole number it is expected to be.
_DUST = 1e-12


def published_cases() -> tuple[dict[str, Any], ...]:
    """The case files that travel with the package, one a group, in the order of their names."""
    return tuple(json.loads(path.read_text(encoding="utf-8")) for path in sorted(_PUBLISHED.glob("*.json")))


@dataclass(frozen=True, slots=True)
class CaseResult:
    """How one case came out; the worst field is named even when it passes (None when there is nothing to compare).

    ``got`` is the whole answer of the face, None when it refused or failed; ``error`` is then its sentence.
    """

    case: str
    source: str
    expected: Mapping[str, Any]
    got: Mapping[str, Any] | None
    passed: bool
    worst_field: str | None = None
    worst_got: Any = None
    worst_expected: Any = None
    error: str | None = None


@dataclass(frozen=True, slots=True)
class _Difference:
    """One compared figure; ``excess`` is its error as a multiple of what is allowed, at most 1 when it is right."""

    field: str
    got: Any
    expected: Any
    excess: float


def run_cases(group: Mapping[str, Any], *, analysis: Analysis | None = None) -> list[CaseResult]:
    """Run every case of a group file through the face of its group, or of the ``analysis`` given.

    A case that cannot be read or is refused fails with a sentence and the others are run. Without ``expected`` a case
    is answered and there is nothing to fail.

    Raises BadInput when the file is not of the form above, NotFound when there is no such group.
    """
    if not isinstance(group, Mapping) or not isinstance(group.get("cases"), list):
        raise BadInput('A case file is a JSON object with a list "cases". Give such a file.')
    asked = analysis or analysis_named(str(group.get("group")))
    return [_run(case, number, asked) for number, case in enumerate(group["cases"])]


def _run(case: Any, number: int, analysis: Analysis) -> CaseResult:
    named = case if isinstance(case, Mapping) else {}
    name, source, expected = str(named.get("case", number)), str(named.get("source", "")), named.get("expected", {})
    if not isinstance(named.get("input"), Mapping) or not isinstance(expected, Mapping):
        incomplete = 'The case has no "input" object, or its "expected" is none. Complete it.'
        return CaseResult(name, source, {}, None, passed=False, error=incomplete)
    try:
        rtol, atol = _tolerance(case, "rtol", _ZERO), _tolerance(case, "atol", 0.0)
        got = analysis.answer(case["input"])
    except Refused as refusal:
        return CaseResult(name, source, expected, None, passed=False, error=str(refusal))
    except Exception as failure:  # noqa: BLE001 - one broken case must not hide the verdict on the others
        return CaseResult(name, source, expected, None, passed=False, error=f"{type(failure).__name__}: {failure}")
    zero = max(atol, _ZERO * scale_of(case["input"]))
    differences = [
        difference
        for field, value in expected.items()
        for difference in _compare(field, got.get(field, _ABSENT), value, rtol, atol, zero)
    ]
    worst = max(differences, key=lambda one: one.excess, default=None)
    if worst is None:
        return CaseResult(name, source, expected, got, passed=True)
    shown = None if worst.got is _ABSENT else worst.got
    passed = worst.excess <= 1.0
    missing = "The answer has no such field." if worst.got is _ABSENT else None
    return CaseResult(name, source, expected, got, passed, worst.field, shown, worst.expected, missing)


_ABSENT = object()


def _tolerance(case: Mapping[str, Any], field: str, default: float) -> float:
    value = case.get(field)
    if value is None:
        return default
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < math.inf:
        raise BadInput(f"The {field} of the case has to be a number from 0 on; {value!r} is not. Correct it.")
    return float(value)


def scale_of(given: Any) -> float:
    """The largest absolute number in an input, 1.0 when it holds none: the scale of the data."""
    return max((abs(number) for number in _numbers(given)), default=0.0) or 1.0


def _numbers(given: Any) -> Iterator[float]:
    if isinstance(given, Mapping):
        given = list(given.values())
    if isinstance(given, list | tuple):
        for item in given:
            yield from _numbers(item)
    elif isinstance(given, int | float) and not isinstance(given, bool) and math.isfinite(given):
        yield float(given)


def _compare(field: str, got: Any, expected: Any, rtol: float, atol: float, zero: float) -> Iterator[_Difference]:  # noqa: PLR0917
    if isinstance(expected, Mapping):
        if not isinstance(got, Mapping):
            yield _Difference(field, got, expected, math.inf)
            return
        for key, value in expected.items():
            yield from _compare(f"{field}.{key}", got.get(key, _ABSENT), value, rtol, atol, zero)
    elif isinstance(expected, list):
        if not isinstance(got, list | tuple) or len(got) != len(expected):
            yield _Difference(field, got, expected, math.inf)
            return
        for position, (one, value) in enumerate(zip(got, expected, strict=True)):
            yield from _compare(f"{field}[{position}]", one, value, rtol, atol, zero)
    else:
        yield _Difference(field, got, expected, _excess(got, expected, rtol, atol, zero))


def _excess(got: Any, expected: Any, rtol: float, atol: float, zero: float) -> float:
    got = plain(got)
    if isinstance(expected, bool) or isinstance(got, bool) or not isinstance(expected, int | float):
        return 0.0 if type(got) is type(expected) and got == expected else math.inf
    if not isinstance(got, int | float):
        return math.inf
    error = abs(got - expected)
    if error == 0:
        return 0.0
    if isinstance(expected, int) and isinstance(got, int):
        return math.inf
    if isinstance(expected, int) and expected != 0 and atol == 0:
        rtol = min(rtol, _DUST)
    allowed = zero if expected == 0 else atol + rtol * abs(expected)
    return error / allowed if allowed else math.inf
