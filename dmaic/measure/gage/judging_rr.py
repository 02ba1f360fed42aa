"""How much is measurement? Gage R&R of crossed and nested studies, with both models and the bands named."""

from __future__ import annotations

from collections.abc import Sequence

from dmaic.measure.gage.result import Cell, Judged, ResultTable
from dmaic.measure.gage.tables import MeasurementReading, MeasurementStudy, Verdict
from dmaic.statistics.gage import GageModel, GageStudy, GageTable, arrange, gage_crossed, gage_nested
from dmaic.statistics.result import Statistic, plain

NAMES = {
    "repeatability": "Repeatability (EV)",
    "operator": "Appraiser",
    "interaction": "Appraiser × part",
    "part_in_operator": "Part within appraiser",
    "reproducibility": "Reproducibility (AV)",
    "gage_rr": "Gage R&R (GRR)",
    "part": "Part to part (PV)",
    "total": "Total (TV)",
}
MODELS = {
    "with_interaction": "interaction kept",
    "without_interaction": "interaction pooled",
    "nested": "parts nested in appraisers",
    "average_range": "average and range",
}
MEASURES = {
    "pct_study_var": "% study variation",
    "pct_contribution": "% contribution",
    "pct_tolerance": "% tolerance",
    "pct_process": "% of the process",
}
_NO_TOLERANCE = (
    "No tolerance was given, so the gauge is held against the spread of these parts only. It can't be said whether it "
    "is fine enough for the customer's limits."
)
ALPHA = 0.25
MULTIPLIER = 6.0


def block_of(study: MeasurementStudy, readings: Sequence[MeasurementReading], *, layout: str = "crossed") -> GageTable:
    """The readings as a full block, parts and appraisers in the order of the plan, trials in theirs."""
    part_at = {name: place for place, name in enumerate(study.parts)}
    who_at = {name: place for place, name in enumerate(study.appraisers)}
    ordered = sorted(readings, key=lambda one: (part_at.get(one.part, 0), who_at[one.appraiser], one.trial))
    return arrange(
        [one.part for one in ordered],
        [one.appraiser for one in ordered],
        [one.value for one in ordered],
        layout=layout,
    )


def judge_crossed(study: MeasurementStudy, readings: Sequence[MeasurementReading]) -> Judged:
    """Both models of the analysis of variance, and the range method beside them."""
    table = block_of(study, readings)
    found = gage_crossed(
        table.values,
        alpha=ALPHA,
        study_var_multiplier=MULTIPLIER,
        tolerance=study.tolerance,
        process_sd=study.process_sd,
    )
    return _report(study, found, table.cautions)


def judge_nested(study: MeasurementStudy, readings: Sequence[MeasurementReading]) -> Judged:
    """Parts that each had one appraiser."""
    table = block_of(study, readings, layout="nested")
    found = gage_nested(
        table.values, study_var_multiplier=MULTIPLIER, tolerance=study.tolerance, process_sd=study.process_sd
    )
    return _report(study, found, table.cautions)


def _report(study: MeasurementStudy, found: GageStudy, cautions: Sequence[str]) -> Judged:
    others = [name for name in found.models if name != found.use]
    tables = [_bands(found), _components(found.chosen, chosen=True), _anova(found.chosen, chosen=True)]
    for name in others:
        model = found.models[name]
        folded = name == "average_range"
        tables.append(_components(model, folded=folded))
        if model.anova:
            tables.append(_anova(model, folded=folded))
    if study.tolerance is None:
        cautions = [*cautions, _NO_TOLERANCE]
    return Judged(
        analysis="gage_rr",
        verdict=Verdict(found.verdict.level),
        words=found.verdict.words,
        advice=found.verdict.advice,
        statistics=tuple(_statistics(study, found)),
        tables=tuple(tables),
        figures={
            "use": found.use,
            "models": {
                name: {
                    "components": {one.name: plain(one) for one in model.components},
                    "anova": [plain(row) for row in model.anova],
                    "ndc": model.ndc,
                    "ndc_raw": model.ndc_raw,
                }
                for name, model in found.models.items()
            },
        },
        options={
            **found.method,
            "alpha of the interaction": ALPHA,
            "tolerance": study.tolerance,
            "process sd": study.process_sd,
        },
        cautions=(*found.cautions, *cautions),
    )


def _statistics(study: MeasurementStudy, found: GageStudy) -> list[Statistic]:
    """The figures people ask for first, under the names they know."""
    names = {
        "gage_rr_pct_study_var": "GRR, % study variation",
        "gage_rr_pct_tolerance": "GRR, % tolerance",
        "gage_rr_pct_contribution": "GRR, % contribution",
        "ndc": "Distinct categories, before cutting",
        "gage_rr_sd": "GRR, standard deviation",
        "repeatability_sd": "EV, standard deviation",
        "operator_sd": "AV, standard deviation",
        "reproducibility_sd": "AV, standard deviation",
        "part_sd": "PV, standard deviation",
    }
    at = {one.name: one for one in found.intervals}
    if "reproducibility_sd" in at:
        names["operator_sd"] = "Appraiser, standard deviation"
        names["interaction_sd"] = "Appraiser × part, standard deviation"
    unit = study.metric.unit
    return [
        Statistic(
            names[name], one.value, one.low, one.high, one.confidence, one.method,
            unit if name.endswith("_sd") else one.unit, one.state, one.note,
        )
        for name in names
        if (one := at.get(name)) is not None
    ]  # fmt: skip


def _bands(found: GageStudy) -> ResultTable:
    rows = tuple(
        (MEASURES[one.measure], one.value, one.low, one.high, f"under {one.bands[0]:g}",
         f"{one.bands[0]:g} to {one.bands[1]:g}",
         f"above {one.bands[1]:g}", one.level)
        for one in found.verdict.judgements
    )  # fmt: skip
    return ResultTable(
        "Bands",
        ("GRR as", "Found (%)", "From (%)", "To (%)", "ok", "conditional", "fail", "Verdict"),
        rows,
        "10 and 30 % hold for % study variation and % tolerance; on % contribution, a share of variance, the same "
        "borders are 1 and 9 %. The worst of study variation and tolerance decides (AIAG MSA, 4th edition); where a "
        "95 % interval reaches from ok to fail, the study is too small and nothing is decided.",
    )


def _components(model: GageModel, *, chosen: bool = False, folded: bool = False) -> ResultTable:
    with_tolerance = any(one.pct_tolerance is not None for one in model.components)
    with_process = any(one.pct_process is not None for one in model.components)
    head = ["Source", "Variance", "Standard deviation", f"Study variation ({MULTIPLIER:g} sd)", "% contribution",
            "% study variation"]  # fmt: skip
    head += ["% tolerance"] if with_tolerance else []
    head += ["% of the process"] if with_process else []
    rows: list[tuple[Cell, ...]] = []
    for one in model.components:
        cells: list[Cell] = [NAMES[one.name], one.variance, one.stddev, one.study_var, one.pct_contribution,
                             one.pct_study_var]  # fmt: skip
        cells += [one.pct_tolerance] if with_tolerance else []
        cells += [one.pct_process] if with_process else []
        rows.append(tuple(cells))
    ndc = "not defined" if model.ndc is None else str(model.ndc)
    raw = "" if model.ndc_raw is None else f" (1.41 PV/GRR = {model.ndc_raw:.2f}, cut to a whole number)"
    return ResultTable(
        f"Components, {MODELS[model.name]}",
        tuple(head),
        tuple(rows),
        f"{'The verdict reads this model. ' if chosen else ''}Distinct categories: {ndc}{raw}. Percentages of variance "
        "add up to 100, those of spread do not.",
        folded,
    )


def _anova(model: GageModel, *, chosen: bool = False, folded: bool = False) -> ResultTable:
    rows = tuple(
        (NAMES[row.source], row.df, row.ss, row.ms, row.f, row.p, NAMES.get(row.against, ""))
        for row in model.anova
    )  # fmt: skip
    tested = next((row for row in model.anova if row.source == "interaction"), None)
    note = "The verdict reads this model." if chosen else ""
    if tested is not None and tested.p is not None:
        kept = "kept" if tested.p <= ALPHA else "pooled into repeatability"
        note += f" The interaction has p = {tested.p:.3g}; at the border of {ALPHA:g} it is {kept}."
    return ResultTable(
        f"Analysis of variance, {MODELS[model.name]}",
        ("Source", "df", "Sum of squares", "Mean square", "F", "p", "Tested against"),
        rows,
        note.strip(),
        folded,
    )
