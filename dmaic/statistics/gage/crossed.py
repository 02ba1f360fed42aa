"""How much of what we see is measurement? Every appraiser measured every part: analysis of variance, both models.

Sources: AIAG, Measurement Systems Analysis, 4th ed., appendix A; Montgomery & Runger (1993), Gauge capability and
designed experiments II; Burdick, Borror & Montgomery (2005), Design and Analysis of Gauge R&R Studies.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from dmaic.errors import StatisticsError
from dmaic.statistics.checked import Floats, share
from dmaic.statistics.gage.layout import block
from dmaic.statistics.gage.model import AnovaRow, GageModel, Scale, f_test, solve
from dmaic.statistics.measured import rounding_floor, without_rounding

WITH, WITHOUT = "with_interaction", "without_interaction"


def crossed_models(measurements: Any, scale: Scale) -> tuple[GageModel | None, GageModel]:
    """Both models of a crossed study ``measurements[part][appraiser][trial]``: interaction kept, and pooled.

    Kept: part and operator are tested against the interaction. Pooled: interaction and repeatability become one, and
    both are tested against it. With a single trial the interaction can't be told from repeatability: the first model
    is None.
    """
    return _models(crossed_block(measurements), scale)


def crossed_block(measurements: Any) -> Floats:
    """The readings as a full block, at least 2 parts and 2 appraisers, not all equal."""
    y = block(measurements, "part", "appraiser")
    parts, operators, _ = y.shape
    if parts < 2:
        raise StatisticsError(f"The study has {parts} part. Measure at least 2 parts, better 10, that differ as usual.")
    if operators < 2:
        raise StatisticsError(
            "The study has one appraiser, so reproducibility can't be seen. Let at least 2 appraisers, better 3, "
            "measure the same parts; for one instrument alone make a type 1 study."
        )
    if float(np.ptp(y)) == 0:
        raise StatisticsError(
            "All readings are the same. The instrument can't tell the parts apart, or the readings are rounded too "
            "far: record more decimals, or take parts that differ as the process does."
        )
    return y


def _models(y: Floats, scale: Scale) -> tuple[GageModel | None, GageModel]:
    p, o, r = y.shape
    floor = rounding_floor(y)
    y = y - y.mean()
    part, operator, cell = y.mean(axis=(1, 2)), y.mean(axis=(0, 2)), y.mean(axis=2)
    inside = cell - part[:, None] - operator[None, :]
    ss_part = without_rounding(o * r * float(part @ part), floor)
    ss_operator = without_rounding(p * r * float(operator @ operator), floor)
    ss_interaction = without_rounding(r * float(np.sum(inside * inside)), floor)
    error = y - cell[:, :, None]
    ss_error = without_rounding(float(np.sum(error * error)), floor)
    total = AnovaRow("total", p * o * r - 1, float(np.sum(y * y)))
    df_part, df_operator, df_interaction, df_error = p - 1, o - 1, (p - 1) * (o - 1), p * o * (r - 1)

    ms_part, ms_operator = ss_part / df_part, ss_operator / df_operator
    kept: GageModel | None = None
    if r > 1:
        ms_interaction, ms_error = ss_interaction / df_interaction, ss_error / df_error
        rows: tuple[AnovaRow, ...] = (
            _row("part", df_part, ss_part, (ms_interaction, df_interaction), "interaction"),
            _row("operator", df_operator, ss_operator, (ms_interaction, df_interaction), "interaction"),
            _row("interaction", df_interaction, ss_interaction, (ms_error, df_error), "repeatability"),
            AnovaRow("repeatability", df_error, ss_error, ms_error),
            total,
        )
        weights = np.array(
            [
                [0, 0, 0, 1],
                [0, 1 / (p * r), -1 / (p * r), 0],
                [0, 0, 1 / r, -1 / r],
                [1 / (o * r), 0, -1 / (o * r), 0],
            ]
        )
        kept = solve(
            WITH,
            rows,
            basic=("repeatability", "operator", "interaction", "part"),
            mean_squares=(ms_part, ms_operator, ms_interaction, ms_error),
            df=(df_part, df_operator, df_interaction, df_error),
            weights=weights,
            scale=scale,
        )
    df_pooled = df_interaction + df_error
    ss_pooled = ss_interaction + ss_error
    ms_pooled = ss_pooled / df_pooled
    rows = (
        _row("part", df_part, ss_part, (ms_pooled, df_pooled), "repeatability"),
        _row("operator", df_operator, ss_operator, (ms_pooled, df_pooled), "repeatability"),
        AnovaRow("repeatability", df_pooled, ss_pooled, ms_pooled),
        total,
    )
    weights = np.array([[0, 0, 1], [0, 1 / (p * r), -1 / (p * r)], [1 / (o * r), 0, -1 / (o * r)]])
    pooled = solve(
        WITHOUT,
        rows,
        basic=("repeatability", "operator", "part"),
        mean_squares=(ms_part, ms_operator, ms_pooled),
        df=(df_part, df_operator, df_pooled),
        weights=weights,
        scale=scale,
    )
    return kept, pooled


def _row(source: str, df: int, ss: float, denominator: tuple[float, int], against: str) -> AnovaRow:
    f, p = f_test(ss / df, df, *denominator)
    return AnovaRow(source, df, ss, ss / df, f, p, against)


def chosen_model(kept: GageModel | None, alpha: float) -> str:
    """Which model is read: the interaction is dropped when its p is above alpha.

    alpha is 0.25 in the AIAG manual (a test with little power should rather keep), 0.10 or 0.05 in some programs. When
    repeatability is 0 there is no test: an interaction that is there is kept.
    """
    alpha = share(alpha, name="alpha for the interaction", closed=True)
    if kept is None:
        return WITHOUT
    row = next(row for row in kept.anova if row.source == "interaction")
    if row.p is None:
        return WITH if row.ss > 0 else WITHOUT
    return WITHOUT if row.p > alpha else WITH
