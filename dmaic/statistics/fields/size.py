"""How much may one request ask? A bound on the values of an input, so that an answer never takes minutes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dmaic.errors import BadInput

MOST_VALUES = 100_000
"""The most values of one input that comes over the web; the command line has no bound."""

MOST_GROUPS = 100
"""The most groups that are compared pair by pair."""


class TooMuch(BadInput):
    """More than a request may ask."""

    status = 413


def held(given: Any) -> int:
    """How many single values an input holds."""
    if isinstance(given, Mapping):
        return sum(held(value) for value in given.values())
    if isinstance(given, list | tuple):
        return sum(held(value) for value in given)
    return 1


def refuse_too_much(name: str, given: Mapping[str, Any]) -> None:
    """Raise TooMuch, with what to do instead, for an input that would keep the server busy for long."""
    most = MOST_BY_ANALYSIS.get(name, MOST_VALUES)
    count = held(given)
    if count > most:
        raise TooMuch(
            f"The input holds {count:,} values; this analysis takes up to {most:,} over the web. Take a sample, or run "
            f"it on the command line: dmaic analyze {name} < input.json"
        )
    groups = given.get("groups", given.get("values"))
    if isinstance(groups, list) and groups and isinstance(groups[0], list) and len(groups) > MOST_GROUPS:
        raise TooMuch(
            f"There are {len(groups):,} groups; up to {MOST_GROUPS} are compared over the web, for each is compared with "
            "each. Put small ones together.",
            field="groups" if "groups" in given else "values",
        )
    for field, (highest, why) in HIGHEST.get(name, {}).items():
        value = given.get(field)
        if isinstance(value, int | float) and value > highest:
            raise TooMuch(
                f"{field} is {value:,}; {why} go up to {highest:,} over the web. Ask for fewer, or use the command "
                f"line: dmaic analyze {name} < input.json",
                field=field,
            )


# Analyses whose work grows faster than their values, and figures that are work by themselves.
MOST_BY_ANALYSIS: dict[str, int] = {
    "attribute_agreement": 5_000,  # the jackknife leaves out one case after the other
    "capability_nonnormal": 20_000,  # the interval draws the whole sample anew many times
    "doe_anova": 5_000,  # a factor with many levels is a column for each
    "proportions": 1_000,
    "seasonality": 20_000,
    "survival": 20_000,  # each case is held against all that were open then
}
HIGHEST: dict[str, dict[str, tuple[int, str]]] = {"autocorrelation": {"lags": (1_000, "lags")}}
