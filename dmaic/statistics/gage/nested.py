"""How much is measurement when each part is measured by one appraiser only, as in a destructive test?

Source: AIAG, Measurement Systems Analysis, 4th ed., chapter IV (nested models); Montgomery, Design and Analysis of
Experiments, nested designs with random factors.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from dmaic.errors import StatisticsError
from dmaic.statistics.gage.layout import block
from dmaic.statistics.gage.model import AnovaRow, GageModel, Scale, f_test, solve
from dmaic.statistics.measured import rounding_floor, without_rounding


def nested_model(measurements: Any, scale: Scale) -> GageModel:
    """The model of ``measurements[appraiser][part][trial]``, parts differing by appraiser.

    The appraiser is tested against parts within appraisers, those against repeatability. What is called a trial is
    another piece of the same batch in a destructive test: differences inside the batch count as repeatability.
    """
    y = block(measurements, "appraiser", "part")
    o, p, r = y.shape
    if o < 2 or p < 2 or r < 2:
        raise StatisticsError(
            f"A nested study needs at least 2 appraisers, 2 parts each and 2 trials a part; this one has {o}, {p} "
            f"and {r}."
        )
    if float(np.ptp(y)) == 0:
        raise StatisticsError(
            "All readings are the same. Record more decimals, or take parts that differ as the process does."
        )
    floor = rounding_floor(y)
    y = y - y.mean()
    operator, cell = y.mean(axis=(1, 2)), y.mean(axis=2)
    within, error = cell - operator[:, None], y - cell[:, :, None]
    ss_operator = without_rounding(p * r * float(operator @ operator), floor)
    ss_part = without_rounding(r * float(np.sum(within * within)), floor)
    ss_error = without_rounding(float(np.sum(error * error)), floor)
    df_operator, df_part, df_error = o - 1, o * (p - 1), o * p * (r - 1)
    ms = (ss_operator / df_operator, ss_part / df_part, ss_error / df_error)
    f_operator, p_operator = f_test(ms[0], df_operator, ms[1], df_part)
    f_part, p_part = f_test(ms[1], df_part, ms[2], df_error)
    rows = (
        AnovaRow("operator", df_operator, ss_operator, ms[0], f_operator, p_operator, "part_in_operator"),
        AnovaRow("part_in_operator", df_part, ss_part, ms[1], f_part, p_part, "repeatability"),
        AnovaRow("repeatability", df_error, ss_error, ms[2]),
        AnovaRow("total", o * p * r - 1, float(np.sum(y * y))),
    )
    weights = np.array([[0, 0, 1], [1 / (p * r), -1 / (p * r), 0], [0, 1 / r, -1 / r]])
    return solve(
        "nested",
        rows,
        basic=("repeatability", "operator", "part"),
        mean_squares=ms,
        df=(df_operator, df_part, df_error),
        weights=weights,
        scale=scale,
    )
