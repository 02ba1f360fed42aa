"""What does a good input look like? A worked example of every analysis, and of every choice that changes its fields.

Published cases stand first where there are any: their answers are known. The others are small data of our own.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from dmaic.statistics.fields import fields_of
from dmaic.statistics.fields.declared import Field, Kind, lead_of
from dmaic.statistics.fields.own_examples import OWN

_PUBLISHED = Path(__file__).parent.parent / "reference"
# Cases that show an analysis well, by the analysis; the names are those of the case files.
_CASES: dict[str, tuple[str, ...]] = {
    "constants": ("constants-n5",),
    "imr": ("viscosity-baseline",),
    "xbar": ("pistonrings-xbar-r",),
    "attribute": ("orangejuice-p", "orangejuice-np", "circuit-c", "pcmanufact-u", "nhs-accidents-laney-p", "cdi-laney-u"),
    "time_weighted": ("montgomery-ewma", "montgomery-cusum-fir", "montgomery-ma5"),
    "rare_events": ("cabg-deaths-g", "cabg-deaths-t"),
    "hotelling_t2": ("boiler", "ryan-multivar"),
    "run_chart": ("viscosity",),
    "rules": ("rule2-nine-one-side",),
    "normality": ("precip",),
    "capability": ("pistonrings-centred",),
    "capability_nonnormal": ("rivers-lognormal", "rivers-boxcox-lambda", "rivers-boxcox-0", "johnson-su"),
    "proportions": ("one-23-of-200", "two-p2a", "four-smokers", "rate-po1", "rates-po_2s", "variance-var1"),
    "power": (
        "t-two-sample-n", "t-one-sample-n", "proportions-n", "anova-n", "chi-square-power",
    ),
    "bias_linearity": ("aiag-bias-15", "type1-small", "aiag-linearity"),
    "attribute_agreement": (
        "aiag-cross-tab-AB", "anxiety-cohen-linear", "fleiss-1971-diagnoses", "anxiety-kendall-w", "simulated-study-20x3x2",
    ),
    "doe_anova": ("battery-3x3x4",),
    "doe_designs": ("full-2-3", "plackett-burman-12", "ccd-rotatable-k2", "box-behnken-3"),
    "doe_factorial": ("filtration-2-4",),
    "doe_fractions": ("filtration-half-fraction",),
    "doe_rsm": ("montgomery-ccd",),
    "two_sample": ("sleep",),
    "k_sample": ("plant",),
    "contingency": ("hair",),
    "regression": ("cars",),
    "nist_anova": ("SiRstv",),
    "nist_regression": ("Longley", "Pontius"),
    "nist_univariate": ("Lew",),
    "gage_rr": ("aiag-10x3x3", "sixsigma-pastries-nested"),
}  # fmt: skip


@cache
def examples_of(name: str) -> tuple[dict[str, Any], ...]:
    """All worked examples of an analysis, the main one first. Treat them as fixed."""
    fields = fields_of(name)
    published = {case["case"]: case["input"] for case in _cases_of(name)} if name in _CASES else {}
    found = [_only_declared(published[case], fields) for case in _CASES.get(name, ())]
    if name == "gage_rr":
        found = [_unfolded(one) for one in found]
    return (*found, *OWN.get(name, ()))


def example_of(name: str, choice: str | None = None) -> dict[str, Any]:
    """The main example, or the one in which the deciding choice has this value."""
    examples = examples_of(name)
    fields = fields_of(name)
    lead = lead_of(fields)
    if lead is None or choice is None:
        return examples[0]
    default = next(one.default for one in fields if one.name == lead)
    return next((one for one in examples if one.get(lead, default) == choice), examples[0])


def _cases_of(name: str) -> list[Mapping[str, Any]]:
    cases: list[Mapping[str, Any]] = json.loads((_PUBLISHED / f"{name}.json").read_text(encoding="utf-8"))["cases"]
    return cases


def _only_declared(given: Mapping[str, Any], fields: tuple[Field, ...]) -> dict[str, Any]:
    """The input without notes, fields left empty, and other names of a field."""
    known = {other: one for one in fields for other in (one.name, *one.also)}
    kept = {known[key].name: value for key, value in given.items() if key in known and value is not None}
    words = {one.name for one in fields if one.kind is Kind.WORDS}
    return {name: list(value) if name in words else value for name, value in kept.items()}


def _unfolded(given: dict[str, Any]) -> dict[str, Any]:
    """A gage study's block of readings as the table people have: one row a reading."""
    nested = given["layout"] == "nested"
    table: dict[str, list[Any]] = {"part": [], "appraiser": [], "value": []}
    for outer, inside in enumerate(given["measurements"], 1):
        for inner, readings in enumerate(inside, 1):
            part, appraiser = (f"{chr(64 + outer)}{inner}", outer) if nested else (outer, inner)
            for reading in readings:
                table["part"].append(part)
                table["appraiser"].append(chr(64 + appraiser))
                table["value"].append(reading)
    rest = {key: value for key, value in given.items() if key not in {"layout", "measurements"}}
    return {"layout": given["layout"], "table": table, **rest}
