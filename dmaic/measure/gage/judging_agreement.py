"""Do people judge alike, and are the reported records right? Attribute agreement and data audit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from dmaic.errors import StatisticsError
from dmaic.measure.gage.result import Cell, Judged, ResultTable
from dmaic.measure.gage.tables import MeasurementReading, MeasurementStudy, Verdict
from dmaic.statistics.agreement import AgreementStudy, FleissKappa, Matched, StudyKappa, agreement_study
from dmaic.statistics.data_audit import data_audit
from dmaic.statistics.result import State, Statistic, plain, withheld

ALLOWED_PERCENT = 5.0
_MATCHED = ("Items", "Matched", "Agreement (%)", "From (%)", "To (%)", "Verdict")
_NO_INTERVAL = "No interval: the items are too few or too much alike to tell how far it would move with others."
_KAPPA = "above 0.75 good, below 0.40 poor (AIAG)"


def ratings_of(study: MeasurementStudy, readings: Sequence[MeasurementReading]) -> dict[str, dict[str, list[str]]]:
    """``ratings[appraiser][item][trial]`` in the order of the plan."""
    found: dict[str, dict[str, list[str]]] = {who: {item: [] for item in study.parts} for who in study.appraisers}
    for one in sorted(readings, key=lambda one: one.trial):
        found[one.appraiser][one.part].append(one.rating)
    return found


def judge_agreement(study: MeasurementStudy, readings: Sequence[MeasurementReading]) -> Judged:
    """Within, between, against the standard; kappa beside every percentage."""
    found = agreement_study(
        ratings_of(study, readings),
        {item: study.references[item] for item in study.parts} if study.references else None,
        positive=study.accepting or None,
        categories=list(study.categories),
        ordinal=study.is_ordered,
        weights="linear" if study.is_ordered else "none",
    )
    if found.level == "unknown":
        raise StatisticsError(
            "No verdict can be given: there is neither a standard, nor a second appraiser, nor a second trial to "
            "compare with. Add one of them and repeat."
        )
    return Judged(
        analysis="attribute_agreement",
        verdict=Verdict(found.level),
        words=found.words,
        advice=found.advice,
        statistics=tuple(_agreement_statistics(found)),
        tables=tuple(_agreement_tables(found)),
        figures=plain(found),
        options={
            **found.method,
            "accepting category": study.accepting,
            "categories": list(study.categories),
            "bands of kappa": _KAPPA,
            "bands of effectiveness": "90 and 80 %; misses 2 and 5 %; false alarms 5 and 10 %",
        },
        cautions=found.cautions,
    )


def _agreement_statistics(found: AgreementStudy) -> list[Statistic]:
    shown = []
    if found.all_vs_standard is not None:
        shown.append(_share("All right in every trial", found.all_vs_standard))
    if found.between is not None:
        shown.append(_share("All judge alike", found.between))
    if found.fleiss_between is not None:
        shown.append(_kappa("Fleiss' kappa between all", found.fleiss_between))
    for name, one in found.kappa_vs_standard.items():
        shown.append(_kappa(f"Kappa of {name} with the standard", one))
    if not found.kappa_vs_standard:
        for pair, one in found.kappa_between.items():
            shown.append(_kappa(f"Kappa of {pair.replace('|', ' and ')}", one))
    return shown


def _share(name: str, one: Matched) -> Statistic:
    pct, low, high = (round(value, 1) for value in (one.pct, one.low, one.high))
    return Statistic(name, pct, low, high, 0.95, "Clopper-Pearson (exact)", "%")


def _kappa(name: str, one: StudyKappa | FleissKappa) -> Statistic:
    if one.kappa is None:
        return withheld(name, "Every rating is the same, so agreement by chance can't be told from skill.")
    if one.low is None:
        return Statistic(name, _short(one.kappa), method=_KAPPA, state=State.CAUTION, note=_NO_INTERVAL)
    return Statistic(name, _short(one.kappa), _short(one.low), _short(one.high), 0.95, _KAPPA)


def _short(value: float | None) -> float | None:
    """Two decimals: a few dozen items tell no more. The kept figures hold all of them."""
    return None if value is None else round(value, 2)


def _counted(one: Matched | None) -> str:
    """A share with its count and its interval; a dash where there was nothing to judge."""
    if one is None:
        return "–"
    return f"{one.pct:.0f} %, {one.matched} of {one.inspected} ({one.low:.0f} to {one.high:.0f} %)"


def _agreement_tables(found: AgreementStudy) -> list[ResultTable]:
    tables = []
    if found.within:
        tables.append(
            _matched("Each appraiser with themselves", found.within, "The same answer in every trial of an item.")
        )
    if found.each_vs_standard:
        tables.append(
            _matched("Each appraiser with the standard", found.each_vs_standard, "The right answer in every trial.")
        )
    if found.effectiveness:
        rows: list[tuple[Cell, ...]] = [
            (name, _counted(one.effectiveness), _counted(one.misses), _counted(one.false_alarms), one.level)
            for name, one in found.effectiveness.items()
        ]
        tables.append(
            ResultTable(
                "Effectiveness",
                ("Appraiser", "Always right", "Misses", "False alarms", "Verdict"),
                tuple(rows),
                "A miss accepts a bad item, a false alarm rejects a good one. Wanted: 90 % effective, misses at most "
                "2 %, false alarms at most 5 %; up to 80, 5 and 10 % conditional. 95 % intervals (Clopper-Pearson): of "
                "items for effectiveness, of single decisions for misses and false alarms.",
            )
        )
    kappas = {**{f"{name} with the standard": one for name, one in found.kappa_vs_standard.items()},
              **{pair.replace("|", " and "): one for pair, one in found.kappa_between.items()}}  # fmt: skip
    if kappas:
        tables.append(
            ResultTable(
                "Kappa",
                ("Pair", "Kappa", "From", "To", "Verdict"),
                tuple(
                    (name, _short(one.kappa), _short(one.low), _short(one.high), one.level)
                    for name, one in kappas.items()
                ),
                "Agreement beyond chance, pooled over all trials; intervals by leaving out one item at a time. "
                f"Bands: {_KAPPA}.",
            )
        )
    if found.fleiss_between is not None and len(found.categories) > 1:
        tables.append(
            ResultTable(
                "Fleiss' kappa by category",
                ("Category", "Kappa", "From", "To", "p of no agreement"),
                tuple(
                    (name, _short(one.kappa), _short(one.low), _short(one.high), one.p)
                    for name, one in found.fleiss_between.categories.items()
                ),
                folded=True,
            )
        )
    orders = {**{f"{name}, trials": one for name, one in found.kendall_within.items()},
              **({} if found.kendall_between is None else {"All appraisers": found.kendall_between})}  # fmt: skip
    if orders:
        tables.append(
            ResultTable(
                "Kendall's W: the same order?",
                ("Who", "W", "From", "To", "p"),
                tuple((name, _short(one.w), _short(one.low), _short(one.high), one.p) for name, one in orders.items()),
            )
        )
    return tables


def _matched(title: str, rows: Mapping[str, Matched], note: str) -> ResultTable:
    return ResultTable(
        title,
        ("Appraiser", *_MATCHED),
        tuple(
            (name, one.inspected, one.matched, *(round(x) for x in (one.pct, one.low, one.high)), one.level)
            for name, one in rows.items()
        ),
        f"{note} 95 % intervals (Clopper-Pearson).",
    )


def judge_audit(study: MeasurementStudy, readings: Sequence[MeasurementReading]) -> Judged:
    """The share of wrong records against what may be tolerated."""
    percent = ALLOWED_PERCENT if study.allowed_percent is None else study.allowed_percent
    found = data_audit([one.rating for one in readings], allowed=percent / 100)
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (one.finding, one.count, 100 * one.share, 100 * one.low, 100 * one.high) for one in found.findings
    )
    wrong = tuple(
        (one.part, one.rating, one.in_source, one.in_report, one.note) for one in readings if one.rating != "right"
    )
    tables = [
        ResultTable(
            "Findings",
            ("Finding", "Records", "Share (%)", "From (%)", "To (%)"),
            rows,
            "95 % intervals (Clopper-Pearson).",
        )
    ]
    if wrong:
        tables.append(
            ResultTable("Records in error", ("Record", "Finding", "In the source", "In the report", "Note"), wrong)
        )
    return Judged(
        analysis="data_audit",
        verdict=Verdict(found.level),
        words=found.words,
        advice=found.advice,
        statistics=(
            Statistic("Records in error", 100 * found.error_share, 100 * found.low, 100 * found.high, 0.95,
                      "Clopper-Pearson (exact)", "%"),
            Statistic("May be tolerated", percent, unit="%"),
        ),
        tables=tuple(tables),
        figures=plain(found),
        options={"allowed percent": percent, "confidence": found.confidence,
                 "verdict": "ok when the upper end is at most the allowed share, fail when the lower end is above it"},
        cautions=found.cautions,
    )  # fmt: skip
