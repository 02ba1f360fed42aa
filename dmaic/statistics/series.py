"""Which points count, and which follow each other?

Every control chart takes the same stages, exclusions and gaps. They are read here once: a stage sets its own limits
from its baseline; an excluded point is drawn but never counted; no moving range and no run crosses a stage border, a
gap, an exclusion or a missing value.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

from dmaic.errors import StatisticsError
from dmaic.statistics.checked import LARGEST, entry
from dmaic.statistics.control_chart import Floats, Stage, StageSpec

Bools: TypeAlias = NDArray[np.bool_]
Missing: TypeAlias = Literal["refuse", "gap"]

ENOUGH = 20
"""Points behind the limits of measured data below which a stage is provisional (Montgomery asks for 20 to 25)."""
ENOUGH_ATTRIBUTE = 12
"""The same for counts and proportions, whose sigma follows from the centre."""


@dataclass(frozen=True, slots=True)
class Span:
    """A stage as it lies in the series; ``stop`` and ``baseline_stop`` are exclusive positions."""

    spec: StageSpec
    start: int
    stop: int
    baseline_stop: int

    @property
    def whole(self) -> slice:
        return slice(self.start, self.stop)

    @property
    def baseline(self) -> slice:
        return slice(self.start, self.baseline_stop)


@dataclass(frozen=True, slots=True, eq=False)
class Series:
    """The layout of a chart: ``counted`` points set limits and are judged; ``linked`` ones follow their predecessor."""

    spans: tuple[Span, ...]
    excluded: tuple[int, ...]
    gaps: tuple[int, ...]
    counted: Bools
    linked: Bools

    def __len__(self) -> int:
        return len(self.counted)

    def spread(self, figures: Sequence[float]) -> Floats:
        """One figure a stage, repeated for each of its points."""
        line = np.empty(len(self))
        for span, figure in zip(self.spans, figures, strict=True):
            line[span.whole] = figure
        return line

    def stretches(self) -> list[NDArray[np.intp]]:
        """Positions of the counted points, one array for each stretch without stage border or gap.

        Unlike ``linked``, a stretch goes on past an excluded point: time-weighted statistics skip it.
        """
        borders = {span.start for span in self.spans} | set(self.gaps) | {len(self)}
        edges = sorted(borders | {0})
        parts = [start + np.flatnonzero(self.counted[start:stop]) for start, stop in pairwise(edges)]
        return [part for part in parts if part.size]


def read_values(values: Iterable[Any], *, missing: Missing = "refuse", name: str = "values") -> Floats:
    """The values as an array of floats; an empty row is refused by its number from 1, or NaN if ``missing`` is a gap.

    Raises StatisticsError for text, infinities and numbers too large to square, and for an empty series.
    """
    try:
        if isinstance(values, np.ndarray):
            array = values.astype(float)
        else:
            items = list(values)
            refuse_text(items, f"the {name}")
            array = np.array(items, dtype=float)
    except (TypeError, ValueError):
        raise StatisticsError(f"The {name} are not a list of numbers: give one number for each point.") from None
    if array.ndim != 1:
        raise StatisticsError(f"The {name} have {array.ndim} dimensions: give one number for each point.")
    if array.size == 0:
        raise StatisticsError(f"There are no {name}: give at least two points.")
    usable = np.abs(array) <= LARGEST
    if usable.all():
        return array
    nan = np.isnan(array)
    wild = ~usable & ~nan
    if wild.any():
        at = int(np.argmax(wild))
        entry(float(array[at]), f"row {at + 1} of the {name}")
    if missing == "refuse" and nan.any():
        raise StatisticsError(
            f"Row {int(np.argmax(nan)) + 1} of the {name} is empty. Give the number, leave the row out and say why, or "
            "have it treated as a gap."
        )
    return array


def refuse_text(items: Sequence[Any], name: str) -> None:
    """Refuse text and booleans, which would turn into numbers without a word; rows are counted from 1."""
    for row, item in enumerate(items, start=1):
        if isinstance(item, str | bool):
            entry(item, f"row {row} of {name}")


def lay_out(
    length: int,
    *,
    stages: Sequence[StageSpec] | None = None,
    excluded: Iterable[int] = (),
    gaps: Iterable[int] = (),
    present: Bools | None = None,
) -> Series:
    """Place stages, exclusions and gaps over a series of ``length`` points.

    ``gaps`` are positions before which the series is interrupted. ``present`` is False where a point has no value: it
    is neither counted nor linked. Raises StatisticsError when a position does not exist or the stages do not fit.
    """
    left_out = _positions(excluded, length, "excluded point")
    interrupted = _positions(gaps, length, "gap")
    spans = _spans(length, stages)
    counted = np.ones(length, dtype=bool) if present is None else present.copy()
    counted[list(left_out)] = False
    linked = counted.copy()
    linked[1:] &= counted[:-1]
    linked[[span.start for span in spans]] = False
    linked[list(interrupted)] = False
    return Series(spans, left_out, interrupted, counted, linked)


def _positions(given: Iterable[int], length: int, what: str) -> tuple[int, ...]:
    found = set()
    for position in given:
        if isinstance(position, bool) or not isinstance(position, int | np.integer) or not 0 <= position < length:
            raise StatisticsError(f"There is no {what} at position {position!r}: positions run from 0 to {length - 1}.")
        found.add(int(position))
    return tuple(sorted(found))


def _spans(length: int, stages: Sequence[StageSpec] | None) -> tuple[Span, ...]:
    specs = list(stages) if stages else [StageSpec("All")]
    starts = [spec.start for spec in specs]
    if starts[0] != 0:
        raise StatisticsError(f"The first stage starts at position {starts[0]}: it has to start at 0.")
    if any(later <= earlier for earlier, later in pairwise(starts)) or starts[-1] >= length:
        raise StatisticsError(f"Stages start one after the other within positions 0 to {length - 1}, not at {starts}.")
    return tuple(
        Span(spec, spec.start, stop, _baseline_stop(spec, stop))
        for spec, stop in zip(specs, [*starts[1:], length], strict=True)
    )


def _baseline_stop(spec: StageSpec, stop: int) -> int:
    for figure in (spec.center, spec.sigma):
        if figure is not None and not abs(figure) <= LARGEST:
            raise StatisticsError(f"The centre or sigma given for stage {spec.name!r} is no finite number. Correct it.")
    if spec.sigma is not None and spec.sigma < 0:
        raise StatisticsError(f"The sigma given for stage {spec.name!r} is {spec.sigma}: it cannot be negative.")
    if spec.baseline is None:
        return stop
    if isinstance(spec.baseline, bool) or not isinstance(spec.baseline, int) or spec.baseline < 1:
        raise StatisticsError(f"The baseline of stage {spec.name!r} is a number of points, not {spec.baseline!r}.")
    if spec.start + spec.baseline > stop:
        raise StatisticsError(
            f"The baseline of stage {spec.name!r} asks for {spec.baseline} points and the stage has "
            f"{stop - spec.start}: give a shorter baseline."
        )
    return spec.start + spec.baseline


def judged_stage(
    span: Span, center: float, sigma: float, estimator: str, used: int, *, enough: int = ENOUGH, given: bool = False
) -> Stage:
    """The stage as the chart reports it; ``given`` when no point had to be used."""
    return Stage(
        name=span.spec.name,
        start=span.start,
        stop=span.stop,
        baseline_stop=span.start if given else span.baseline_stop,
        center=float(center),
        sigma=float(sigma),
        estimator="given" if given else estimator,
        used=0 if given else used,
        provisional=not given and used < enough,
        pre_specified=given,
        reason=span.spec.reason,
    )


def stage_cautions(
    stages: Sequence[Stage], *, enough: int = ENOUGH, unit: str = "points", measured: bool = True
) -> tuple[str, ...]:
    """What a reader of the limits has to know: too few points, no variation, no limits at all.

    Counts that are all 0 are no matter of resolution: with ``measured`` False nothing is said of those.
    """
    said = []
    for stage in stages:
        where = f"stage {stage.name!r}" if len(stages) > 1 else "this chart"
        if math.isnan(stage.sigma):
            said.append(f"Nothing in {where} gives a sigma yet, so it has no limits. Two {unit} in a row are needed.")
        elif stage.provisional:
            said.append(f"Provisional: the limits of {where} rest on {stage.used} {unit}, fewer than {enough}.")
        if stage.sigma == 0 and not stage.pre_specified and (measured or stage.center != 0):
            said.append(f"The {unit} that set the limits of {where} do not vary: check the resolution of the data.")
    return tuple(said)


def mean_of(values: Floats) -> float:
    """The mean; exactly the value itself when all are equal, so that rounding dust never makes a constant vary."""
    low, high = float(values.min()), float(values.max())
    return low if low == high else float(values.mean())


def sd_of(values: Floats) -> float:
    """Standard deviation with divisor n - 1, 0 for a constant; scaled, so that squares of tiny values do not vanish."""
    if values.min() == values.max():
        return 0.0
    deviation = values - values.mean()
    scale = float(np.abs(deviation).max())
    deviation /= scale
    return scale * math.sqrt(float(deviation @ deviation) / (values.size - 1))
