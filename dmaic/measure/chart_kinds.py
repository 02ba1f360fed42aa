"""Which control charts are there, and which one fits these readings?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from dmaic.define.metrics import DataType, Metric
from dmaic.measure.chart_settings import Choices
from dmaic.measure.points import Points
from dmaic.measure.ratings import box_in_words
from dmaic.statistics import individuals, subgroups

KINDS: dict[str, str] = {
    "imr": "Individuals and moving range (I-MR)",
    "imr_log": "Individuals of the logarithm (I-MR of ln x)",
    "xbar_r": "Averages and ranges (X-bar R)",
    "xbar_s": "Averages and standard deviations (X-bar S)",
    "p": "Shares (p chart)",
    "laney_p": "Shares, overdispersed (Laney p′)",
    "np": "Numbers defective, equal sizes (np chart)",
    "c": "Counts, equal areas (c chart)",
    "u": "Rates (u chart)",
    "laney_u": "Rates, overdispersed (Laney u′)",
    "t": "Times between events (t chart)",
    "g": "Opportunities between events (g chart)",
    "run": "Run chart (median, no limits)",
}
"""The charts there are, by code, as they are called on the page."""

FITTING: dict[DataType, tuple[str, ...]] = {
    DataType.CONTINUOUS: ("imr", "imr_log", "xbar_r", "xbar_s", "run"),
    DataType.PROPORTION: ("p", "laney_p", "np", "imr", "run"),
    DataType.COUNT: ("c", "u", "laney_u", "imr", "run"),
    DataType.RATE: ("u", "laney_u", "imr", "run"),
    DataType.TIME_BETWEEN: ("t", "g", "imr", "imr_log", "run"),
    DataType.ORDINAL: ("p", "laney_p"),
}
"""Which charts make sense for which data; the first ones are chosen without being asked."""

LARGEST_FOR_RANGES = 8
COUNTED = frozenset({"p", "np", "c", "u", "laney_p", "laney_u"})
"""Charts of counts: their sigma follows from the centre."""


def estimators_of(kind: str) -> Mapping[str, str]:
    """The sigma estimators that a kind of chart can use, by code; empty where sigma follows from the centre."""
    if kind in {"xbar_r", "xbar_s"}:
        return subgroups.WITHIN_ESTIMATORS
    return individuals.ESTIMATORS if kind in {"imr", "imr_log", "t"} else {}


def kind_for(points: Points, metric: Metric, choices: Choices) -> tuple[str, str]:
    """The kind of chart for these points, and why in one sentence."""
    if choices.kind in FITTING[metric.data_type]:
        return choices.kind, choices.why or "Chosen by the team."
    readings = points.readings
    match metric.data_type:
        case DataType.PROPORTION:
            if _known(readings.size):
                return (
                    "p",
                    "Units counted as defective or not, out of a number that may vary: shares with stepped limits.",
                )
            return "imr", "Shares without the numbers they were taken from can only be charted as single values."
        case DataType.RATE:
            if _known(readings.size):
                return "u", "Events counted over amounts of work that vary: events per unit with stepped limits."
            return "imr", "Rates without the amounts they were taken over can only be charted as single values."
        case DataType.COUNT:
            sizes = readings.size[~_missing(readings.size)]
            if len(sizes) and sizes.min() != sizes.max():
                return "u", "The areas of opportunity differ, so events are charted per unit and not as bare counts."
            return "c", "Events counted over equal amounts of work."
        case DataType.ORDINAL:
            return (
                "p",
                f"Ratings are steps, not measures: the share in the top box ({box_in_words(metric)}) is charted.",
            )
        case DataType.TIME_BETWEEN:
            return "t", "Events are rare: the time between them tells more than a row of zeros."
        case _:
            return _measured(points)


def _measured(points: Points) -> tuple[str, str]:
    largest = points.largest
    if largest == 1:
        return (
            "imr",
            "One measured value at a time: the moving range gives the short-term scatter that sets the limits.",
        )
    if largest <= LARGEST_FOR_RANGES:
        return "xbar_r", f"Rational subgroups of up to {largest}: averages with ranges."
    return "xbar_s", f"Subgroups of up to {largest}: the standard deviation uses all their values, the range only two."


def _known(sizes: Any) -> bool:
    """Whether most readings carry the number they were taken from."""
    return bool(2 * int(_missing(sizes).sum()) < len(sizes))


def _missing(figures: Any) -> Any:
    return np.isnan(figures)
