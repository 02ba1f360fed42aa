"""The JSON face of gage studies."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypedDict

from dmaic.statistics.faces.given import (
    columns,
    count_or_names,
    flag,
    mapping,
    number,
    numbers,
    optional_number,
    whole,
    word,
)
from dmaic.statistics.gage import (
    GageModel,
    GageStudy,
    gage_by_range,
    gage_crossed,
    gage_expanded,
    gage_nested,
    gage_plan,
)
from dmaic.statistics.gage.layout import arrange


class _Options(TypedDict):
    study_var_multiplier: float
    tolerance: float | None
    process_sd: float | None


def gage_rr(given: Mapping[str, Any]) -> dict[str, Any]:
    """A gage study of any layout: crossed, nested, expanded; ``measurements`` as a block, or a long ``table``."""
    layout = word(given, "layout", ("crossed", "nested", "expanded"), "crossed")
    options: _Options = {
        "study_var_multiplier": number(given, "study_var_multiplier", 6.0),
        "tolerance": optional_number(given, "tolerance"),
        "process_sd": optional_number(given, "process_sd"),
    }
    confidence = number(given, "confidence", 0.95)
    if layout == "expanded":
        study = gage_expanded(
            numbers(given, "values"),
            columns(given, "factors"),
            part=str(given.get("part", "part")),
            interactions_up_to=whole(given, "interactions_up_to", 2),
            confidence=confidence,
            **options,
        )
        return _one_model(study)
    measurements, extra = _measurements(given, layout)
    if layout == "nested":
        return _one_model(gage_nested(measurements, confidence=confidence, **options)) | extra
    if word(given, "method", ("anova", "average_range"), "anova") == "average_range":
        constant = word(given, "ev_constant", ("d2", "d2_star"), "d2")
        by_range = gage_by_range(measurements, ev_constant=constant, **options)
        return _by_range(by_range.chosen) | _passport(by_range) | extra
    study = gage_crossed(
        measurements,
        alpha=number(given, "alpha", 0.25),
        use=given.get("use"),
        confidence=confidence,
        **options,
    )
    models = {name: _model(model) for name, model in study.models.items()}
    return models | {"use": study.use} | _passport(study) | extra


def plan(given: Mapping[str, Any]) -> dict[str, Any]:
    """The randomised run order of a gage study."""
    made = gage_plan(
        count_or_names(given, "parts"),
        count_or_names(given, "appraisers"),
        whole(given, "trials", 2),
        seed=whole(given, "seed", 1),
        nested=flag(given, "nested"),
    )
    return {"runs": made.runs, "count": len(made.runs), "seed": made.seed, "cautions": made.cautions}


def _measurements(given: Mapping[str, Any], layout: str) -> tuple[Any, dict[str, Any]]:
    if given.get("table") is None:
        return given.get("measurements"), {}
    table = mapping(given, "table")
    arranged = arrange(
        numbers(table, "part"),
        numbers(table, "appraiser"),
        numbers(table, "value"),
        layout=layout,
        part_column=str(given.get("part_column", "part")),
        appraiser_column=str(given.get("appraiser_column", "appraiser")),
    )
    extra = {"parts": arranged.parts, "appraisers": arranged.appraisers, "table_cautions": arranged.cautions}
    return arranged.values, extra


def _model(model: GageModel) -> dict[str, Any]:
    answer: dict[str, Any] = {
        "components": {
            component.name: {
                "variance": component.variance,
                "stddev": component.stddev,
                "study_var": component.study_var,
                "pct_contribution": component.pct_contribution,
                "pct_study_var": component.pct_study_var,
                **({} if component.pct_tolerance is None else {"pct_tolerance": component.pct_tolerance}),
                **({} if component.pct_process is None else {"pct_process": component.pct_process}),
            }
            for component in model.components
        },
        "ndc_raw": model.ndc_raw,
        "ndc": model.ndc,
    }
    if model.anova:
        answer["anova"] = {
            row.source: {"df": row.df, "ss": row.ss, "ms": row.ms, "f": row.f, "p": row.p} for row in model.anova
        }
    return answer


def _one_model(study: GageStudy) -> dict[str, Any]:
    return _model(study.chosen) | _passport(study)


def _by_range(model: GageModel) -> dict[str, Any]:
    """The model, and each of its figures by component as the published tables print them."""
    answer = _model(model)
    figures = ("variance", "stddev", "study_var", "pct_contribution", "pct_study_var", "pct_tolerance", "pct_process")
    for figure in figures:
        by_name = {component.name: getattr(component, figure) for component in model.components}
        if None not in by_name.values():
            answer[figure] = by_name
    return answer


def _passport(study: GageStudy) -> dict[str, Any]:
    return {
        "intervals": study.intervals,
        "verdict": study.verdict,
        "method": study.method,
        "cautions": study.cautions,
    }
