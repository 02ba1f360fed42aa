"""What is a control chart, before it is drawn? One or two panels of points with centre, sigma and limits per point."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Floats: TypeAlias = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class StageSpec:
    """What somebody asks of a stage: where it starts, and what sets its limits.

    ``baseline`` is the number of leading positions that set the limits (None: all of the stage); later points are
    judged against those frozen limits. A given ``center`` or ``sigma`` is pre-specified: it is taken, not estimated.
    """

    name: str
    start: int = 0
    baseline: int | None = None
    center: float | None = None
    sigma: float | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Stage:
    """A stretch of the series with its own limits (before / after a named change).

    ``start`` and ``stop`` are positions in the series, stop exclusive. ``baseline_stop`` is where the points that set
    the limits end (equal to ``stop`` while limits are being set up); points from there on are judged against frozen
    limits. ``provisional`` says that too few points stand behind the limits to trust them. ``pre_specified`` says
    that centre and sigma were given, not estimated.
    """

    name: str
    start: int
    stop: int
    baseline_stop: int
    center: float
    sigma: float
    estimator: str
    used: int
    provisional: bool = False
    pre_specified: bool = False
    reason: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Panel:
    """One plotted statistic over the series. All arrays have the length of the series; NaN where nothing is plotted.

    ``sigma`` is the uncut standard error of each point (so ``(points - center) / sigma`` are the standard units that
    zone rules read); ``lcl``/``ucl`` are cut at natural bounds, NaN where a side has no limit. ``zones`` is False for
    statistics whose zone rules have no meaning (R, S, MR).
    """

    name: str
    points: Floats
    center: Floats
    sigma: Floats
    lcl: Floats
    ucl: Floats
    zones: bool = True


@dataclass(frozen=True, slots=True, eq=False)
class ControlChart:
    """The judged series, ready for rules and for drawing. ``panels[0]`` is the main one.

    ``kind`` is one of imr, xbar_r, xbar_s, p, np, c, u, laney_p, laney_u, ewma, cusum, ma, g, t, t2, run ...;
    ``sizes`` the subgroup or inspection sizes where they matter. ``excluded`` are positions that are drawn but never
    counted. ``gaps`` are positions before which the series is interrupted: no run and no moving range crosses them.
    ``method`` names every choice made (estimator, constants, screening); ``cautions`` are sentences.
    """

    kind: str
    panels: tuple[Panel, ...]
    stages: tuple[Stage, ...]
    sizes: Floats | None = None
    excluded: tuple[int, ...] = ()
    gaps: tuple[int, ...] = ()
    method: dict[str, str] = field(default_factory=dict)
    cautions: tuple[str, ...] = ()

    def __len__(self) -> int:
        return len(self.panels[0].points)


@dataclass(frozen=True, slots=True)
class Rule:
    """One run rule as data.

    ``kind``: beyond (one point beyond ``zone`` sigma), run (``m`` in a row on one side of the centre), trend (``m``
    points steadily rising or falling), alternating (``m`` points), k_of_m (``k`` of ``m`` beyond ``zone`` on one
    side, the firing point among them), within (``m`` in a row inside ``zone``), outside (``m`` in a row beyond
    ``zone``, both sides present), opposite (among ``m`` in a row one above and one below ``zone``, the firing point
    one of them: Westgard's R-4s).
    """

    code: str
    kind: str
    m: int = 1
    k: int = 0
    zone: float = 0.0
    title: str = ""


@dataclass(frozen=True, slots=True)
class RuleSet:
    """A named set of rules, as printed on every chart that uses it."""

    code: str
    title: str
    rules: tuple[Rule, ...]
    source: str = ""


_GOOD = {"lower": ("below", "down"), "higher": ("above", "up")}


@dataclass(frozen=True, slots=True)
class Signal:
    """A rule that fired: the window of points that make it up, and the last of them, at which it fired.

    Positions are 0-based in the series. A run that goes on past its first firing is one signal that grows:
    ``first`` .. ``last`` span it. ``side`` is above, below, up, down or both.
    """

    rule: str
    title: str
    panel: int
    first: int
    last: int
    points: tuple[int, ...]
    side: str
    value: float | None = None

    def is_better(self, good: str) -> bool:
        """Whether it is one of the main panel that points where good lies: ``good`` is lower, higher or empty."""
        return self.panel == 0 and self.side in _GOOD.get(good, ())


def echoes_of(signals: Sequence[Signal]) -> dict[Signal, frozenset[Signal]]:
    """Each range beyond its limit that only repeats what the main panel says of its point or of the one before.

    A single odd value makes two large moving ranges: one event. The values are the signals that are repeated.
    """
    main: dict[int, set[Signal]] = {}
    for signal in signals:
        for point in signal.points if signal.panel == 0 else ():
            main.setdefault(point, set()).add(signal)
    repeated = {
        signal: frozenset(main.get(signal.last, set()) | main.get(signal.last - 1, set()))
        for signal in signals
        if signal.panel
    }
    return {signal: others for signal, others in repeated.items() if others}


def better_of(signals: Sequence[Signal], good: str) -> frozenset[Signal]:
    """Signals that tell a change for the better: those that point where good lies, and ranges that only repeat them.

    ``good`` is lower, higher, or empty where neither side is good; then none is.
    """
    better = {signal for signal in signals if signal.is_better(good)}
    return frozenset(better | {signal for signal, others in echoes_of(signals).items() if others <= better})
