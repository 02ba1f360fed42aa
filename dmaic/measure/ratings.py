"""What may be done with ratings on a scale? They are ordered steps: counted by step and by a named top box, never
averaged, for nobody knows whether the steps are equally far apart.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from dmaic.define.metrics import Metric
from dmaic.errors import StatisticsError
from dmaic.measure.datasets import Readings

NO_BOX = (
    "Name the top box first: the lower limit of the metric is the rating from which on an answer counts as good (4 on "
    "a scale of 1 to 5); where low ratings are good, the upper limit."
)


def box_in_words(metric: Metric) -> str:
    """The top box as people say it: 4 or more, 2 or less, 3 to 5. Raises StatisticsError where none is named."""
    low, high = metric.specification
    if low is None and high is None:
        raise StatisticsError(NO_BOX)
    if low is not None and high is not None:
        return f"{low:g} to {high:g}"
    return f"{low:g} or more" if low is not None else f"{high:g} or less"


def in_box(values: Any, metric: Metric) -> Any:
    """Whether each rating lies in the named top box; False where there is no rating."""
    box_in_words(metric)
    low, high = metric.specification
    inside = ~np.isnan(values)
    if low is not None:
        inside &= values >= low
    if high is not None:
        inside &= values <= high
    return inside


def boxed(readings: Readings, metric: Metric) -> Readings:
    """The ratings as units counted as in the top box or not, one by one; as they are where that was done."""
    if bool(np.isfinite(readings.defects).any()):
        return readings
    there = ~np.isnan(readings.value)
    inside = np.where(there, in_box(readings.value, metric).astype(float), np.nan)
    return replace(readings, value=inside, defects=inside, size=np.where(there, 1.0, np.nan))
