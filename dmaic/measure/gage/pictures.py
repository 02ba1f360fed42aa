"""What does a measurement study look like? The charts of each type, from its readings and its result."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from dmaic.charts.control import control_chart
from dmaic.charts.distribution import histogram
from dmaic.charts.drawing import Drawing, Specs
from dmaic.charts.gage import gage_by_part, gage_components
from dmaic.charts.interval import Interval, interval_chart
from dmaic.charts.scatter import Fit, scatter_plot
from dmaic.measure.gage.judging_agreement import ALLOWED_PERCENT
from dmaic.measure.gage.judging_masters import by_time, values_of
from dmaic.measure.gage.judging_rr import NAMES, block_of
from dmaic.measure.gage.result import Judged
from dmaic.measure.gage.tables import MeasurementReading, MeasurementStudy, StudyType
from dmaic.statistics.gage import appraiser_charts
from dmaic.statistics.individuals import imr
from dmaic.statistics.rule_sets import LIMITS_ONLY
from dmaic.statistics.rules import evaluate
from dmaic.statistics.xbar import xbar

MOST_APPRAISERS = 6
WANTED_PERCENT, GOOD_KAPPA = 90.0, 0.75

Pictures = dict[str, Drawing]


def pictures_of(study: MeasurementStudy, readings: Sequence[MeasurementReading], judged: Judged) -> Pictures:
    """The study's charts by name, the most telling first."""
    if study.type in (StudyType.CROSSED, StudyType.NESTED):
        return _gage_rr(study, readings, judged)
    if study.type in (StudyType.TYPE_ONE, StudyType.BIAS):
        return _master(study, readings)
    if study.type == StudyType.LINEARITY:
        return {"linearity": _linearity(study, readings, judged)}
    if study.type == StudyType.STABILITY:
        return {"stability": _stability(study, readings, judged)}
    if study.type == StudyType.AGREEMENT:
        return _agreement(judged)
    return {"findings": _findings(study, judged)}


def _gage_rr(study: MeasurementStudy, readings: Sequence[MeasurementReading], judged: Judged) -> Pictures:
    components = judged.figures["models"][judged.figures["use"]]["components"]
    shown: Pictures = {
        "components": gage_components(
            [
                (NAMES[name], [components[name][key] for key in ("pct_contribution", "pct_study_var", "pct_tolerance")])
                for name in ("gage_rr", "repeatability", "reproducibility", "part")
            ]
        )
    }
    if len(study.appraisers) <= MOST_APPRAISERS:
        shown["by-part"] = _by_part(study, readings)
    if study.type == StudyType.CROSSED and study.trials > 1:
        shown["by-appraiser"] = _by_appraiser(study, readings)
    return shown


def _by_part(study: MeasurementStudy, readings: Sequence[MeasurementReading]) -> Drawing:
    parts = list(study.parts)
    if study.type == StudyType.NESTED:
        parts = list(dict.fromkeys(one.part for one in sorted(readings, key=lambda one: (one.appraiser, one.part))))
    cells: dict[tuple[str, str], list[float]] = {(who, part): [] for who in study.appraisers for part in parts}
    for one in sorted(readings, key=lambda one: one.trial):
        cells[one.appraiser, one.part].append(math.nan if one.value is None else one.value)
    return gage_by_part(
        parts,
        study.appraisers,
        [[cells[who, part] for part in parts] for who in study.appraisers],
        name=study.metric.name,
        unit=study.metric.unit,
    )


def _by_appraiser(study: MeasurementStudy, readings: Sequence[MeasurementReading]) -> Drawing:
    """Means and ranges of each cell, appraiser after appraiser, against the limits of measurement noise."""
    block = block_of(study, readings).values
    found = appraiser_charts(block)
    cells = [block[part, who].tolist() for who in range(len(study.appraisers)) for part in range(len(study.parts))]
    outside = [f"{study.appraisers[who]} on part {study.parts[part]}" for who, part in found.ranges_outside]
    words = f"{100 * found.share_of_means_outside:.0f} % of the means lie outside the limits of measurement noise: " + (
        "the gauge tells these parts apart."
        if found.share_of_means_outside >= 0.5
        else "half or more is wanted. The gauge hardly tells these parts apart, or they are too alike."
    )
    words += f" Ranges beyond their limit: {', '.join(outside)}." if outside else " All ranges lie inside their limit."
    borders = [at * len(study.parts) for at in range(1, len(study.appraisers))]
    chart = xbar(cells, dispersion="r", gaps=borders)
    return control_chart(
        chart,
        # means beyond the limits are what is wanted here; only ranges beyond theirs are signals
        [signal for signal in evaluate(chart, LIMITS_ONLY) if signal.panel == 1],
        labels=[f"{who}, part {part}" for who in study.appraisers for part in study.parts],
        title="Means and ranges by appraiser",
        unit=study.metric.unit,
        changes=[(at, str(study.appraisers[at // len(study.parts)])) for at in borders],
        show_zones=False,
        summary=words,
    )


def _master(study: MeasurementStudy, readings: Sequence[MeasurementReading]) -> Pictures:
    values = values_of(readings)
    specs = Specs(target=float(study.references[study.parts[0]]))
    chart = imr(values)
    shown: Pictures = {
        "in-order": control_chart(
            chart,
            evaluate(chart, LIMITS_ONLY),
            title="Readings of the master in their order (target: its reference value)",
            unit=study.metric.unit,
            specs=specs,
            show_zones=False,
            rules=LIMITS_ONLY.title,
        )
    }
    if max(values) > min(values):
        shown["spread"] = histogram(
            values, specs=specs, title="Spread of the readings", name=study.metric.name, unit=study.metric.unit
        )
    return shown


def _linearity(study: MeasurementStudy, readings: Sequence[MeasurementReading], judged: Judged) -> Drawing:
    references = [float(study.references[one.part]) for one in readings]
    values = values_of(readings)
    band = judged.figures["band"]
    return scatter_plot(
        references,
        [value - reference for value, reference in zip(values, references, strict=True)],
        title="Bias over the range",
        x_name="Reference",
        y_name="Bias",
        x_unit=study.metric.unit,
        y_unit=study.metric.unit,
        fit=Fit(
            [line[0] for line in band],
            [line[1] for line in band],
            confidence=([line[2] for line in band], [line[3] for line in band]),
        ),
        labels=[one.part for one in readings],
        zero_line=True,
        summary=judged.words,
    )


def _stability(study: MeasurementStudy, readings: Sequence[MeasurementReading], judged: Judged) -> Drawing:
    groups = by_time(study, readings)
    chart = imr([group[0] for group in groups]) if study.trials == 1 else xbar(groups, dispersion="r")
    reference = study.references.get(study.parts[0]) if study.references else None
    # a chart of averages takes no specification; the reference stands in the table of results
    specs = Specs(target=float(reference)) if reference is not None and study.trials == 1 else None
    return control_chart(
        chart,
        evaluate(chart, LIMITS_ONLY),
        labels=list(study.parts),
        title="The master over time",
        unit=study.metric.unit,
        specs=specs,
        show_zones=False,
        rules=LIMITS_ONLY.title,
        summary=judged.words,
    )


def _agreement(judged: Judged) -> Pictures:
    figures = judged.figures
    shown: Pictures = {}
    shares: list[Interval] = []
    for key, words in (("within", "with themselves"), ("each_vs_standard", "with the standard")):
        shares += [_matched(f"{name} {words}", one) for name, one in figures[key].items()]
    for key, words in (("between", "All alike"), ("all_vs_standard", "All right")):
        if figures[key]:
            shares.append(_matched(words, figures[key]))
    if shares:
        shown["agreement"] = interval_chart(
            shares,
            title="Items judged alike",
            name="Agreement",
            unit="%",
            reference=WANTED_PERCENT,
            reference_name="wanted",
            summary=_short_of(shares, WANTED_PERCENT, "90 % of the items"),
        )
    kappas = [
        Interval(name, one["kappa"], one["low"], one["high"])
        for name, one in [
            *((f"{who} with the standard", one) for who, one in figures["kappa_vs_standard"].items()),
            *((pair.replace("|", " and "), one) for pair, one in figures["kappa_between"].items()),
        ]
        if one["kappa"] is not None
    ]
    if kappas:
        shown["kappa"] = interval_chart(
            kappas,
            title="Agreement beyond chance",
            name="Kappa",
            reference=GOOD_KAPPA,
            reference_name="good above",
            summary=_short_of(kappas, GOOD_KAPPA, "a kappa of 0.75"),
        )
    return shown


def _short_of(rows: Sequence[Interval], wanted: float, words: str) -> str:
    """Who falls short, and whether by more than chance explains."""
    short = [row for row in rows if row.value < wanted]
    if not short:
        return f"All reach {words}."
    clear = [row.name for row in short if row.high is not None and row.high < wanted]
    said = f"Short of {words}: {', '.join(row.name for row in short)}."
    return f"{said} By more than chance explains: {', '.join(clear)}." if clear else said


def _matched(name: str, one: Mapping[str, float]) -> Interval:
    return Interval(name, one["pct"], one["low"], one["high"], int(one["inspected"]))


def _findings(study: MeasurementStudy, judged: Judged) -> Drawing:
    allowed = ALLOWED_PERCENT if study.allowed_percent is None else study.allowed_percent
    whole = judged.figures
    rows = [
        Interval("all errors", 100 * whole["error_share"], 100 * whole["low"], 100 * whole["high"], whole["records"])
    ]
    rows += [
        Interval(one["finding"], 100 * one["share"], 100 * one["low"], 100 * one["high"], one["count"])
        for one in whole["findings"]
        if one["finding"] != "right"
    ]
    return interval_chart(
        rows,
        title="Records in error",
        name="Share of the traced records",
        unit="%",
        reference=allowed,
        reference_name="tolerated",
        summary=judged.words,
    )
