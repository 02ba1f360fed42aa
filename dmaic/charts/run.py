"""Does the process shift, without any assumption about its spread? Points in time order about their median."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dmaic.charts.control import Change, control_chart
from dmaic.charts.drawing import Drawing, Specs, nothing
from dmaic.charts.text import Label, brief, counted, with_unit
from dmaic.statistics.control_chart import ControlChart, Panel, Signal, Stage


@dataclass(frozen=True, slots=True)
class RunTest:
    """The two tests of a run chart: the longest run against its limit, the crossings against theirs."""

    longest: int
    longest_limit: int
    crossings: int
    crossings_least: int


def run_chart(
    values: Sequence[float] | NDArray[np.float64],
    *,
    labels: Sequence[Label] | None = None,
    title: str = "Run chart",
    name: str = "Value",
    unit: str = "",
    median: float | None = None,
    target: float | None = None,
    test: RunTest | None = None,
    runs: Sequence[tuple[int, int]] = (),
    changes: Sequence[Change] = (),
    first: int = 0,
    width: float | None = None,
    height: float | None = None,
    summary: str | None = None,
) -> Drawing:
    """Draw the values about their median (or the ``median`` given).

    ``test`` gives the verdict; ``runs`` (first, last) are the runs too long to be chance, drawn as squares.
    """
    points = np.asarray(values, dtype=float).ravel()
    finite = points[np.isfinite(points)]
    if not finite.size:
        return nothing(title, "There are no points to draw yet. Add measurements to see the run chart.", kind="control")
    middle = float(np.median(finite)) if median is None else median
    none = np.full(points.size, np.nan)
    panel = Panel(name, points, np.full(points.size, middle), none, none, none, zones=False)
    stage = Stage("", 0, points.size, points.size, middle, float("nan"), "median", int(finite.size))
    signals = [Signal("run", "Unusually long run", 0, a, b, tuple(range(a, b + 1)), "both") for a, b in runs]
    return control_chart(
        ControlChart("run", (panel,), (stage,)),
        signals,
        labels=labels,
        title=title,
        unit=unit,
        changes=changes,
        specs=Specs(target=target) if target is not None else None,
        width=width,
        height=height,
        first=first,
        summary=summary if summary is not None else _words(test, int(finite.size), middle, unit),
    )


def _words(test: RunTest | None, count: int, median: float, unit: str) -> str:
    about = f"median {with_unit(brief(median), unit)} of {counted(count, 'point')}"
    if test is None:
        return f"The {about}."
    longest = f"longest run {test.longest} (at most {test.longest_limit} by chance)"
    crossings = f"{counted(test.crossings, 'crossing')} (at least {test.crossings_least} by chance)"
    if test.longest > test.longest_limit or test.crossings < test.crossings_least:
        return f"The process has shifted or drifted: {longest}, {crossings}; {about}."
    return f"No shift shown: {longest}, {crossings}; {about}."
