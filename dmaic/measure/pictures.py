"""How is a judged window of a metric drawn? With its dates, its changes, and a way from each point to its page."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from math import isnan

from dmaic.charts.control import Specs, control_chart, small_control_chart
from dmaic.charts.drawing import Drawing
from dmaic.charts.overview import Level, overview_chart
from dmaic.define.metrics import Metric
from dmaic.measure.chart_words import pause_note, verdict_of
from dmaic.measure.charting import Charted
from dmaic.measure.datasets import Spans
from dmaic.measure.special_causes import SpecialCause
from dmaic.measure.staging import StagePlan
from dmaic.measure.window import Window

_INDIVIDUAL = frozenset({"imr", "run"})


def chart_picture(
    window: Window,
    metric: Metric,
    *,
    causes: Sequence[SpecialCause] = (),
    link: Callable[[int], str] | None = None,
    zones: bool = True,
    specs: bool = False,
    summary: str | None = None,
    width: float | None = None,
) -> Drawing:
    """The window as a control chart; ``link`` gives the address of a reading's page by its seq."""
    charted = window.charted
    start, stop = window.shown
    numbered = _numbered(charted)
    return control_chart(
        charted.chart,
        charted.signals,
        labels=None if numbered is not None else list(charted.labels),
        first=numbered or 0,
        title=metric.name,
        unit=charted.unit,
        changes=changes_of(charted, causes),
        show_zones=zones,
        specs=specs_of(metric) if specs and _takes_specs(charted) else None,
        shown=(start, stop),
        links={at: link(charted.points.seqs(at)[0]) for at in range(start, stop)} if link else None,
        summary=verdict_of(charted, since=start).sentence if summary is None else summary,
        rules=charted.ruleset.title,
        good=charted.good,
        width=width,
    )


def small_picture(charted: Charted, title: str, *, last: int = 60) -> Drawing:
    """The same the size of a stamp."""
    return small_control_chart(
        charted.chart,
        charted.signals,
        labels=list(charted.labels),
        title=title,
        unit=charted.unit,
        last=last,
        good=charted.good,
    )


def specs_of(metric: Metric) -> Specs | None:
    """The customer's limits as a chart draws them; natural boundaries are none."""
    lower, upper = metric.specification
    specs = Specs(lower, metric.target, upper)
    return specs if specs.named() else None


def _takes_specs(charted: Charted) -> bool:
    """Specifications speak of single values: never of averages, shares or logarithms."""
    return charted.chart.kind in _INDIVIDUAL and charted.kind != "imr_log" and charted.points.members is None


def _numbered(charted: Charted) -> int | None:
    """The number before the first point where points are only numbered, and without a gap; None where they are named.

    The axis then tells round numbers.
    """
    seq = charted.points.readings.seq
    if charted.points.members is not None or not all(label.isdigit() for label in charted.labels[:3]):
        return None
    first = int(seq[0])
    whole = int(seq[-1]) - first + 1 == len(seq) and charted.labels[0] == str(first + 1)
    return first if whole else None


def changes_of(charted: Charted, causes: Iterable[SpecialCause] = ()) -> list[tuple[int, str]]:
    """What stands above the chart: the change that began each stage, pauses, and causes that somebody put there."""
    found = [
        (stage.start, plan.change_event)
        for stage, plan in zip(charted.chart.stages, charted.plans, strict=True)
        if plan.change_event
    ]
    found += [(pause.at, pause_note(charted, pause)) for pause in charted.pauses]
    for one in causes:
        at = charted.points.position_of(one.seq) if one.on_chart else None
        if at is not None:
            found.append((at, one.cause))
    return sorted(found)


def whole_picture(
    spans: Spans,
    plans: Sequence[StagePlan],
    metric: Metric,
    *,
    link: Callable[[int, int], str] | None = None,
    width: float | None = None,
) -> Drawing:
    """A series too long for points: its block summaries, with the limits where single values have level ones."""
    firsts = [int(one) for one in spans.first_seq.tolist()]
    labels: list[str | date] = []
    for at, first in enumerate(firsts):
        day = str(spans.first_time[at].astype("datetime64[D]"))
        labels.append(f"from reading {first + 1:,}" if day == "NaT" else day)
    levels = []
    for at, plan in enumerate(plans):
        if plan.kind != "imr" or plan.center is None or plan.sigma is None or isnan(plan.sigma):
            continue
        start = next((k for k, first in enumerate(firsts) if first >= plan.start_seq), len(firsts))
        later = plans[at + 1].start_seq if at + 1 < len(plans) else None
        stop = len(firsts) if later is None else sum(1 for first in firsts if first < later)
        reach = 3 * plan.sigma
        low = plan.center - reach
        if metric.lower_is_boundary and metric.lower_limit is not None:
            low = max(low, metric.lower_limit)
        if start < stop:
            levels.append(Level(plan.name, start, stop, plan.center, low, plan.center + reach))
    return overview_chart(
        spans.low,
        spans.mean,
        spans.high,
        [int(one) for one in spans.count.tolist()],
        labels=labels,
        levels=levels,
        title=f"{metric.name}, whole series",
        unit=metric.unit,
        links=[
            link(first, last) for first, last in zip(firsts, [int(one) for one in spans.last_seq.tolist()], strict=True)
        ]
        if link
        else (),
        width=width,
    )
