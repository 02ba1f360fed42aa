"""Does the instrument read true and stay true? Type 1, bias, linearity and stability against masters."""

from __future__ import annotations

from collections.abc import Sequence

from dmaic.measure.gage.result import Judged, ResultTable
from dmaic.measure.gage.tables import MeasurementReading, MeasurementStudy, Verdict
from dmaic.statistics.bias import Bias, bias, linearity, type_one
from dmaic.statistics.result import State, Statistic, plain, withheld
from dmaic.statistics.stability import stability

BIAS_SHARE = 10.0
"""A bias up to this share of the tolerance (in %) is corrected by adjusting; a larger one has falsified decisions."""

_REPEAT = "Then repeat the study before collecting data with this instrument."


def values_of(readings: Sequence[MeasurementReading]) -> list[float]:
    """The readings in their order of work."""
    return [one.value for one in readings if one.value is not None]


def judge_type_one(study: MeasurementStudy, readings: Sequence[MeasurementReading]) -> Judged:
    """Cg and Cgk against a fifth of the tolerance."""
    assert study.tolerance is not None
    found = type_one(values_of(readings), float(study.references[study.parts[0]]), study.tolerance)
    wanted = "1.33 or more is wanted (K = 20 % of the tolerance, L = 6 standard deviations)"
    why = "The readings do not vary: record more decimals and measure again."
    indices = [
        withheld(name, why)
        if value is None or ends is None
        else Statistic(name, value, *ends, found.bias.confidence, f"{wanted}; {how}")
        for name, value, ends, how in (
            ("Cg", found.cg, found.cg_interval, "interval from the chi-square of s"),
            ("Cgk", found.cgk, found.cgk_interval, "interval after Bissell"),
        )
    ]
    shares = [
        Statistic(name, value, unit="%")
        for name, value in (
            ("Spread, % of the tolerance", found.pct_var_repeatability),
            ("Spread and bias, % of the tolerance", found.pct_var_repeatability_bias),
        )
        if value is not None
    ]
    good = found.level == "ok"
    return Judged(
        analysis="bias_linearity",
        verdict=Verdict(found.level),
        words=found.words,
        advice=() if good or found.level == "undecided" else (_advice_of_type_one(found.cg), _REPEAT),
        statistics=(*indices, *shares, *_bias_statistics(study, found.bias)),
        tables=(_bias_table(found.bias),),
        figures=plain(found),
        options={**found.method, "tolerance": study.tolerance, "kind": "type1"},
        cautions=found.bias.cautions,
    )


def _advice_of_type_one(cg: float | None) -> str:
    if cg is not None and cg >= 1.33:
        return "The instrument repeats well: adjust its zero, or subtract the bias from every reading."
    return "Improve clamping, cleaning and position, use a finer instrument, or average several readings."


def judge_bias(study: MeasurementStudy, readings: Sequence[MeasurementReading]) -> Judged:
    """No bias shown: ok. A bias shown: conditional while it is small against the tolerance, else fail."""
    found = bias(values_of(readings), float(study.references[study.parts[0]]))
    share = None if study.tolerance is None else 100 * abs(found.bias) / study.tolerance
    cautions = list(found.cautions)
    verdict, words = Verdict.OK, found.words
    advice: tuple[str, ...] = ()
    if found.significant:
        verdict = Verdict.CONDITIONAL if share is None or share <= BIAS_SHARE else Verdict.FAIL
        advice = ("Adjust the instrument, or subtract the bias from every reading and write down since when.", _REPEAT)
        if share is None:
            cautions.append("No tolerance was given, so it can't be said how much this bias matters.")
    if share is not None:
        words += f" It is {share:.1f} % of the tolerance; up to {BIAS_SHARE:g} % can be lived with until adjusted."
    return Judged(
        analysis="bias_linearity",
        verdict=verdict,
        words=words,
        advice=advice,
        statistics=tuple(_bias_statistics(study, found))
        + (() if share is None else (Statistic("Bias, % of the tolerance", share, unit="%"),)),
        tables=(_bias_table(found),),
        figures={**plain(found), "pct_tolerance": share},
        options={"kind": "bias", "tolerance": study.tolerance, "confidence": found.confidence},
        cautions=tuple(cautions),
    )


def _bias_statistics(study: MeasurementStudy, found: Bias) -> list[Statistic]:
    unit = study.metric.unit
    return [
        Statistic("Bias", found.bias, found.low, found.high, found.confidence, "one-sample t", unit),
        Statistic("Standard deviation", found.sd, method="n - 1", unit=unit),
    ]


def _bias_table(found: Bias) -> ResultTable:
    return ResultTable(
        "Test of the bias",
        ("n", "Mean", "Bias", "Standard deviation", "Standard error", "t", "df", "p"),
        ((found.n, found.mean, found.bias, found.sd, found.se, found.t, found.df, found.p),),
    )


def judge_linearity(study: MeasurementStudy, readings: Sequence[MeasurementReading]) -> Judged:
    """The line of bias over the reference values."""
    references = [float(study.references[one.part]) for one in readings]
    found = linearity(references, values_of(readings))
    advice = {
        "ok": (),
        "conditional": ("Adjust the instrument by its mean bias, over the whole range.", _REPEAT),
        "fail": ("Have it calibrated over the range, or use it only where the bias is small.", _REPEAT),
    }[found.level]
    masters = tuple(
        (f"{one.reference:g}", one.n, one.bias, one.t, one.p, band[2], band[3])
        for one, band in zip(found.per_reference, found.band, strict=True)
    )
    lines = (
        ("Intercept", found.intercept, found.se_intercept, found.t_intercept, found.p_intercept),
        ("Slope", found.slope, found.se_slope, found.t_slope, found.p_slope),
    )
    return Judged(
        analysis="bias_linearity",
        verdict=Verdict(found.level),
        words=found.words,
        advice=advice,
        statistics=(
            Statistic("Mean bias", found.mean_bias, unit=study.metric.unit),
            Statistic("Slope of the bias", found.slope, method="least squares, bias on reference"),
            Statistic("Scatter about the line", found.residual_sd, unit=study.metric.unit),
        ),
        tables=(
            ResultTable("Line of the bias", ("Term", "Estimate", "Standard error", "t", "p"), lines),
            ResultTable(
                "Bias at each master",
                ("Reference", "n", "Bias", "t", "p", "Band from", "Band to"),
                masters,
                f"The band is the {100 * found.confidence:g} % confidence band of the line.",
            ),
        ),
        figures=plain(found),
        options={"kind": "linearity", "confidence": found.confidence},
        cautions=found.cautions,
    )


def by_time(study: MeasurementStudy, readings: Sequence[MeasurementReading]) -> list[list[float]]:
    """The readings of each point in time, in the order of the plan."""
    groups: dict[str, list[float]] = {part: [] for part in study.parts}
    for one in sorted(readings, key=lambda one: one.run):
        if one.value is not None:
            groups[one.part].append(one.value)
    return list(groups.values())


def judge_stability(study: MeasurementStudy, readings: Sequence[MeasurementReading]) -> Judged:
    """Points beyond the limits, spreads beyond theirs, a drift."""
    groups = by_time(study, readings)
    single = study.trials == 1
    master = study.references.get(study.parts[0]) if study.references else None
    found = stability(
        [group[0] for group in groups] if single else groups, reference=None if master is None else float(master)
    )
    unit = study.metric.unit
    statistics = [
        Statistic("Centre", found.center, unit=unit),
        Statistic("Standard deviation of a reading", found.sigma, method=found.method["sigma"], unit=unit),
        Statistic("p of a drift", found.slope_p, method="slope over the order in time")
        if found.slope_p is not None
        else withheld("p of a drift", "The points lie on one line: there is no scatter to judge a drift by."),
    ]
    if found.bias is not None:
        note = "Make a bias study to say whether it is more than chance."
        statistics.append(Statistic("Centre less reference", found.bias, unit=unit, state=State.CAUTION, note=note))
    rows = tuple(
        (part, point, spread, "beyond the limits" if at in found.signals else "")
        for at, (part, point, spread) in enumerate(
            zip(study.parts, found.points, _spreads(found.spreads, len(groups)), strict=True)
        )
    )
    return Judged(
        analysis="stability",
        verdict=Verdict.OK if found.stable else Verdict.FAIL,
        words=found.words,
        advice=()
        if found.stable
        else ("Look at what changed at the points named below: calibration, wear, temperature, person.", _REPEAT),
        statistics=tuple(statistics),
        tables=(
            ResultTable(
                "Limits",
                ("Lower limit", "Centre", "Upper limit", "Upper limit of the spreads"),
                ((found.lcl, found.center, found.ucl, found.spread_ucl),),
            ),
            ResultTable(
                "Points in time",
                ("When", "Reading" if single else "Mean", "Moving range" if single else "Range", "Signal"),
                rows,
                folded=True,
            ),
        ),
        figures=plain(found),
        options={**found.method, "alpha of the drift": 0.05},
        cautions=found.cautions,
    )


def _spreads(spreads: Sequence[float], points: int) -> list[float | None]:
    """One spread a point; a moving range belongs to the later of its two points."""
    return [None] * (points - len(spreads)) + list(spreads)
