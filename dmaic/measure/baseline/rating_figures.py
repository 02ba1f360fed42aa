"""What can be said of ratings? The share of each step and of the top box, the median; a mean is not offered."""

from __future__ import annotations

from typing import Any

import numpy as np

from dmaic.define.metrics import Metric
from dmaic.measure.baseline.figures import Group, Standing
from dmaic.measure.baseline.figures_counted import level_group
from dmaic.measure.ratings import box_in_words, in_box
from dmaic.statistics.intervals import clopper_pearson
from dmaic.statistics.rank_k_sample import median_interval
from dmaic.statistics.result import State, Statistic

MOST_STEPS = 12
TOP_BOX = "In the top box"
NO_MEAN = (
    "No mean, no standard deviation and no t-test: the steps of a scale need not be equally far apart. Compare shares "
    "in the top box, or ranks (Mann-Whitney, Kruskal-Wallis)."
)


def rating_groups(ratings: Any, metric: Metric, standing: Standing) -> list[Group]:
    """Top box, steps, median, and the sigma level of the answers outside the box. Ratings without missing ones."""
    inside = int(in_box(ratings, metric).sum())
    count, words = len(ratings), box_in_words(metric)
    top = _share(TOP_BOX, inside, count, standing.confidence)
    groups = [Group("rate", "Top box", f"Answers of {words}, out of all answers.", (top,))]
    steps = sorted(set(ratings.tolist()))
    if len(steps) <= MOST_STEPS:
        shares = tuple(
            _share(f"Rating {step:g}", int((ratings == step).sum()), count, standing.confidence) for step in steps
        )
        groups.append(Group("steps", "Answer by answer", "The share of each step of the scale.", shares))
    else:
        remark = (
            f"{len(steps)} different values are no steps of a scale. If they are measured, make the metric continuous."
        )
        groups.append(Group("steps", "Answer by answer", "The share of each step of the scale.", (), (remark,)))
    middle = median_interval(np.asarray(ratings, dtype=float), standing.confidence, metric.unit)
    median = Statistic(
        "Median (p50)", middle.value, middle.low, middle.high, middle.confidence, "order statistics", metric.unit,
        middle.state, middle.note,
    )  # fmt: skip
    groups.append(Group("location", "The middle answer", "Half of the answers are no higher.", (median,), (NO_MEAN,)))
    return [*groups, level_group([float(count - inside)], [float(count)], metric, standing)]


def _share(name: str, hits: int, count: int, confidence: float) -> Statistic:
    bounds = clopper_pearson(hits, count, confidence=confidence)
    low, high = (None if end is None else 100 * end for end in (bounds.low, bounds.high))
    method = f"{hits:,} of {count:,} answers; {bounds.method}"
    few = count < 30
    note = f"{count} answers: read the interval." if few else ""
    state = State.CAUTION if few else State.SHOWN
    return Statistic(name, 100 * hits / count, low, high, confidence, method, "%", state, note)
