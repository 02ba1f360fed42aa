"""Do people judge the same item the same way, and rightly? An attribute agreement study.

Sources: AIAG, Measurement Systems Analysis, 4th ed., chapter III-C; Clopper & Pearson (1934) for shares.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import numpy as np

from dmaic.errors import StatisticsError
from dmaic.statistics.agreement.arrange import Ratings, arrange_ratings
from dmaic.statistics.agreement.bands import (
    FALSE_ALARM_BANDS,
    MISS_BANDS,
    effectiveness_level,
    lopsided,
    rate_level,
    settled,
    settled_kappa,
    worst,
)
from dmaic.statistics.agreement.concordance import Concordance, kendall_w
from dmaic.statistics.agreement.fleiss import FleissKappa, fleiss_counts
from dmaic.statistics.agreement.kappa import pooled_kappa
from dmaic.statistics.agreement.needed import items_needed
from dmaic.statistics.checked import Floats
from dmaic.statistics.checked import share as checked_share
from dmaic.statistics.intervals import clopper_pearson


@dataclass(frozen=True, slots=True)
class Matched:
    """How many items were judged alike, of how many, in percent with an exact interval."""

    matched: int
    inspected: int
    pct: float
    low: float
    high: float
    level: str


@dataclass(frozen=True, slots=True)
class StudyKappa:
    """Cohen's kappa over all trials, with a jackknife interval over items; ends None when it can't be formed."""

    kappa: float | None
    low: float | None
    high: float | None
    level: str


@dataclass(frozen=True, slots=True)
class Effectiveness:
    """One appraiser against the standard: share of items always right, misses and false alarms in percent.

    A miss accepts a bad item, a false alarm rejects a good one; None when there is no such item or no accepting
    category was named. ``misses`` and ``false_alarms`` count single decisions, each with its exact interval.
    """

    effectiveness: Matched
    misses: Matched | None
    false_alarms: Matched | None
    level: str

    @property
    def effectiveness_pct(self) -> float:
        return self.effectiveness.pct

    @property
    def miss_rate_pct(self) -> float | None:
        return None if self.misses is None else self.misses.pct

    @property
    def false_alarm_pct(self) -> float | None:
        return None if self.false_alarms is None else self.false_alarms.pct


@dataclass(frozen=True, slots=True)
class AgreementStudy:
    """The whole study. What needs a standard, a second trial or a second appraiser is None or empty without it."""

    appraisers: tuple[str, ...]
    items: int
    trials: int
    categories: tuple[str, ...]
    within: dict[str, Matched]
    each_vs_standard: dict[str, Matched]
    between: Matched | None
    all_vs_standard: Matched | None
    kappa_vs_standard: dict[str, StudyKappa]
    kappa_between: dict[str, StudyKappa]
    fleiss_within: dict[str, FleissKappa]
    fleiss_between: FleissKappa | None
    effectiveness: dict[str, Effectiveness]
    kendall_within: dict[str, Concordance]
    kendall_between: Concordance | None
    level: str
    words: str
    advice: tuple[str, ...]
    method: dict[str, str]
    cautions: tuple[str, ...] = ()


def agreement_study(
    ratings: Mapping[str, Any],
    standard: Mapping[str, Any] | Sequence[Any] | None = None,
    *,
    positive: str | None = None,
    weights: str = "none",
    categories: Sequence[Any] | None = None,
    ordinal: bool = False,
    confidence: float = 0.95,
) -> AgreementStudy:
    """Attribute agreement of ``ratings[appraiser][item][trial]``, with a standard an item if there is one.

    An item is matched only when every trial agrees. Kappa against the standard pools all trials; kappa between two
    appraisers pairs trial by trial (the manual's cross tables). ``positive`` names the accepting category.
    ``ordinal`` adds Kendall's W and asks for categories that are numbers.
    """
    table = arrange_ratings(ratings, standard, categories)
    confidence = checked_share(confidence, name="confidence")
    if positive is not None and str(positive) not in table.categories:
        raise StatisticsError(
            f"The accepting category {positive!r} never occurs; the categories are {', '.join(table.categories)}."
        )
    codes, right = table.codes, table.standard
    names = table.appraisers
    steady = (codes == codes[:, :, :1]).all(axis=2)
    together = steady.all(axis=0) & (codes[:, :, 0] == codes[:1, :, 0]).all(axis=0)
    many, repeated = len(names) > 1, table.trials > 1
    correct = None if right is None else (codes == right[None, :, None]).all(axis=2)
    judged = {} if correct is None else _per_appraiser(names, correct, confidence)
    shares = {name: float(np.mean(codes == place)) for place, name in enumerate(table.categories)}
    cautions = [*table.cautions, *lopsided(shares)]
    effectiveness = {} if right is None else _effectiveness(table, judged, positive, confidence)
    cautions += _unseen(effectiveness)
    if right is not None and positive is None:
        cautions.append("Name the accepting category to see misses and false alarms apart.")
    kappa_vs = {} if right is None else _against_standard(table, weights, confidence)
    kappa_between = _between(table, weights, confidence)
    fleiss_within = _fleiss_within(table, confidence) if repeated else {}
    everybody = _all_counts(codes, len(table.categories))
    fleiss_between = fleiss_counts(table.categories, everybody, confidence=confidence) if many else None
    voting = kappa_vs or kappa_between
    levels = [found.level for found in voting.values()] + [found.level for found in effectiveness.values()]
    level = worst(levels or [settled_kappa(found.kappa, found.low, found.high) for found in fleiss_within.values()])
    return AgreementStudy(
        appraisers=names,
        items=codes.shape[1],
        trials=table.trials,
        categories=table.categories,
        within=_per_appraiser(names, steady, confidence) if repeated else {},
        each_vs_standard=judged,
        between=_matched(together, confidence) if many else None,
        all_vs_standard=None if correct is None else _matched(correct.all(axis=0), confidence),
        kappa_vs_standard=kappa_vs,
        kappa_between=kappa_between,
        fleiss_within=fleiss_within,
        fleiss_between=fleiss_between,
        effectiveness=effectiveness,
        kendall_within=_kendall_within(table, confidence) if ordinal and repeated else {},
        kendall_between=_kendall_between(table, confidence) if ordinal and many else None,
        level=level,
        words=_words(level, effectiveness, voting, items=codes.shape[1]),
        advice=_advice(table, level, steady, effectiveness, kappa_between),
        method={
            "shares": "Clopper-Pearson (exact)",
            "kappa against the standard": "Cohen, all trials pooled, jackknife over items",
            "kappa between appraisers": "Cohen, paired trial by trial, jackknife over items",
            "weights": weights,
            "fleiss": "all trials of all appraisers as raters",
        },
        cautions=tuple(dict.fromkeys(cautions)),
    )


def _matched(agreed: Any, confidence: float) -> Matched:
    matched, inspected, percent, low, high = _share(agreed, confidence)
    level = settled(effectiveness_level(percent), (effectiveness_level(low), effectiveness_level(high)))
    return Matched(matched, inspected, percent, low, high, level)


def _rate(seen: Any, bands: tuple[float, float], confidence: float) -> Matched | None:
    """How often something unwanted was decided; its level is that of the point, for small rates ask many decisions."""
    if not np.size(seen):
        return None
    counted = _share(seen, confidence)
    return Matched(*counted, rate_level(counted[2], bands))


def _share(agreed: Any, confidence: float) -> tuple[int, int, float, float, float]:
    matched, inspected = int(np.sum(agreed)), int(np.size(agreed))
    interval = clopper_pearson(matched, inspected, confidence=confidence)
    percent = 100 * matched / inspected
    low, high = 100 * (interval.low or 0.0), 100 * (1.0 if interval.high is None else interval.high)
    return matched, inspected, percent, low, high


def _per_appraiser(names: tuple[str, ...], agreed: Any, confidence: float) -> dict[str, Matched]:
    return {name: _matched(agreed[at], confidence) for at, name in enumerate(names)}


def _effectiveness(
    table: Ratings, judged: dict[str, Matched], positive: str | None, confidence: float
) -> dict[str, Effectiveness]:
    assert table.standard is not None
    found = {}
    for at, name in enumerate(table.appraisers):
        misses = alarms = None
        if positive is not None:
            accept = table.codes[at] == table.categories.index(str(positive))
            good = table.standard == table.categories.index(str(positive))
            misses = _rate(accept[~good], MISS_BANDS, confidence)
            alarms = _rate(~accept[good], FALSE_ALARM_BANDS, confidence)
        levels = [judged[name].level, *(one.level for one in (misses, alarms) if one is not None)]
        found[name] = Effectiveness(judged[name], misses, alarms, worst(levels))
    return found


def _unseen(effectiveness: dict[str, Effectiveness]) -> list[str]:
    """How many misses and false alarms may hide behind rates that look good."""
    said = []
    for what, kind, bands, asked in (
        ("misses", "bad", MISS_BANDS, [one.misses for one in effectiveness.values()]),
        ("false alarms", "good", FALSE_ALARM_BANDS, [one.false_alarms for one in effectiveness.values()]),
    ):
        hidden = [one for one in asked if one is not None and one.level == "ok" and one.high > bands[1]]
        if hidden:
            worst_one = max(hidden, key=lambda one: one.high)
            said.append(
                f"Few {what} were seen, but {worst_one.inspected} decisions on {kind} items can't rule out "
                f"{worst_one.high:.0f} %; {_zero_of(bands[1])} without one are needed to rule out {bands[1]:g} %."
            )
    return said


def _zero_of(percent: float) -> int:
    """Decisions without one, after which the exact 95 % upper end is ``percent``: ln 0.025 / ln(1 - share)."""
    return math.ceil(math.log(0.025) / math.log1p(-percent / 100))


def _pair_tables(first: Any, second: Any, size: int) -> Floats:
    """One table of counts an item from two code arrays of shape (items, trials)."""
    items = len(first)
    tables = np.zeros((items, size, size))
    np.add.at(tables, (np.arange(items)[:, None], first, second), 1)
    return tables


def _study_kappa(first: Any, second: Any, size: int, weights: str, confidence: float) -> StudyKappa:
    kappa, low, high = pooled_kappa(_pair_tables(first, second, size), weights=weights, confidence=confidence)
    return StudyKappa(kappa, low, high, settled_kappa(kappa, low, high))


def _against_standard(table: Ratings, weights: str, confidence: float) -> dict[str, StudyKappa]:
    assert table.standard is not None
    right = np.broadcast_to(table.standard[:, None], table.codes.shape[1:])
    size = len(table.categories)
    return {
        name: _study_kappa(table.codes[at], right, size, weights, confidence)
        for at, name in enumerate(table.appraisers)
    }


def _between(table: Ratings, weights: str, confidence: float) -> dict[str, StudyKappa]:
    size = len(table.categories)
    return {
        f"{table.appraisers[i]}|{table.appraisers[j]}": _study_kappa(
            table.codes[i], table.codes[j], size, weights, confidence
        )
        for i, j in combinations(range(len(table.appraisers)), 2)
    }


def _all_counts(codes: Any, size: int) -> Floats:
    """Counts of each category an item over everybody's trials."""
    return np.stack([(codes == place).sum(axis=(0, 2)) for place in range(size)], axis=1).astype(np.float64)


def _fleiss_within(table: Ratings, confidence: float) -> dict[str, FleissKappa]:
    return {
        name: fleiss_counts(
            table.categories, _all_counts(table.codes[at : at + 1], len(table.categories)), confidence=confidence
        )
        for at, name in enumerate(table.appraisers)
    }


def _scores(table: Ratings) -> Floats:
    try:
        scale = np.array([float(name) for name in table.categories])
    except ValueError:
        raise StatisticsError(
            "Ordered categories must be numbers, such as 1 to 5, so that they can be ranked."
        ) from None
    return scale[table.codes]


def _kendall_within(table: Ratings, confidence: float) -> dict[str, Concordance]:
    scores = _scores(table)
    return {name: kendall_w(scores[at].tolist(), confidence=confidence) for at, name in enumerate(table.appraisers)}


def _kendall_between(table: Ratings, confidence: float) -> Concordance:
    scores = _scores(table)
    items = scores.shape[1]
    return kendall_w(scores.transpose(1, 0, 2).reshape(items, -1).tolist(), confidence=confidence)


def _words(level: str, effectiveness: dict[str, Effectiveness], kappas: dict[str, StudyKappa], *, items: int) -> str:
    if level == "undecided":
        return _undecided(effectiveness, kappas, items)
    verdict = {
        "ok": "People judge alike: the ratings can be used.",
        "conditional": "The ratings may do, depending on what hangs on the decision; sharpen the definition first.",
        "fail": "The ratings are not fit for use: improve the definition and train before collecting more.",
        "unknown": "No verdict can be given: there is nothing to compare.",
    }[level]
    shares = {one.effectiveness_pct for one in effectiveness.values()}
    if len(effectiveness) > 1 and len(shares) == 1:
        return f"{verdict} Each appraiser is always right on {shares.pop():.0f} %."
    if len(effectiveness) == 1:
        return f"{verdict} {next(iter(effectiveness))} is always right on {shares.pop():.0f} %."
    if effectiveness:
        name, least = min(effectiveness.items(), key=lambda entry: entry[1].effectiveness_pct)
        return f"{verdict} The least effective appraiser, {name}, is always right on {least.effectiveness_pct:.0f} %."
    defined = {name: found.kappa for name, found in kappas.items() if found.kappa is not None}
    if defined:
        name, kappa = min(defined.items(), key=lambda entry: entry[1])
        return f"{verdict} The lowest kappa is {kappa:.2f} ({name.replace('|', ' and ')})."
    return verdict


def _undecided(effectiveness: dict[str, Effectiveness], kappas: dict[str, StudyKappa], items: int) -> str:
    """What leaves the verdict open, and how many items more would close it at what was seen so far."""
    open_kappas = {name: one for name, one in kappas.items() if one.level == "undecided"}
    open_shares = {name: one for name, one in effectiveness.items() if one.effectiveness.level == "undecided"}
    said = f"Not decided: {items} items are too few to tell a fit system from an unfit one."
    if open_kappas:
        name, one = min(open_kappas.items(), key=lambda entry: -1.0 if entry[1].low is None else entry[1].low)
        who = f"{name.replace('|', ' and ')}" if "|" in name else f"{name} with the standard"
        if one.low is None or one.high is None:
            said += f" Kappa of {who} rests on so few different items that it has no interval."
        else:
            said += f" Kappa of {who} may be anything from {one.low:.2f} to {one.high:.2f}."
    elif open_shares:
        name, least = min(open_shares.items(), key=lambda entry: entry[1].effectiveness.low)
        share = least.effectiveness
        said += f" {name} may be always right on anything from {share.low:.0f} to {share.high:.0f} %."
    needed = items_needed(
        items,
        shares=[(one.effectiveness.matched, one.effectiveness.inspected) for one in open_shares.values()],
        kappas=[(one.kappa, one.low, one.high) for one in open_kappas.values()],
    )
    if needed is None:
        return f"{said} Repeat it with 50 items, about half of them good and half bad."
    return f"{said} About {needed} items in all, {needed - items} more, would settle it; take as many bad as good."


def _advice(
    table: Ratings,
    level: str,
    steady: Any,
    effectiveness: dict[str, Effectiveness],
    between: dict[str, StudyKappa],
) -> tuple[str, ...]:
    if level in {"ok", "unknown"}:
        return ()
    advice = []
    shaky = [name for at, name in enumerate(table.appraisers) if steady[at].mean() < 0.9]
    if shaky:
        advice.append(
            f"{', '.join(shaky)} judged the same item differently from trial to trial: the definition leaves room. "
            "Give limit samples and worked examples."
        )
    apart = [name.replace("|", " and ") for name, found in between.items() if found.level in {"fail", "conditional"}]
    if apart:
        advice.append(f"{'; '.join(apart)} disagree: let them go through the disputed items together.")
    misses = [name for name, found in effectiveness.items() if (found.miss_rate_pct or 0) > MISS_BANDS[0]]
    if misses:
        advice.append(f"{', '.join(misses)} accepted bad items: these reach the customer. Train on the missed items.")
    advice.append("Then repeat the study, with about half the items good and half bad, many of them borderline.")
    return tuple(advice)
