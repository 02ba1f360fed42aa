"""The JSON face of agreement studies: Cohen, Fleiss, Kendall, and the whole attribute study."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dmaic.statistics.agreement import (
    AgreementStudy,
    Kappa,
    Matched,
    agreement_plan,
    agreement_study,
    cohen,
    cohen_table,
    fleiss,
    kendall_w,
)
from dmaic.statistics.agreement.kappa import WEIGHTS
from dmaic.statistics.faces.given import (
    count_or_names,
    flag,
    mapping,
    number,
    numbers,
    optional_names,
    rows,
    whole,
    word,
)


def attribute_agreement(given: Mapping[str, Any]) -> dict[str, Any]:
    """The analysis named by ``kind``: cohen_table, cohen, fleiss, kendall_w or study."""
    kind = word(given, "kind", ("cohen_table", "cohen", "fleiss", "kendall_w", "study"))
    confidence = number(given, "confidence", 0.95)
    weights = word(given, "weights", WEIGHTS, "none")
    categories = optional_names(given, "categories")
    if kind == "cohen_table":
        found = cohen_table(rows(given, "table"), weights=weights, categories=categories, confidence=confidence)
        return _cohen(found)
    if kind == "cohen":
        first, second = numbers(given, "ratings_a"), numbers(given, "ratings_b")
        return _cohen(cohen(first, second, weights=weights, categories=categories, confidence=confidence))
    if kind == "fleiss":
        return _fleiss(rows(given, "ratings"), confidence)
    if kind == "kendall_w":
        concordance = kendall_w(
            rows(given, "ratings"), tie_correction=given.get("tie_correction") is not False, confidence=confidence
        )
        return {name: getattr(concordance, name) for name in concordance.__slots__} | {
            "ci": [concordance.low, concordance.high]
        }
    study = agreement_study(
        mapping(given, "ratings"),
        given.get("reference"),
        positive=None if given.get("positive") is None else str(given["positive"]),
        weights=weights,
        categories=categories,
        ordinal=flag(given, "ordinal"),
        confidence=confidence,
    )
    return _study(study)


def plan(given: Mapping[str, Any]) -> dict[str, Any]:
    """The randomised order of an agreement study."""
    made = agreement_plan(
        count_or_names(given, "items"),
        count_or_names(given, "appraisers"),
        whole(given, "trials", 2),
        seed=whole(given, "seed", 1),
    )
    return {"ratings": made.ratings, "count": len(made.ratings), "seed": made.seed, "cautions": made.cautions}


def _cohen(found: Kappa) -> dict[str, Any]:
    return {name: getattr(found, name) for name in found.__slots__} | {"ci": [found.low, found.high]}


def _fleiss(ratings: list[list[Any]], confidence: float) -> dict[str, Any]:
    found = fleiss(ratings, confidence=confidence)
    return {name: getattr(found, name) for name in found.__slots__} | {"ci": [found.low, found.high]}


def _matched(found: Matched | None) -> dict[str, Any] | None:
    if found is None:
        return None
    return {
        "matched": found.matched,
        "inspected": found.inspected,
        "pct": found.pct,
        "ci_pct": [found.low, found.high],
        "level": found.level,
    }


def _study(study: AgreementStudy) -> dict[str, Any]:
    kappas = {**study.kappa_vs_standard, **study.kappa_between}
    return {
        "within": {name: _matched(found) for name, found in study.within.items()},
        "each_vs_reference": {name: _matched(found) for name, found in study.each_vs_standard.items()},
        "between": _matched(study.between),
        "all_vs_reference": _matched(study.all_vs_standard),
        "kappa_vs_reference": {name: found.kappa for name, found in study.kappa_vs_standard.items()},
        "kappa_between": {name: found.kappa for name, found in study.kappa_between.items()},
        "kappa_ci": {name: [found.low, found.high] for name, found in kappas.items()},
        "fleiss_within": {name: found.kappa for name, found in study.fleiss_within.items()},
        "fleiss_between": None if study.fleiss_between is None else study.fleiss_between.kappa,
        "fleiss_between_ci": (
            None if study.fleiss_between is None else [study.fleiss_between.low, study.fleiss_between.high]
        ),
        "effectiveness": {
            name: {
                "effectiveness_pct": found.effectiveness_pct,
                "miss_rate_pct": found.miss_rate_pct,
                "false_alarm_pct": found.false_alarm_pct,
                "level": found.level,
            }
            for name, found in study.effectiveness.items()
        },
        "kendall_within": {name: found.w for name, found in study.kendall_within.items()},
        "kendall_between": None if study.kendall_between is None else study.kendall_between.w,
        "level": study.level,
        "words": study.words,
        "advice": study.advice,
        "method": study.method,
        "cautions": study.cautions,
    }
