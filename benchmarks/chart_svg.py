"""How long does a control chart take to draw? Against the floor of formatting and joining as many coordinates.

Prints milliseconds and the ratio to the floor (best of several runs), so that the figure means the same on every
machine. Run: python benchmarks/chart_svg.py
"""

from __future__ import annotations

import gzip

import numpy as np
from bench import best

from dmaic.charts.control import control_chart, small_control_chart
from dmaic.statistics.control_chart import ControlChart, Panel, Signal, Stage


def series(count: int) -> tuple[ControlChart, list[Signal]]:
    values = np.random.default_rng(1).normal(50, 3, count).round(2)
    ranges = np.concatenate(([np.nan], np.abs(np.diff(values))))

    def level(value: float) -> np.ndarray:
        return np.full(count, value)

    main = Panel("Value", values, level(50), level(3), level(41), level(59))
    below = Panel("Moving range", ranges, level(3.385), level(np.nan), level(np.nan), level(11.06), zones=False)
    stage = Stage("", 0, count, count, 50.0, 3.0, "moving range", count)
    flagged = np.flatnonzero(np.abs(values - 50) > 9).tolist()
    signals = [Signal("1", "Beyond 3 sigma", 0, i, i, (i,), "above") for i in flagged]
    return ControlChart("imr", (main, below), (stage,)), signals


def floor(values: list[float]) -> str:
    return "L".join(f"{k:.1f} {value:.1f}" for k, value in enumerate(values))


def main() -> None:
    print(
        f"{'points':>8} {'floor ms':>9} {'chart ms':>9} {'ratio':>6}"
        f" {'both layouts ms':>16} {'stamp ms':>9} {'kB':>6} {'kB gz':>6}"
    )
    for count, tries in ((200, 20), (2_000, 10), (10_000, 5), (100_000, 5)):
        chart, signals = series(count)
        values = [*chart.panels[0].points.tolist(), *chart.panels[1].points.tolist()]
        least = best(lambda values=values: floor(values), tries)
        one = best(lambda c=chart, s=signals: control_chart(c, s, unit="g", width=344), tries)
        both = best(lambda c=chart, s=signals: control_chart(c, s, unit="g"), tries)
        stamp = best(lambda c=chart, s=signals: small_control_chart(c, s), tries)
        svg = control_chart(chart, signals, unit="g", width=760).svg.encode()
        print(
            f"{count:>8,} {least:>9.2f} {one:>9.2f} {one / least:>6.1f} {both:>16.2f} {stamp:>9.2f}"
            f" {len(svg) / 1000:>6.0f} {len(gzip.compress(svg, 6)) / 1000:>6.1f}"
        )


if __name__ == "__main__":
    main()
