"""What of a control chart is drawn, and in which words? The window, its flags, its names, its verdict and its table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import overload

import numpy as np

from dmaic.charts.axis import named, plain_label
from dmaic.charts.drawing import LazyRows, Row, Specs, Table
from dmaic.charts.scale import extent
from dmaic.charts.text import Label, brief, counted, decimals_for, fixed, with_unit
from dmaic.errors import BadInput
from dmaic.statistics.control_chart import ControlChart, Floats, Panel, Signal, Stage, better_of
from dmaic.statistics.signal_words import in_words

NAMES = {
    "imr": "Individuals and moving range chart",
    "xbar_r": "Average and range chart",
    "xbar_s": "Average and standard deviation chart",
    "p": "p chart of shares",
    "np": "np chart of counts of defective units",
    "c": "c chart of counts",
    "u": "u chart of rates",
    "laney_p": "Laney p\u2032 chart of shares",
    "laney_u": "Laney u\u2032 chart of rates",
    "ewma": "EWMA chart",
    "cusum": "CUSUM chart",
    "ma": "Moving average chart",
    "g": "g chart of counts between events",
    "t": "t chart of times between events",
    "levey_jennings": "Levey-Jennings chart",
    "t2": "Hotelling T\u00b2 chart",
    "run": "Run chart",
}
_SHARES = {"p", "laney_p"}
_MIDDLE = {"run": "Median", "g": "Centre", "t": "Centre"}
_WITHOUT_CENTRE = {"cusum", "t2"}
"""Statistics that begin at zero: their zero is no level to compare with."""
_OWN_UNIT = {"cusum": "sigma", "t2": ""}
_INDIVIDUAL = {"imr", "i", "run"}


@dataclass(frozen=True)
class View:
    """A control chart as it is about to be drawn: window, names, unit, flags by panel and position."""

    chart: ControlChart
    signals: tuple[Signal, ...]
    labels: Sequence[Label] | None
    unit: str
    first: int
    start: int
    stop: int
    links: Mapping[int, str]
    specs: Specs | None
    factor: float
    good: str = ""

    @cached_property
    def flags(self) -> list[dict[int, list[Signal]]]:
        """For each panel: which points belong to which signals."""
        found: list[dict[int, list[Signal]]] = [{} for _ in self.chart.panels]
        for signal in self.signals:
            for position in signal.points:
                found[signal.panel].setdefault(position, []).append(signal)
        return found

    def is_better(self, panel: int, position: int) -> bool:
        """Whether every signal at a point tells a change for the better."""
        signals = self.flags[panel].get(position, [])
        return bool(signals) and self.better.issuperset(signals)

    @cached_property
    def better(self) -> frozenset[Signal]:
        """Signals that tell a change for the better."""
        return better_of(self.signals, self.good)

    @cached_property
    def excluded(self) -> frozenset[int]:
        return frozenset(self.chart.excluded)

    @cached_property
    def decimals(self) -> list[int]:
        """Decimals of limits and centres, for each panel."""
        spans = [extent(panel.points, panel.center, panel.lcl, panel.ucl) for panel in self.panels]
        return [decimals_for(span[1] - span[0] or abs(span[1])) if span else 2 for span in spans]

    @cached_property
    def panels(self) -> tuple[Panel, ...]:
        """The panels in the unit of the chart (shares in per cent where that is the unit)."""
        if self.factor == 1:
            return self.chart.panels
        return tuple(
            Panel(p.name, p.points * f, p.center * f, p.sigma * f, p.lcl * f, p.ucl * f, p.zones)
            for p, f in ((panel, self.factor if k == 0 else 1.0) for k, panel in enumerate(self.chart.panels))
        )

    def counted(self, start: int, stop: int) -> int:
        """Points from one position to another that have a value and are not excluded."""
        there = np.isfinite(self.panels[0].points[start:stop])
        return int(there.sum()) - sum(bool(there[at - start]) for at in self.excluded if start <= at < stop)

    @cached_property
    def stages(self) -> tuple[Stage, ...]:
        """The stages that reach into the window."""
        return tuple(s for s in self.chart.stages if s.stop > self.start and s.start < self.stop)

    @property
    def middle(self) -> str:
        return _MIDDLE.get(self.chart.kind, "Mean")

    @property
    def has_centre(self) -> bool:
        return self.chart.kind not in _WITHOUT_CENTRE

    def name(self, position: int) -> str:
        return named(self.labels, position, self.first)

    @cached_property
    def lowers(self) -> list[Floats]:
        """The lower limits worth drawing: one cut at 0, where nothing can fall below it, says nothing."""
        found = []
        for panel in self.panels:
            below = bool((panel.points[np.isfinite(panel.points)] < 0).any())
            found.append(panel.lcl if below else np.where(panel.lcl == 0, np.nan, panel.lcl))
        return found

    def limits_at(self, panel: int, position: int) -> list[tuple[str, float]]:
        """The limits and the centre at a point, from above to below, those there are."""
        p = self.panels[panel]
        every = [("UCL", p.ucl), (self.middle, p.center), ("LCL", self.lowers[panel])]
        if not self.has_centre:
            every = [pair for pair in every if pair[0] != self.middle]
        return [(name, float(values[position])) for name, values in every if np.isfinite(values[position])]

    def limit_words(self, panel: int, stage: Stage) -> list[str]:
        """What the limits of a stage were, at its last point in the window, in ever fewer words."""
        at = dict(self.limits_at(panel, min(stage.stop, self.stop) - 1))
        told = {name: fixed(value, self.decimals[panel]) for name, value in at.items()}
        if not told:
            return []
        pairs = ", ".join(f"{name} {text}" for name, text in reversed(told.items()))
        if "LCL" in told and "UCL" in told and self.middle in told:
            inner = f"{told['LCL']} to {told['UCL']}"
            return [f"{self.middle} {told[self.middle]}, limits {inner}", f"{told[self.middle]} ({inner})"]
        return [pairs]

    def limit_line(self, panel: int, position: int) -> str:
        """The limits and the centre at a point, as its words tell them."""
        decimals = self.decimals[panel]
        return ", ".join(f"{name} {fixed(at, decimals)}" for name, at in self.limits_at(panel, position))

    def level(self, panel: int, stage: Stage) -> bool:
        """Whether a stage has the same limits at each of its points, so that they can be told once."""
        p = self.panels[panel]
        inside = slice(max(stage.start, self.start), min(stage.stop, self.stop))
        return all(_same(values[inside]) for values in (p.ucl, p.center, self.lowers[panel]))

    def say(self, panel: int, position: int, *, limits: bool = True) -> str:
        """The words of a point: its name, value, signals, whether it counts, and (``limits``) its limits."""
        p = self.panels[panel]
        value = with_unit(brief(float(p.points[position]), 6), self.unit if panel == 0 else "")
        lines = [f"{self.name(position)}: {value}"] if panel == 0 else [f"{self.name(position)}, {p.name}: {value}"]
        if self.chart.sizes is not None and panel == 0:
            lines.append(f"n = {self.chart.sizes[position]:,.6g}")
        if position in self.flags[panel]:
            titles = dict.fromkeys(signal.title for signal in self.flags[panel][position])
            lines.extend(title[:1].upper() + title[1:] for title in titles)
            if self.is_better(panel, position):
                lines.append("For the better")
        if position in self.excluded:
            lines.append("Excluded: drawn, not counted")
        if limits and (line := self.limit_line(panel, position)):
            lines.append(line)
        return "\n".join(lines)


def _same(values: Floats) -> bool:
    finite = np.isfinite(values)
    return not finite.any() or bool(finite.all() and (values == values[0]).all())


def view_of(
    chart: ControlChart,
    signals: Sequence[Signal],
    *,
    labels: Sequence[Label] | None,
    unit: str,
    first: int,
    shown: tuple[int, int] | None,
    links: Mapping[int, str] | None,
    specs: Specs | None,
    good: str = "",
) -> View:
    """Check that the pieces belong together and gather them."""
    count = len(chart)
    if labels is not None and len(labels) != count:
        raise BadInput(f"The chart has {count} points but {len(labels)} labels. Give one label for each point.")
    if specs is not None and specs.named() and chart.kind not in _INDIVIDUAL:
        raise BadInput(
            "Specification limits apply to individual values, not to averages, ranges or rates. "
            "Show them on an individuals chart or on the histogram."
        )
    start, stop = shown or (0, count)
    start, stop = max(0, start), min(count, stop)
    factor = 100.0 if unit == "%" and chart.kind in _SHARES else 1.0
    unit = _OWN_UNIT.get(chart.kind, unit)
    return View(chart, tuple(signals), labels, unit, first, start, stop, links or {}, specs, factor, good)


def plotted(view: View) -> int:
    """Points of the window that are drawn and counted."""
    return view.counted(view.start, view.stop)


def verdict_of(view: View) -> str:
    """The sentence to take away: stable or not, on how many points, with the first signals named."""
    inside = [s for s in view.signals if s.last >= view.start and s.first < view.stop]
    points = counted(plotted(view), "point")
    last = view.stages[-1] if view.stages else None
    short = last is not None and last.provisional
    if not inside:
        if short:
            return f"No signals in {points}. {_loose(view)}"
        return f"Stable: no signals in {points}."
    told = [_clause(view, signal) for signal in sorted(inside, key=lambda s: (s.panel, s.first))[:3]]
    more = f"; and {len(inside) - 3} more" if len(inside) > 3 else ""
    better = ", for the better" if view.better.issuperset(inside) else ""
    words = f"{counted(len(inside), 'signal')} in {points}{better}: {'; '.join(told)}{more}."
    if last is not None and len(view.stages) > 1 and all(s.last < last.start for s in inside):
        words += f" None since {last.name or 'the last stage began'}."
    if short:
        words += " The last limits are provisional: too few points stand behind them."
    return words


def _loose(view: View) -> str:
    """Why the last limits are provisional: frozen on too few of the points there are, or too few points as yet."""
    last = view.stages[-1]
    there = view.counted(last.start, last.stop)
    if last.baseline_stop < last.stop and last.used < there:
        return (
            f"The limits are provisional: frozen on {counted(last.used, 'point')}. Release them and freeze them on the "
            f"{there} there are."
        )
    return "The limits are provisional: too few points to call the process stable."


class _Names(Sequence[str]):
    """What the points are called in the middle of a sentence, made when asked for."""

    def __init__(self, view: View) -> None:
        self._view = view

    def __len__(self) -> int:
        return len(self._view.chart)

    @overload
    def __getitem__(self, index: int) -> str: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[str]: ...
    def __getitem__(self, index: int | slice) -> str | Sequence[str]:
        if isinstance(index, slice):
            return [self[k] for k in range(*index.indices(len(self)))]
        name = self._view.name(index)
        return name if self._view.labels is not None else name[0].lower() + name[1:]


def _clause(view: View, signal: Signal) -> str:
    panel = f"{view.panels[signal.panel].name}: " if signal.panel else ""
    return f"{panel}{in_words(signal, _Names(view))}".replace(" - ", " to ")


def description_of(view: View, title: str, rules: str) -> str:
    """What the picture shows, for a reader who does not see it."""
    kind = NAMES.get(view.chart.kind, "Control chart")
    count = view.stop - view.start
    words = [f"{kind}{f' of {title}' if title else ''}: {counted(count, 'point')}"]
    if count:
        words[0] += f", {view.name(view.start)} to {view.name(view.stop - 1)}."
    for stage in view.stages:
        at = min(stage.stop, view.stop) - 1
        limits = ", ".join(f"{name} {fixed(value, view.decimals[0])}" for name, value in view.limits_at(0, at))
        who = f"Stage {stage.name}" if stage.name else "Limits"
        words.append(f"{who}: {limits or 'no limits'}{_standing(stage)}.")
    if view.excluded:
        words.append(f"{counted(len(view.excluded), 'excluded point')} drawn hollow and crossed.")
    if rules:
        words.append(f"Rules: {rules}.")
    better = len(view.better)
    if better:
        words.append(f"{counted(better, 'signal')} for the better, drawn as triangles.")
    words.extend(view.chart.cautions)
    return " ".join(words)


def _standing(stage: Stage) -> str:
    said = []
    if stage.pre_specified:
        said.append("limits given, not estimated")
    elif stage.baseline_stop < stage.stop:
        said.append(f"limits frozen on {counted(stage.used, 'point')}")
    if stage.provisional:
        said.append(f"provisional: only {counted(stage.used, 'point')} behind the limits")
    return f" ({'; '.join(said)})" if said else ""


def table_of(view: View) -> Table:
    """The chart's numbers: one row a point of the window, rows made as they are read."""
    main, others = view.panels[0], view.panels[1:]
    sizes = view.chart.sizes
    unit = f" ({view.unit})" if view.unit else ""
    header = ["Label", f"Value{unit}", *(["n"] if sizes is not None else []), "LCL", view.middle, "UCL"]
    for panel in others:
        header += [panel.name, f"{panel.name} UCL"]
    header += ["Signals", "Excluded"]

    def row(k: int) -> Row:
        i = view.start + k
        titles = dict.fromkeys(s.title for flags in view.flags for s in flags.get(i, []))
        return (
            plain_label(view.labels, i, view.first),
            _cell(main.points, i),
            *([_cell(sizes, i)] if sizes is not None else []),
            _cell(main.lcl, i),
            _cell(main.center, i),
            _cell(main.ucl, i),
            *(cell for panel in others for cell in (_cell(panel.points, i), _cell(panel.ucl, i))),
            "; ".join(titles),
            i in view.excluded,
        )

    links = {i - view.start: href for i, href in view.links.items() if view.start <= i < view.stop}
    return Table(tuple(header), LazyRows(max(view.stop - view.start, 0), row), links)


def _cell(values: Floats, position: int) -> float | int | None:
    value = float(values[position])
    if not np.isfinite(value):
        return None
    return int(value) if value.is_integer() and abs(value) < 1e15 else value
