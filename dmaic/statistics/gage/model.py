"""How much does each source add to the readings? Components of a gage study, whatever the method behind them."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from dmaic.errors import StatisticsError
from dmaic.statistics.checked import Floats, positive

#: ndc counts the 97 % intervals that do not overlap: sqrt(2) PV/GRR, printed as 1.41 in the manual (AIAG MSA 4th ed.).
NDC_FACTOR = 1.41


@dataclass(frozen=True, slots=True)
class AnovaRow:
    """One line of an analysis of variance. ``f`` and ``p`` are None where there is no test."""

    source: str
    df: int
    ss: float
    ms: float | None = None
    f: float | None = None
    p: float | None = None
    against: str = ""


@dataclass(frozen=True, slots=True)
class Component:
    """What one source adds: variance, standard deviation and spread in the unit of the readings (squared).

    ``pct_contribution`` is of variance and adds up to 100; ``pct_study_var`` and ``pct_tolerance`` are of standard
    deviation and do not. ``pct_process`` compares with a process standard deviation known from elsewhere.
    """

    name: str
    variance: float
    stddev: float
    study_var: float
    pct_contribution: float
    pct_study_var: float
    pct_tolerance: float | None = None
    pct_process: float | None = None


@dataclass(frozen=True, slots=True)
class Scale:
    """Against what the components are held: how many sigmas a spread is, the tolerance, the process.

    ``study_var_multiplier`` is 6 today (99.73 %), 5.15 in manuals before 2002 (99 %).
    """

    study_var_multiplier: float = 6.0
    tolerance: float | None = None
    process_sd: float | None = None


def scale_of(study_var_multiplier: float, tolerance: float | None, process_sd: float | None) -> Scale:
    """The scale with its numbers checked."""
    return Scale(
        positive(study_var_multiplier, name="study variation multiplier"),
        None if tolerance is None else positive(tolerance, name="tolerance (upper minus lower limit)"),
        None if process_sd is None else positive(process_sd, name="process standard deviation"),
    )


@dataclass(frozen=True, slots=True, eq=False)
class GageModel:
    """One model of a gage study, solved.

    ``name`` is with_interaction, without_interaction, nested, average_range or expanded. ``weights`` turns the mean
    squares (in the order of ``mean_squares``) into the basic components, before negative ones are set to 0; it is what
    the intervals work on, and None for range methods. ``ndc`` is None when no measurement variation was seen.
    """

    name: str
    anova: tuple[AnovaRow, ...]
    components: tuple[Component, ...]
    ndc_raw: float | None
    ndc: int | None
    basic: tuple[str, ...] = ()
    mean_squares: tuple[float, ...] = ()
    df: tuple[int, ...] = ()
    weights: Floats | None = None
    negative: tuple[str, ...] = ()

    def component(self, name: str) -> Component:
        """The component of that name."""
        for found in self.components:
            if found.name == name:
                return found
        raise StatisticsError(f"The model {self.name} has no component {name!r}.")


#: In every model: what belongs to the measurement, what to the parts.
_PART = "part"
_REPEATABILITY = "repeatability"


def components_of(variances: Mapping[str, float], scale: Scale) -> tuple[Component, ...]:
    """Basic variances (already cut at 0) with the sums the manual asks for.

    The order is repeatability (EV), the single sources of reproducibility, reproducibility (AV), gage_rr, part (PV),
    total (TV). Raises StatisticsError when there is no variation at all.
    """
    repeatability, part = variances[_REPEATABILITY], variances[_PART]
    between = {name: value for name, value in variances.items() if name not in {_REPEATABILITY, _PART}}
    reproducibility = sum(between.values())
    gage = repeatability + reproducibility
    total = gage + part
    if total <= 0:
        raise StatisticsError(
            "No source of variation is left in these readings. Record them with more decimals, or take parts that "
            "differ as the process does."
        )
    listed = {
        _REPEATABILITY: repeatability,
        **between,
        "reproducibility": reproducibility,
        "gage_rr": gage,
        _PART: part,
        "total": total,
    }
    return tuple(_component(name, value, total, scale) for name, value in listed.items())


def _component(name: str, variance: float, total: float, scale: Scale) -> Component:
    stddev = math.sqrt(variance)
    spread = scale.study_var_multiplier * stddev
    return Component(
        name=name,
        variance=variance,
        stddev=stddev,
        study_var=spread,
        pct_contribution=100 * variance / total,
        pct_study_var=100 * stddev / math.sqrt(total),
        pct_tolerance=None if scale.tolerance is None else 100 * spread / scale.tolerance,
        pct_process=None if scale.process_sd is None else 100 * stddev / scale.process_sd,
    )


def distinct_categories(part_sd: float, gage_sd: float) -> tuple[float | None, int | None]:
    """ndc = 1.41 PV/GRR, raw and cut to an integer of at least 1 (AIAG MSA 4th ed.); None without any GRR."""
    if gage_sd == 0:
        return None, None
    raw = NDC_FACTOR * part_sd / gage_sd
    return raw, max(1, math.floor(raw))


def solve(
    name: str,
    anova: Sequence[AnovaRow],
    *,
    basic: Sequence[str],
    mean_squares: Sequence[float],
    df: Sequence[int],
    weights: Floats,
    scale: Scale,
) -> GageModel:
    """Turn mean squares into components by expected mean squares: variance = weights @ mean squares, cut at 0."""
    raw = weights @ np.asarray(mean_squares, dtype=np.float64)
    # A component of 1e-17 left by subtraction of equal mean squares is 0.
    floor = 1e-13 * float(np.max(np.abs(weights) @ np.asarray(mean_squares, dtype=np.float64), initial=0.0))
    variances = {key: float(value) if value > floor else 0.0 for key, value in zip(basic, raw, strict=True)}
    components = components_of(variances, scale)
    by_name = {component.name: component for component in components}
    ndc_raw, ndc = distinct_categories(by_name[_PART].stddev, by_name["gage_rr"].stddev)
    return GageModel(
        name=name,
        anova=tuple(anova),
        components=components,
        ndc_raw=ndc_raw,
        ndc=ndc,
        basic=tuple(basic),
        mean_squares=tuple(float(value) for value in mean_squares),
        df=tuple(int(value) for value in df),
        weights=weights,
        negative=tuple(key for key, value in zip(basic, raw, strict=True) if value < -floor),
    )


def f_test(ms: float, df: int, against: float, against_df: int) -> tuple[float | None, float | None]:
    """F and its upper tail probability; None where the denominator has no variation or no freedom."""
    from scipy.special import fdtrc

    if df <= 0 or against_df <= 0 or against <= 0:
        return None, None
    f = ms / against
    return f, float(fdtrc(df, against_df, f))
