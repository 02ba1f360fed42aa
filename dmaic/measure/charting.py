"""What does the control chart of these readings say?

The kind follows from the metric's data type and from how the readings come; it can be chosen otherwise. Overdispersed
counts, averages that vary more than their subgroups explain, and skewed times are answered with a proposal: the chart
never changes by itself.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from math import fsum, isnan, log, nan
from typing import Any, cast

import numpy as np

from dmaic.define.metrics import DataType, Direction, Metric
from dmaic.errors import StatisticsError
from dmaic.measure.chart_kinds import COUNTED, KINDS, estimators_of, kind_for
from dmaic.measure.chart_proposals import Proposal, proposals_for
from dmaic.measure.chart_settings import Choices
from dmaic.measure.datasets import Readings
from dmaic.measure.date_gaps import DateGap, gaps_in
from dmaic.measure.points import Grouping, Points, out_of_order, points_of
from dmaic.measure.staging import KeptLimits, StagePlan
from dmaic.statistics import attribute, individuals, rare_events, subgroups
from dmaic.statistics.box_cox import transformed
from dmaic.statistics.control_chart import ControlChart, Panel, RuleSet, Signal, Stage, StageSpec, better_of
from dmaic.statistics.freeze import frozen_stages
from dmaic.statistics.neighbours import RESEMBLING, caution_of, neighbours
from dmaic.statistics.rule_sets import rule_set_named
from dmaic.statistics.rules import evaluate
from dmaic.statistics.run_chart import run_chart
from dmaic.statistics.series import ENOUGH, ENOUGH_ATTRIBUTE
from dmaic.statistics.xbar import xbar

SHARES = frozenset({"p", "laney_p"})
_GOOD = {Direction.DOWN: "lower", Direction.UP: "higher"}


@dataclass(frozen=True, slots=True, eq=False)
class Charted:
    """A judged chart with everything a page needs to speak about it.

    ``kind`` is the code of `KINDS`, ``why`` the sentence why it was chosen. ``plans`` stand beside ``chart.stages``.
    ``pauses`` are gaps in the dates, whether the chart breaks there or not. ``good`` is where good lies: lower, higher,
    or empty for neither.
    """

    chart: ControlChart
    signals: tuple[Signal, ...]
    labels: tuple[str, ...]
    points: Points
    ruleset: RuleSet
    kind: str
    why: str
    unit: str
    plans: tuple[StagePlan, ...]
    proposals: tuple[Proposal, ...]
    cautions: tuple[str, ...]
    pauses: tuple[DateGap, ...] = ()
    good: str = ""

    @property
    def present(self) -> Stage:
        """The stage that new readings fall into."""
        return self.chart.stages[-1]

    @property
    def present_signals(self) -> list[Signal]:
        """Signals that end in the present stage."""
        return [signal for signal in self.signals if signal.last >= self.present.start]

    @property
    def better(self) -> frozenset[Signal]:
        """Signals that tell a change for the better."""
        return better_of(self.signals, self.good)

    @property
    def factor(self) -> float:
        """What a share is multiplied by to stand in the metric's unit: 100 where that is per cent."""
        return 100.0 if self.kind in SHARES and self.unit == "%" else 1.0

    def called(self, at: int) -> str:
        """The name of the point at a position, in the middle of a sentence."""
        return self.points.called(at)

    @property
    def is_kept(self) -> bool:
        """Whether the present stage is judged by limits that somebody froze or gave."""
        plan = self.plans[-1]
        return plan.frozen and not plan.estimated and plan.kind == self.kind

    def counted_in(self, stage: Stage, since: int = 0, until: int | None = None) -> int:
        """Points of a stage, from a position to another (exclusive), that have a value and count."""
        values, out = self.chart.panels[0].points, set(self.chart.excluded)
        places = range(max(since, stage.start), stage.stop if until is None else min(until, stage.stop))
        return sum(1 for at in places if at not in out and not isnan(values[at]))


def chart_of(
    readings: Readings, metric: Metric, choices: Choices | None = None, stages: Sequence[StagePlan] = ()
) -> Charted:
    """Chart these readings. Raises StatisticsError or BadInput with a sentence where there is no chart yet."""
    choices = choices or Choices()
    points = points_of(readings, metric, choices.grouping)
    if not len(points):
        raise StatisticsError("There are no readings yet. Import a file or enter the first one.")
    kind, why = kind_for(points, metric, choices)
    plans, specs, stale = _placed(points, kind, stages)
    estimator = choices.estimator if choices.estimator in estimators_of(kind) else ""
    pauses = gaps_in(points)
    chart = _drawn(
        points,
        metric,
        kind,
        estimator,
        {
            "stages": specs,
            "excluded": points.excluded,
            "gaps": [one.at for one in pauses] if choices.break_at_gaps else [],
            "missing": "gap",
        },
    )
    firsts = points.first_seqs()
    restated = tuple(_restated(stage, plan, firsts) for stage, plan in zip(chart.stages, plans, strict=True))
    chart = replace(chart, stages=restated)
    ruleset = rule_set_named(choices.rule_set)
    kept = plans[-1].frozen and plans[-1].kind == kind and not plans[-1].estimated
    proposals = () if kept else tuple(proposals_for(points, metric, kind, chart))
    told = {proposal.reason for proposal in proposals}
    own = [one for one in chart.cautions if one not in told and not one.startswith(RESEMBLING)]
    return Charted(
        chart=chart,
        signals=evaluate(chart, ruleset),
        labels=points.labels,
        points=points,
        ruleset=ruleset,
        kind=kind,
        why=why,
        unit=_unit_of(metric, kind),
        plans=tuple(plans),
        proposals=proposals,
        cautions=(*stale, *own, *_leaning(chart, ruleset, points), *_order_cautions(points, metric)),
        pauses=pauses,
        good=good_of(metric),
    )


def good_of(metric: Metric) -> str:
    """Where good lies on the chart: lower, higher, or empty for neither. Of ratings the top box is drawn."""
    return "higher" if metric.data_type == DataType.ORDINAL else _GOOD.get(metric.direction, "")


def _unit_of(metric: Metric, kind: str) -> str:
    if metric.data_type == DataType.ORDINAL:
        return "%"
    return f"ln {metric.unit}".strip() if kind == "imr_log" else metric.unit


def kept_limits(charted: Charted) -> KeptLimits:
    """The present stage's figures as they are kept. Raises StatisticsError where it has no limits yet."""
    spec = frozen_stages(charted.chart)[-1]
    assert spec.center is not None
    stage = charted.present
    return KeptLimits(charted.kind, spec.center, spec.sigma, stage.estimator, stage.used)


def _placed(
    points: Points, kind: str, stages: Sequence[StagePlan]
) -> tuple[list[StagePlan], list[StageSpec], list[str]]:
    """The stages that lie in these points, as positions; figures frozen on another kind of chart are not read."""
    firsts = points.first_seqs()
    placed: list[tuple[int, StagePlan]] = []
    for plan in stages or (StagePlan(),):
        start = next((at for at, seq in enumerate(firsts) if seq >= plan.start_seq), len(firsts))
        if start == len(firsts):
            continue
        if placed and placed[-1][0] == start:
            placed.pop()
        placed.append((start, plan))
    if not placed or placed[0][0] > 0:
        placed.insert(0, (0, StagePlan()))
    specs, stale = [], []
    stops = [start for start, _ in placed[1:]] + [len(points)]
    for (start, plan), stop in zip(placed, stops, strict=True):
        if plan.frozen and plan.kind == kind:
            specs.append(StageSpec(plan.name, start, None, plan.center, plan.sigma, plan.reason))
            continue
        if plan.frozen:
            stale.append(
                f"The kept limits of stage “{plan.name}” belong to another chart ({KINDS.get(plan.kind, plan.kind)}) "
                "and are not used in this view."
            )
        specs.append(StageSpec(plan.name, start, _baseline(firsts, plan, start, stop), reason=plan.reason))
    return [plan for _, plan in placed], specs, stale


def _baseline(firsts: Sequence[int], plan: StagePlan, start: int, stop: int) -> int | None:
    """How many leading points set the limits; None for all."""
    if plan.baseline_last is None:
        return None
    leading = sum(1 for at in range(start, stop) if firsts[at] <= plan.baseline_last)
    return leading or None


def _drawn(points: Points, metric: Metric, kind: str, estimator: str, given: Mapping[str, Any]) -> ControlChart:
    if kind in COUNTED:
        counts, sizes = points.counts()
        return _counted(kind, counts, sizes, given)
    if kind in {"xbar_r", "xbar_s"}:
        drawn = xbar(
            points.rows(),
            dispersion="r" if kind == "xbar_r" else "s",
            estimator=cast("subgroups.WithinSigma", estimator) if estimator else None,
            **given,
        )
        return replace(drawn, panels=(_cut(drawn.panels[0], metric), *drawn.panels[1:]))
    values = points.values()
    if kind == "run":
        return run_chart(values, **given)
    if kind == "g":
        return rare_events.g_chart(values, **given)
    chosen: Any = estimator or "mean_mr"
    if kind == "t":
        return rare_events.t_chart(values, estimator=chosen, **given)
    if kind == "imr_log":
        chart = individuals.imr(_logarithms(points), estimator=chosen, **given)
        name = "Logarithms of the values" if points.members is None else "Mean logarithm of each point"
        named = replace(chart.panels[0], name=name)
        return replace(chart, panels=(named, *chart.panels[1:]), method={**chart.method, "transformation": "ln x"})
    bounds = (
        metric.lower_limit if metric.lower_is_boundary else None,
        metric.upper_limit if metric.upper_is_boundary else None,
    )
    chart = individuals.imr(values, estimator=chosen, bounds=bounds, **given)
    if points.members is None:
        return chart
    return replace(chart, panels=(replace(chart.panels[0], name="Averages of the points"), *chart.panels[1:]))


def _cut(panel: Panel, metric: Metric) -> Panel:
    """The limits of averages, cut where the measured quantity can't go."""
    lcl, ucl = panel.lcl, panel.ucl
    if metric.lower_is_boundary and metric.lower_limit is not None:
        lcl = np.maximum(lcl, metric.lower_limit)
    if metric.upper_is_boundary and metric.upper_limit is not None:
        ucl = np.minimum(ucl, metric.upper_limit)
    return replace(panel, lcl=lcl, ucl=ucl)


def _counted(kind: str, counts: list[float], sizes: list[float], given: Mapping[str, Any]) -> ControlChart:
    if kind == "c":
        return attribute.c_chart(counts, **given)
    if kind in {"u", "laney_u"}:
        sizes = [1.0 if isnan(size) else size for size in sizes]
    draw = {
        "p": attribute.p_chart,
        "np": attribute.np_chart,
        "u": attribute.u_chart,
        "laney_p": attribute.laney_p,
        "laney_u": attribute.laney_u,
    }[kind]
    return draw(counts, sizes, **given)


def _logarithms(points: Points) -> Any:
    """The logarithm of each point; of several readings the mean of theirs, which no single long one drags along."""
    values = points.readings.value
    if (values <= 0).any():
        raise StatisticsError("A value of 0 or less has no logarithm. Chart the values as they are.")
    if points.members is None:
        return transformed(values, 0)
    rows = [[log(one) for one in row if not isnan(one)] for row in points.rows()]
    return [fsum(row) / len(row) if row else nan for row in rows]


def _restated(stage: Stage, plan: StagePlan, firsts: Sequence[int]) -> Stage:
    """A stage with kept limits, told by how these came about: estimated once and frozen, or given."""
    if not stage.pre_specified:
        return stage
    if plan.given:
        return stage
    stop = stage.stop
    if plan.baseline_last is not None:
        stop = next((at for at in range(stage.start, stage.stop) if firsts[at] > plan.baseline_last), stage.stop)
    enough = ENOUGH_ATTRIBUTE if plan.kind in COUNTED else ENOUGH
    return replace(
        stage,
        pre_specified=False,
        baseline_stop=stop,
        estimator=plan.estimator,
        used=plan.used,
        provisional=plan.used < enough,
    )


def _leaning(chart: ControlChart, ruleset: RuleSet, points: Points) -> list[str]:
    """Whether neighbouring points lean on each other, in the place of the shorter word of an individuals chart."""
    try:
        said = caution_of(neighbours(chart), chart, ruleset, called=points.called)
    except StatisticsError:
        return []
    return [said] if said else []


def _order_cautions(points: Points, metric: Metric) -> list[str]:
    said = []
    if points.grouping in {Grouping.SINGLE, Grouping.SUBGROUP}:
        early = out_of_order(points.readings)
        if early:
            said.append(
                f"{early} of the readings are earlier than the one before them: a control chart reads the order in "
                "which things happened. Import them sorted by time, or chart them by day."
            )
    elif metric.data_type == DataType.COUNT:
        said.append(f"The last {points.grouping.value} may be incomplete: its count can still grow.")
    return said
