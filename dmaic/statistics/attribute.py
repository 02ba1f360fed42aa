"""Is a proportion or a rate of defects stable? p, np, c and u charts, and Laney's p' and u'.

Sources: Montgomery, Introduction to Statistical Quality Control, chapter 7; Laney, Quality Engineering 14 (2002)
531-537 for p' and u'; Nelson (1982) for the screening of moving ranges.

Run rules on these charts are the four without zones: the zones of a skewed, stepped statistic are not a normal one's.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np

from dmaic.errors import StatisticsError
from dmaic.statistics.control_chart import ControlChart, Floats, Panel, Stage, StageSpec
from dmaic.statistics.counts import CountKind, Counts, pooled_rate, read_counts, standard_error, standardised
from dmaic.statistics.individuals import moving_ranges, ranges_used
from dmaic.statistics.overdispersion import LOWER, UPPER, judge_dispersion, sigma_z_of
from dmaic.statistics.series import (
    ENOUGH_ATTRIBUTE,
    Missing,
    Series,
    Span,
    judged_stage,
    lay_out,
    stage_cautions,
)

_NEARLY_ALL = 0.9
_NAMES = {"p": "Proportion", "np": "Defective units", "c": "Defects", "u": "Defects per unit"}


def p_chart(
    counts: Iterable[Any],
    sizes: Iterable[Any] | float,
    *,
    stages: Sequence[StageSpec] | None = None,
    excluded: Iterable[int] = (),
    gaps: Iterable[int] = (),
    missing: Missing = "refuse",
) -> ControlChart:
    """Proportion of defective units: pbar -/+ 3 sqrt(pbar (1 - pbar) / n_i), cut at 0 and 1; pbar of the pooled counts.

    A stage's given ``center`` is a proportion; its sigma follows from the centre and can't be given.
    """
    found = read_counts("p", counts, sizes, missing=missing)
    return _plain(found, stages=stages, excluded=excluded, gaps=gaps)


def np_chart(
    counts: Iterable[Any],
    sizes: Iterable[Any] | float,
    *,
    stages: Sequence[StageSpec] | None = None,
    excluded: Iterable[int] = (),
    gaps: Iterable[int] = (),
    missing: Missing = "refuse",
) -> ControlChart:
    """Number of defective units in samples of one size: n pbar -/+ 3 sqrt(n pbar (1 - pbar)), cut at 0 and n.

    Raises StatisticsError when the sizes differ. A given ``center`` is a number of units.
    """
    found = read_counts("np", counts, sizes, missing=missing)
    return _plain(found, stages=stages, excluded=excluded, gaps=gaps)


def c_chart(
    counts: Iterable[Any],
    *,
    stages: Sequence[StageSpec] | None = None,
    excluded: Iterable[int] = (),
    gaps: Iterable[int] = (),
    missing: Missing = "refuse",
) -> ControlChart:
    """Number of defects in equal areas of opportunity: cbar -/+ 3 sqrt(cbar), cut at 0."""
    found = read_counts("c", counts, None, missing=missing)
    return _plain(found, stages=stages, excluded=excluded, gaps=gaps)


def u_chart(
    counts: Iterable[Any],
    sizes: Iterable[Any] | float,
    *,
    stages: Sequence[StageSpec] | None = None,
    excluded: Iterable[int] = (),
    gaps: Iterable[int] = (),
    missing: Missing = "refuse",
) -> ControlChart:
    """Defects per unit of opportunity: ubar -/+ 3 sqrt(ubar / n_i), cut at 0; ubar of the pooled counts."""
    found = read_counts("u", counts, sizes, missing=missing)
    return _plain(found, stages=stages, excluded=excluded, gaps=gaps)


def laney_p(
    counts: Iterable[Any],
    sizes: Iterable[Any] | float,
    *,
    screen: bool = False,
    stages: Sequence[StageSpec] | None = None,
    excluded: Iterable[int] = (),
    gaps: Iterable[int] = (),
    missing: Missing = "refuse",
) -> ControlChart:
    """p' chart: the p chart's limits widened by sigma Z, the short-term scatter of the standardised proportions.

    z_i = (p_i - pbar) / s_i; sigma Z = mean |z_i - z_(i-1)| / d2(2); limits pbar -/+ 3 s_i sigma Z. ``screen`` drops
    moving ranges above D4(2) times their mean once. A stage's given ``sigma`` is its sigma Z.
    """
    found = read_counts("p", counts, sizes, missing=missing)
    return _laney(found, screen=screen, stages=stages, excluded=excluded, gaps=gaps)


def laney_u(
    counts: Iterable[Any],
    sizes: Iterable[Any] | float,
    *,
    screen: bool = False,
    stages: Sequence[StageSpec] | None = None,
    excluded: Iterable[int] = (),
    gaps: Iterable[int] = (),
    missing: Missing = "refuse",
) -> ControlChart:
    """u' chart: the u chart's limits widened by sigma Z, as `laney_p` does for proportions."""
    found = read_counts("u", counts, sizes, missing=missing)
    return _laney(found, screen=screen, stages=stages, excluded=excluded, gaps=gaps)


def _plain(
    found: Counts, *, stages: Sequence[StageSpec] | None, excluded: Iterable[int], gaps: Iterable[int]
) -> ControlChart:
    series = lay_out(len(found.counts), stages=stages, excluded=excluded, gaps=gaps, present=found.present)
    for span in series.spans:
        if span.spec.sigma is not None:
            raise StatisticsError(
                f"The sigma of a {found.kind} chart follows from its centre. Give the centre of stage "
                f"{span.spec.name!r} only, or use an individuals chart."
            )
    rates = [_rate(found, series, span) for span in series.spans]
    rate = series.spread(rates)
    error = standard_error(found, rate)
    judged = _judged(found, series, rates, error, "from the centre")
    return ControlChart(
        kind=found.kind,
        panels=(_panel(found, rate, error),),
        stages=judged,
        sizes=found.sizes,
        excluded=series.excluded,
        gaps=series.gaps,
        method={
            "center": "sum of counts / sum of sizes",
            "sigma": "binomial, sqrt(p (1 - p) / n)" if found.binomial else "Poisson, sqrt(u / n)",
        },
        cautions=_cautions(found, series, judged, rates) + _dispersion_caution(found, series, rate),
    )


def _laney(
    found: Counts,
    *,
    screen: bool,
    stages: Sequence[StageSpec] | None,
    excluded: Iterable[int],
    gaps: Iterable[int],
) -> ControlChart:
    series = lay_out(len(found.counts), stages=stages, excluded=excluded, gaps=gaps, present=found.present)
    rates = [_rate(found, series, span) for span in series.spans]
    rate = series.spread(rates)
    ranges = moving_ranges(standardised(found, rate), series)
    widths = [
        _sigma_z(ranges, span, screen=screen, chance=rate * (1.0 - rate) if found.binomial else rate)
        for span, rate in zip(series.spans, rates, strict=True)
    ]
    if all(math.isnan(width) for width in widths):
        raise StatisticsError("There are no two counted points in a row, so there is no sigma Z. Add points.")
    error = standard_error(found, rate) * series.spread(widths)
    judged = _judged(found, series, rates, error, "mean moving range of z / d2(2)", laney=True)
    return ControlChart(
        kind=f"laney_{found.kind}",
        panels=(_panel(found, rate, error),),
        stages=judged,
        sizes=found.sizes,
        excluded=series.excluded,
        gaps=series.gaps,
        method={
            "center": "sum of counts / sum of sizes",
            "sigma": "standard error by chance x sigma Z",
            "sigma_z": ", ".join(f"{width:.6g}" for width in widths),
            "screening": "moving ranges above D4(2) times their mean dropped once" if screen else "none",
        },
        cautions=_cautions(found, series, judged, rates, laney=True) + _width_cautions(widths),
    )


def sigma_z(chart: ControlChart) -> Floats:
    """Sigma Z of a p' or u' chart at each point: its standard error over that by chance alone."""
    if chart.kind not in {"laney_p", "laney_u"} or chart.sizes is None:
        raise StatisticsError(f"A {chart.kind} chart has no sigma Z: only p' and u' charts have one.")
    panel = chart.panels[0]
    kind: CountKind = "p" if chart.kind == "laney_p" else "u"
    present = ~np.isnan(panel.points)
    plain = standard_error(Counts(kind, panel.points, chart.sizes, present), panel.center)
    ratio: Floats = np.full(len(chart), math.nan)
    np.divide(panel.sigma, plain, out=ratio, where=present & (plain > 0))
    return ratio


def _rate(found: Counts, series: Series, span: Span) -> float:
    """The centre of a stage as a rate per unit of size."""
    given = span.spec.center
    if given is not None:
        scale = _scale(found)
        if given < 0 or (found.binomial and given > scale):
            raise StatisticsError(f"A centre of {given} is not possible on a {found.kind} chart. Correct it.")
        return given / scale
    counted = series.counted[span.baseline]
    if not counted.any():
        raise StatisticsError(
            f"The baseline of stage {span.spec.name!r} has no point left to set limits from. "
            "Take back an exclusion, lengthen the baseline or give the centre."
        )
    return pooled_rate(found.counts[span.baseline][counted], found.sizes[span.baseline][counted])


def _sigma_z(ranges: Floats, span: Span, *, screen: bool, chance: float) -> float:
    """Sigma Z of a stage; 1 where chance leaves no scatter to compare with (no defect, or every unit defective)."""
    if span.spec.sigma is not None:
        return span.spec.sigma
    return sigma_z_of(ranges_used(ranges, span, screen=screen)) if chance > 0 else 1.0


def _scale(found: Counts) -> float:
    """From a rate to the plotted figure: the common size on np charts, 1 elsewhere."""
    return float(found.sizes[found.present][0]) if found.kind == "np" and found.present.any() else 1.0


def _panel(found: Counts, rate: Floats, error: Floats) -> Panel:
    scale = _scale(found)
    points = found.counts if found.kind in {"np", "c"} else found.rates
    center, sigma = rate * scale, error * scale
    highest = scale if found.binomial else math.inf
    return Panel(
        _NAMES[found.kind],
        np.where(found.present, points, math.nan),
        center,
        sigma,
        np.maximum(center - 3.0 * sigma, 0.0),
        np.minimum(center + 3.0 * sigma, highest),
        zones=False,
    )


def _judged(
    found: Counts, series: Series, rates: Sequence[float], error: Floats, estimator: str, *, laney: bool = False
) -> tuple[Stage, ...]:
    """The stages; their sigma is the standard error of a point, its mean over the stage where sizes vary."""
    scale = _scale(found)
    judged = []
    for span, rate in zip(series.spans, rates, strict=True):
        own = error[span.whole][series.counted[span.whole]]
        constant = own.size > 0 and own.min() == own.max()
        sigma = math.nan if own.size == 0 else float(own[0] if constant else own.mean())
        given = span.spec.center is not None and (span.spec.sigma is not None or not laney)
        used = int(series.counted[span.baseline].sum())
        judged.append(
            judged_stage(span, rate * scale, sigma * scale, estimator, used, enough=ENOUGH_ATTRIBUTE, given=given)
        )
    return tuple(judged)


def _cautions(
    found: Counts, series: Series, judged: Sequence[Stage], rates: Sequence[float], *, laney: bool = False
) -> tuple[str, ...]:
    said = list(stage_cautions(judged, enough=ENOUGH_ATTRIBUTE, measured=False))
    for stage in judged:
        if stage.center == 0 and not stage.pre_specified and stage.used:
            where = f"stage {stage.name!r}" if len(judged) > 1 else "this chart"
            said.append(
                f"Nothing was counted in the {stage.used} points that set the limits of {where}: the first event will "
                "lie beyond them. Look at larger samples, or chart the time or the units between events (t or g chart)."
            )
    if laney:
        return tuple(said)
    size = float(found.sizes[series.counted].mean()) if series.counted.any() else 0.0
    expected = size * rates[-1]
    if 0 < expected < 5:
        said.append(
            f"Only {expected:.1f} events are expected in each point, fewer than 5: the limits are rough. "
            "Gather larger samples, or chart the time or the units between events (t or g chart)."
        )
    others = size * (1 - rates[-1])
    if found.binomial and 0 < others < 5:
        said.append(
            f"Only {others:.1f} units that do not count are expected in each point, fewer than 5: the limits are "
            "rough. "
            + (
                "Chart these few, or the units between them (g chart)."
                if rates[-1] > _NEARLY_ALL
                else "Gather larger samples."
            )
        )
    return tuple(said)


def _width_cautions(widths: Sequence[float]) -> tuple[str, ...]:
    if any(width < LOWER for width in widths):
        return ("Sigma Z is below 0.8: the counts scatter less than chance explains and the limits are tightened.",)
    return ()


def _dispersion_caution(found: Counts, series: Series, rate: Floats) -> tuple[str, ...]:
    """Say so when the counts of the last stage scatter otherwise than chance explains."""
    baseline = series.spans[-1].baseline
    z = standardised(found, rate)
    ranges = ranges_used(moving_ranges(z, series), series.spans[-1], screen=False)
    own = z[baseline][series.counted[baseline]]
    if own.size < ENOUGH_ATTRIBUTE or np.isnan(own).any() or LOWER <= sigma_z_of(ranges) <= UPPER:
        return ()
    verdict = judge_dispersion(own, ranges, found.kind)
    return (verdict.words,) if verdict.verdict in {"overdispersed", "underdispersed"} else ()
