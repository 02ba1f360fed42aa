"""What does the portfolio need to know of a project, so that it reads one row a project?

Whoever writes the numbers (baseline, readings of a monitored chart) keeps the rollup; no list page computes anything
from measurements.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np

from dmaic.db import now
from dmaic.projects.project import Project
from dmaic.statistics.control_chart import ControlChart, Panel, Signal, Stage, better_of
from dmaic.statistics.result import plain

LAST = 60


def keep_chart(
    project: Project,
    chart: ControlChart,
    signals: Sequence[Signal],
    *,
    name: str,
    unit: str,
    labels: Sequence[str],
    good: str = "",
) -> None:
    """Keep the last points of the project's main chart, and how many signals its present stage carries.

    ``good`` is where good lies: lower, higher, or empty where a side is neither. Signals for the better are counted
    apart: something changed, and no alarm is due.
    """
    first = max(0, len(chart) - LAST)
    panel = chart.panels[0]
    present = chart.stages[-1].start if chart.stages else 0
    current = [signal for signal in signals if signal.last >= present]
    project.signals = len(current)
    project.signals_better = len(better_of(current, good))
    project.wall_chart = {
        "kind": chart.kind,
        "name": name,
        "unit": unit,
        "good": good,
        "panel": panel.name,
        "labels": list(labels[first:]),
        "arrays": {key: plain(getattr(panel, key)[first:]) for key in ("points", "center", "sigma", "lcl", "ucl")},
        "stages": [plain(_clipped(stage, first)) for stage in chart.stages if stage.stop > first],
        "excluded": [at - first for at in chart.excluded if at >= first],
        "signals": [plain(_moved(signal, first)) for signal in signals if signal.panel == 0 and signal.last >= first],
    }
    project.wall_at = now()


def chart_kept(project: Project) -> tuple[ControlChart, list[Signal], list[str]] | None:
    """The kept points as a chart with its signals and labels; None while nothing was kept."""
    kept: dict[str, Any] | None = project.wall_chart
    if not kept:
        return None
    arrays: dict[str, Any] = {key: np.array(values, dtype=float) for key, values in kept["arrays"].items()}
    chart = ControlChart(
        kind=kept["kind"],
        panels=(Panel(name=kept["panel"], **arrays),),
        excluded=tuple(kept["excluded"]),
        stages=tuple(Stage(**stage) for stage in kept["stages"]),
    )
    signals = [Signal(**{**signal, "points": tuple(signal["points"])}) for signal in kept["signals"]]
    return chart, signals, kept["labels"]


@dataclass(frozen=True, slots=True)
class Level:
    """A sigma level as a tile shows it: value and bounds, or ``why`` it is withheld in a word or two.

    Without a value, ``low`` alone says that it is at least that: no defect was seen.
    """

    value: float | None
    low: float | None = None
    high: float | None = None
    why: str = ""

    @property
    def words(self) -> str:
        """The level, its bound, or a dash."""
        if self.value is not None:
            return f"{self.value:.2f}"
        return "–" if self.low is None else f"≥ {self.low:.2f}"

    @property
    def span(self) -> str:
        """Its interval, empty where there is none."""
        if self.value is None or self.low is None or self.high is None:
            return ""
        return f"{self.low:.2f} to {self.high:.2f}"

    def is_apart_from(self, other: Level) -> bool | None:
        """Whether the intervals of both leave no overlap; None where one has none."""
        if self.low is None or self.high is None or other.low is None or other.high is None:
            return None
        return self.low > other.high or other.low > self.high


def keep_sigma(project: Project, level: Level) -> None:
    """Keep the sigma level of the signed baseline, or why the baseline withholds it."""
    project.sigma_before, project.sigma_before_facts = level.value, _facts(level)


def keep_sigma_now(project: Project, level: Level) -> None:
    """Keep the sigma level of the latest look; while it is withheld no old one stays, for that would mislead."""
    project.sigma_now, project.sigma_now_facts = level.value, _facts(level)


def level_before(project: Project) -> Level:
    """The kept level of the signed baseline."""
    return Level(project.sigma_before, **(project.sigma_before_facts or {}))


def level_now(project: Project) -> Level:
    """The kept level of the latest look."""
    return Level(project.sigma_now, **(project.sigma_now_facts or {}))


def _facts(level: Level) -> dict[str, Any]:
    return {"low": level.low, "high": level.high, "why": level.why}


def kept_at(project: Project) -> datetime | None:
    """When the kept chart was last brought up to date."""
    return project.wall_at


def _clipped(stage: Stage, first: int) -> Stage:
    return Stage(
        **{
            **{name: getattr(stage, name) for name in Stage.__dataclass_fields__},
            "start": max(0, stage.start - first),
            "stop": stage.stop - first,
            "baseline_stop": max(0, stage.baseline_stop - first),
        },
    )


def _moved(signal: Signal, first: int) -> Signal:
    return Signal(
        rule=signal.rule,
        title=signal.title,
        panel=signal.panel,
        first=max(0, signal.first - first),
        last=signal.last - first,
        points=tuple(point - first for point in signal.points if point >= first),
        side=signal.side,
        value=signal.value,
    )
