"""What does the chart say to somebody who does not read charts, and what is to be done next?"""

from __future__ import annotations

from dataclasses import dataclass
from math import isnan, nan

import numpy as np

from dmaic.charts.text import brief, counted, decimals_for, fixed, with_unit
from dmaic.errors import StatisticsError
from dmaic.measure.chart_kinds import COUNTED, KINDS, estimators_of
from dmaic.measure.charting import Charted
from dmaic.measure.date_gaps import DateGap
from dmaic.measure.outlook import counted_at, does_vary, outlook
from dmaic.measure.points import Grouping
from dmaic.measure.staging import FEWEST, StagePlan
from dmaic.statistics.control_chart import Signal, Stage
from dmaic.statistics.false_alarm import false_alarm
from dmaic.statistics.individuals import is_skewed
from dmaic.statistics.neighbours import neighbours
from dmaic.statistics.rare_events import POWER
from dmaic.statistics.series import ENOUGH, ENOUGH_ATTRIBUTE
from dmaic.statistics.signal_words import in_words

_METHOD = {
    "center": "Centre",
    "sigma": "Sigma",
    "sigma_z": "Sigma Z",
    "screening": "Screening",
    "bounds": "Limits cut at",
    "transformation": "Transformation",
    "kind": "Kind of g chart",
    "zeros": "Zeros",
}
_SILENT = frozenset({"", "none", "none, none"})
_PERIOD_DAYS = {Grouping.DAY: 1, Grouping.WEEK: 7}
_DAY_LABEL = len("2026-03-31")
_LENGTHS = (12, 15, 20, 25, 30, 40, 50, 60, 80, 100, 150, 200, 300, 500, 1000, 2000, 5000)


_OTHERWISE = {
    "run": "a run chart is judged by its median",
    "g": "the counts between events are skewed by nature",
}


@dataclass(frozen=True, slots=True)
class Verdict:
    """Stable or not, in a headline, a sentence and the next step. ``stable`` is None while nobody can say.

    ``better`` says that every signal points where good lies: a change to understand and to keep, no alarm.
    """

    stable: bool | None
    headline: str
    sentence: str
    next_step: str
    better: bool = False

    @property
    def kind(self) -> str:
        if self.stable is None:
            return "warn"
        return "ok" if self.stable else "info" if self.better else "bad"


@dataclass(frozen=True, slots=True)
class ToldSignal:
    """One signal in words, with the reading at which it fired; ``better`` where it points where good lies."""

    words: str
    rule: str
    seq: int
    label: str
    stage: str
    present: bool
    better: bool


@dataclass(frozen=True, slots=True)
class LimitRow:
    """The limits of one stage as they are printed: ``points`` count, of ``drawn`` places on the chart."""

    stage: str
    period: str
    points: int
    drawn: int
    center: str
    lower: str
    upper: str
    sigma: str
    estimator: str
    standing: str

    @property
    def uncounted(self) -> int:
        """Places without a value, or with an excluded one."""
        return self.drawn - self.points


def factor_of(charted: Charted) -> float:
    """What a share is multiplied by to stand in the metric's unit: 100 where that is per cent."""
    return charted.factor


def in_unit(charted: Charted, value: float) -> str:
    """A plotted figure as people read it, with its unit."""
    text = brief(value * charted.factor)
    return with_unit(text, charted.unit) if text != "–" else text


def verdict_of(charted: Charted, *, since: int = 0) -> Verdict:
    """The verdict on the present stage, as far as it is shown (from the position ``since`` on)."""
    stage = charted.present
    points = charted.counted_in(stage, since)
    found = [signal for signal in charted.present_signals if signal.last >= since]
    said = counted(points, "point")
    if points < FEWEST and not found:
        return Verdict(
            None,
            "Too early to say",
            f"{said} can't show whether the process is stable; {FEWEST} are the least, 20 to 25 are better.",
            f"Add {counted(FEWEST - points, 'more point', 'more points')}.",
        )
    if not found:
        return _stable(charted, stage, points)
    first = tell(charted, found[0])
    better = charted.better.issuperset(found)
    words = f"{counted(len(found), 'signal')} in {said}{', for the better' if better else ''}: {first.words}"
    words += f"; and {len(found) - 1} more." if len(found) > 1 else "."
    if better and not charted.proposals:
        step = (
            f"Find out what got better at {first.label} and record it at the point. Was it a change made for good? "
            "Then begin new limits there, and see that it stays."
        )
        return Verdict(False, "Changed for the better", words, step, better=True)
    if charted.proposals:
        step = "Look at the proposal first: this kind of chart may be the wrong one for these data."
    elif charted.is_kept:
        step = "Follow the reaction plan: find what changed, record the cause at the point, close the case."
    else:
        step = (
            f"Find out what was special at {first.label}. Record the cause at the point; exclude it only when the "
            "cause is known and gone."
        )
    return Verdict(False, "Not stable", words, step)


def _stable(charted: Charted, stage: Stage, points: int) -> Verdict:
    said = counted(points, "point")
    if not charted.is_kept and not does_vary(charted):
        return Verdict(
            None,
            "Nothing varies",
            f"{said}, all of them the same value: limits set by them would be as wide as nothing.",
            "Ask whether the value is measured, rounded or only copied; freeze no limits on it. Where the event is "
            "rare, chart the time or the units between events.",
        )
    span = outlook(charted)
    if stage.provisional:
        step = "Go on collecting; judge again at 20 points or more."
        enough = ENOUGH_ATTRIBUTE if charted.kind in COUNTED else ENOUGH
        if charted.is_kept and points >= enough:
            step = (
                f"The limits were frozen on {counted(stage.used, 'point')}, too few to trust, and more readings do not "
                f"move them: release them and freeze them anew on the {points} there are."
            )
        elif charted.is_kept:
            step = f"Go on collecting; release the limits at {enough} points or more and freeze them on those."
        return Verdict(True, "Stable so far", f"{said} without a signal. The limits are provisional.{span}", step)
    step = (
        "Go on as planned; a signal will show here."
        if charted.is_kept
        else "Judge whether it is good enough, then freeze the limits so that new readings are judged by them."
    )
    return Verdict(True, "Stable", f"{said} without a signal.{span}", step)


def tell(charted: Charted, signal: Signal) -> ToldSignal:
    """One signal in words with dates."""
    named = [""] * (signal.last + 1)
    for at in (signal.first, signal.last):
        named[at] = charted.called(at)
    words = in_words(signal, named, ruleset=charted.ruleset)
    if signal.panel:
        words = f"{charted.chart.panels[signal.panel].name}: {words}"
    stage = next((one for one in charted.chart.stages if one.start <= signal.last < one.stop), charted.present)
    return ToldSignal(
        words=words,
        rule=signal.rule,
        seq=charted.points.seqs(signal.last)[0],
        label=named[-1],
        stage=stage.name,
        present=signal.last >= charted.present.start,
        better=signal in charted.better,
    )


def tell_all(charted: Charted, shown: tuple[int, int]) -> list[ToldSignal]:
    """Every signal that reaches into the shown points, the newest first."""
    inside = [one for one in charted.signals if one.last >= shown[0] and one.first < shown[1]]
    return [tell(charted, one) for one in sorted(inside, key=lambda one: -one.last)]


def false_alarm_words(charted: Charted, *, since: int = 0) -> str:
    """How likely one false signal is, with these rules on as many points of a stable process; or why nobody can say."""
    why = _not_of_normal(charted)
    if why:
        return f"How often these rules signal falsely is not told: that holds for independent normal points, and {why}."
    points = charted.counted_in(charted.present, since)
    near = min(_LENGTHS, key=lambda length: abs(length - points))
    chance = false_alarm(charted.ruleset, near, limits="known" if charted.is_kept else "same data").chance
    share = f"{100 * chance:.0f}" if chance < 0.995 else "over 99"
    return (
        f"With the rules “{charted.ruleset.title}”, {share} % of stable processes would show at least one signal in "
        f"about {near:,} points by chance alone, as long as the points are independent and nearly normal."
    )


def _not_of_normal(charted: Charted) -> str:
    """Why the points can't be taken for independent normal ones; empty where they may."""
    chart, stage = charted.chart, charted.present
    if not does_vary(charted):
        return "these points do not vary"
    if chart.kind in _OTHERWISE:
        return _OTHERWISE[chart.kind]
    if charted.kind in COUNTED:
        return _few_events(charted)
    try:
        if neighbours(chart).is_notable:
            return "neighbouring points lean on each other here"
    except StatisticsError:
        pass  # too few points to see it: the sentence states the assumption
    own = chart.panels[0].points[counted_at(charted)]
    if charted.kind == "t":  # judged, as its limits are, on the scale that makes exponential times nearly normal
        own = own ** (1 / POWER)
    if len(own) >= FEWEST and is_skewed(own, stage.center, stage.sigma):
        return "these are skewed"
    return ""


def _few_events(charted: Charted) -> str:
    """Counts are nearly normal where five events, and five units without one, are expected in each point."""
    chart, at = charted.chart, counted_at(charted)
    panel = chart.panels[0]
    sizes = np.ones(len(chart)) if chart.sizes is None else np.asarray(chart.sizes)
    size = float(sizes[at].mean())
    center = float(panel.center[at].mean())
    expected = center if charted.kind in {"c", "np"} else center * size
    other = size - expected if charted.kind in {"p", "np", "laney_p"} else expected
    if min(expected, other) < 5:
        return "these counts are too small for that (fewer than 5 expected in a point)"
    try:
        return "neighbouring points lean on each other here" if neighbours(chart).is_notable else ""
    except StatisticsError:
        return ""


def limit_rows(charted: Charted, *, since: int = 0, until: int | None = None) -> list[LimitRow]:
    """The limits of every stage that is shown (positions ``since`` to ``until``, exclusive), oldest first."""
    end = len(charted.chart) if until is None else until
    part = since > 0 or until is not None
    return [
        _limit_row(charted, stage, plan, max(since, stage.start), min(end, stage.stop), part=part)
        for stage, plan in zip(charted.chart.stages, charted.plans, strict=True)
        if stage.stop > since and stage.start < end
    ]


def _limit_row(charted: Charted, stage: Stage, plan: StagePlan, start: int, stop: int, *, part: bool) -> LimitRow:
    panel = charted.chart.panels[0]
    inside = slice(start, stop)
    begun_before = start > stage.start or plan.start_seq < charted.points.seqs(start)[0]
    clipped = part and (begun_before or stop < stage.stop)
    factor = factor_of(charted)
    lows, highs = (_known(side[inside].tolist(), factor) for side in (panel.lcl, panel.ucl))
    every = [*lows, *highs]
    decimals = decimals_for(max(every) - min(every)) if every else 2
    # a t chart is worked out on t^(1/3.6): its sigma has no place beside limits in the unit of the times
    sigma = nan if charted.kind == "t" else stage.sigma * factor
    middle = _known(panel.center[inside].tolist(), factor)
    return LimitRow(
        stage=stage.name or "All readings",
        period=f"{charted.called(start)} to {charted.called(stop - 1)}{', of the points shown' if clipped else ''}",
        points=charted.counted_in(stage, start, stop),
        drawn=stop - start,
        center=_range(middle, decimals) if middle else "–",
        lower=_range(lows, decimals),
        upper=_range(highs, decimals),
        sigma="–" if isnan(sigma) else brief(sigma),
        estimator=_estimator(charted, stage),
        standing=_standing(stage, plan, charted),
    )


def _estimator(charted: Charted, stage: Stage) -> str:
    named = estimators_of(charted.kind).get(stage.estimator)
    if charted.kind == "t":
        return f"{named or 'given'}, of the times to the power 1/3.6; the limits are raised back"
    if charted.kind == "g":
        return "limits follow from the mean; the centre is the median"
    return named or "sigma follows from the centre"


def _known(values: list[float], factor: float) -> list[float]:
    return [value * factor for value in values if not isnan(value)]


def _range(values: list[float], decimals: int) -> str:
    if not values:
        return "none"
    low, high = fixed(min(values), decimals), fixed(max(values), decimals)
    return low if low == high else f"{low} to {high}"


def _standing(stage: Stage, plan: StagePlan, charted: Charted) -> str:
    if plan.given:
        return "given, not estimated"
    kept = plan.frozen and not plan.estimated and plan.kind == charted.kind
    said = f"{'frozen on' if kept else 'from'} {counted(stage.used, 'point')}"
    return f"{said}, provisional" if stage.provisional else said


def tell_pauses(charted: Charted, shown: tuple[int, int]) -> list[str]:
    """Each gap in the dates among the shown points, in words."""
    begun = {stage.start for stage in charted.chart.stages}
    return [
        f"{pause_note(charted, one).capitalize()}, between {charted.called(one.at - 1)} and {charted.called(one.at)}"
        f"{': a stage begins there, so nothing crosses it' if one.at in begun else ''}."
        for one in charted.pauses
        if shown[0] < one.at < shown[1]
    ]


def pause_note(charted: Charted, pause: DateGap) -> str:
    """What stands above the chart where a pause is: the days that lack a reading, or the time between two clocks."""
    length = _PERIOD_DAYS.get(charted.points.grouping, 0)
    labels = charted.labels
    if length > 1 or len(labels[pause.at - 1]) == len(labels[pause.at]) == _DAY_LABEL:
        # between two whole days (weeks) as many lie as the step is long, less the one before the pause itself
        return f"no reading for {_days(pause.days - max(length, 1))}"
    return f"no reading for {_days(pause.days)}"


def _days(days: float) -> str:
    return counted(max(round(days), 1), "day")


def method_rows(charted: Charted) -> list[tuple[str, str]]:
    """Every choice behind the figures, named."""
    rows = [("Chart", KINDS[charted.kind]), ("Why this chart", charted.why)]
    rows.append(("One point is", charted.points.grouping.words))
    method = charted.chart.method
    rows += [(words, method[name]) for name, words in _METHOD.items() if method.get(name, "none") not in _SILENT]
    if charted.chart.gaps:
        rows.append(("Pauses", "no moving range and no run crosses them"))
    rows += [("Rules", f"{charted.ruleset.title}. {charted.ruleset.source}")]
    return rows
