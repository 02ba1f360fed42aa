"""Face of the run rules."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from dmaic.errors import StatisticsError
from dmaic.statistics.control_chart import Rule
from dmaic.statistics.faces.given import need, numbers
from dmaic.statistics.faces.reading import positions
from dmaic.statistics.rule_sets import NELSON, RULE_SETS, WESTERN_ELECTRIC, rule_set_named
from dmaic.statistics.rules import Positions, firing, in_sigmas
from dmaic.statistics.series import lay_out, read_values


def answer(given: Mapping[str, Any]) -> dict[str, Any]:
    """Positions at which each rule fires; Nelson's eight and Western Electric's four unless ``rule_set`` names one.

    ``center`` and ``sigma`` are one number or a list with one for each point. ``excluded`` and ``gaps`` interrupt.
    """
    rules = _rules(given)
    if given.get("values") == []:
        return {rule.code: [] for rule in rules}
    values = read_values(numbers(given, "values"))
    laid = lay_out(len(values), excluded=positions(given, "excluded"), gaps=positions(given, "gaps"))
    center, sigma = (_line(given, field, len(values)) for field in ("center", "sigma"))
    z = in_sigmas(values, center, sigma)
    z[~laid.counted] = np.nan
    found: dict[str, Positions] = firing(z, rules, laid.linked)
    return dict(found)


def _rules(given: Mapping[str, Any]) -> tuple[Rule, ...]:
    asked = given.get("rule_set")
    if asked is None:
        return NELSON.rules + WESTERN_ELECTRIC.rules
    names = asked if isinstance(asked, list) else [asked]
    if not all(isinstance(name, str) for name in names):
        raise StatisticsError(f'"rule_set" has to be one of {", ".join(RULE_SETS)}, not {asked!r}.')
    return tuple(rule for name in names for rule in rule_set_named(name).rules)


def _line(given: Mapping[str, Any], field: str, length: int) -> Any:
    value = need(given, field)
    line = read_values(value if isinstance(value, list) else [value], name=f'"{field}"')
    if line.size not in {1, length}:
        raise StatisticsError(f'"{field}" has {line.size} numbers for {length} points. Give one, or one a point.')
    return line if line.size == length else line[0]
