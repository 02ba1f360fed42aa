"""Can a skewed process hold its specification? The percentile method of ISO 22514-4.

Pp = (USL - LSL) / (q99.865 - q0.135), Ppu = (USL - q50) / (q99.865 - q50), Ppl = (q50 - LSL) / (q50 - q0.135): the
percentiles of the fitted distribution take the place of mean and three sigma (Clements 1989).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from dmaic.errors import StatisticsError
from dmaic.statistics.capability import MILLION, PerMillion, checked_limits, observed_per_million
from dmaic.statistics.capability_verdict import FEWEST, reasons_to_withhold
from dmaic.statistics.checked import Floats, sample, share
from dmaic.statistics.fits import FAMILIES, Distribution, Fit, best_fit, fit
from dmaic.statistics.result import State, Statistic, withheld

LOW, MIDDLE, HIGH = 0.00135, 0.5, 0.99865
_DRAWS = 500
BOOTSTRAP = f"percentile bootstrap of {_DRAWS} seeded draws"


@dataclass(frozen=True, slots=True)
class PercentileIndices:
    """Indices from three percentiles; what needs a missing limit is None."""

    q_low: float
    q_middle: float
    q_high: float
    pp: float | None
    ppl: float | None
    ppu: float | None
    ppk: float
    expected: PerMillion


@dataclass(frozen=True, slots=True)
class NonnormalCapability:
    """A fitted distribution and its indices, with the share outside seen beside the share expected."""

    n: int
    fit: Fit
    others: tuple[Fit, ...]
    lsl: float | None
    usl: float | None
    indices: PercentileIndices
    observed: PerMillion


def percentile_indices(
    q_low: float, q_middle: float, q_high: float, *, lsl: float | None, usl: float | None, expected: PerMillion
) -> PercentileIndices:
    """The indices of three percentiles."""
    ppl = None if lsl is None else (q_middle - lsl) / (q_middle - q_low)
    ppu = None if usl is None else (usl - q_middle) / (q_high - q_middle)
    return PercentileIndices(
        q_low=q_low,
        q_middle=q_middle,
        q_high=q_high,
        pp=None if lsl is None or usl is None else (usl - lsl) / (q_high - q_low),
        ppl=ppl,
        ppu=ppu,
        ppk=min(index for index in (ppl, ppu) if index is not None),
        expected=expected,
    )


def indices_of_distribution(
    distribution: Distribution, *, lsl: float | None = None, usl: float | None = None
) -> PercentileIndices:
    """Percentile indices of a known distribution."""
    lsl, usl, _ = checked_limits(lsl, usl)
    below = None if lsl is None else MILLION * distribution.below(lsl)
    above = None if usl is None else MILLION * distribution.above(usl)
    return percentile_indices(
        *(distribution.quantile(p) for p in (LOW, MIDDLE, HIGH)),
        lsl=lsl,
        usl=usl,
        expected=PerMillion(below, above, (below or 0.0) + (above or 0.0)),
    )


def percentile_capability(
    values: Sequence[float] | Floats,
    *,
    lsl: float | None = None,
    usl: float | None = None,
    distribution: str | None = None,
    families: Sequence[str] = FAMILIES,
) -> NonnormalCapability:
    """Percentile capability with one family, or with the best fitting of ``families`` when none is named.

    A limit at a natural boundary (0 for times) is no specification: leave it out.
    """
    data = sample(values, least=3)
    lsl, usl, _ = checked_limits(lsl, usl)
    fits = best_fit(data, families) if distribution is None else (fit(data, distribution),)
    return NonnormalCapability(
        n=data.size,
        fit=fits[0],
        others=fits[1:],
        lsl=lsl,
        usl=usl,
        indices=indices_of_distribution(fits[0].distribution, lsl=lsl, usl=usl),
        observed=observed_per_million(data, lsl, usl),
    )


def bootstrap_intervals(
    values: Sequence[float] | Floats,
    *,
    lsl: float | None = None,
    usl: float | None = None,
    distribution: str,
    confidence: float = 0.95,
    draws: int = _DRAWS,
    seed: int = 1,
) -> tuple[tuple[float, float], tuple[float, float]]:
    """Percentile bootstrap intervals of the percentile Ppk of one family, and of the ppm it expects outside.

    Seeded, so that they repeat themselves.
    """
    data = sample(values, least=3)
    confidence = share(confidence, name="confidence")
    rng = np.random.default_rng(seed)
    found = []
    for _ in range(draws):
        again = data[rng.integers(0, data.size, data.size)]
        if float(np.ptp(again)) > 0:
            drawn = indices_of_distribution(fit(again, distribution).distribution, lsl=lsl, usl=usl)
            found.append((drawn.ppk, drawn.expected.total))
    if 2 * len(found) < draws:
        raise StatisticsError("Most values are equal, so no interval of the index can be told. Record finer values.")
    tail = (1 - confidence) / 2
    (ppk_low, ppm_low), (ppk_high, ppm_high) = np.quantile(found, [tail, 1 - tail], axis=0).tolist()
    return (ppk_low, ppk_high), (ppm_low, ppm_high)


def nonnormal_statistics(
    values: Sequence[float] | Floats,
    *,
    lsl: float | None = None,
    usl: float | None = None,
    distribution: str | None = None,
    families: Sequence[str] = FAMILIES,
    confidence: float = 0.95,
    stable: bool | None = None,
    gage: str | None = None,
    fewest: int = FEWEST,
) -> tuple[Statistic, ...]:
    """The figures of a page, graded as those of the normal study are. The intervals of Ppk and ppm are a bootstrap."""
    found = percentile_capability(values, lsl=lsl, usl=usl, distribution=distribution, families=families)
    family = found.fit.distribution.family
    method = f"percentile method (ISO 22514-4), {family} by maximum likelihood"
    stop = reasons_to_withhold(found.n, stable=stable, gage=gage, fewest=fewest)
    named = (
        ("Pp", found.indices.pp), ("PPL", found.indices.ppl), ("PPU", found.indices.ppu), ("Ppk", found.indices.ppk),
        ("Expected ppm overall", found.indices.expected.total),
    )  # fmt: skip
    if stop:
        return tuple(withheld(name, " ".join(stop), method=method) for name, value in named if value is not None)
    notes = [] if found.n >= 100 else [f"{found.n} values (under 100): the far percentiles rest on the chosen family."]
    if found.others and found.others[0].anderson_darling < 1.25 * found.fit.anderson_darling:
        notes.append(f"The {found.others[0].distribution.family} fits about as well; compare.")
    if stable is None:
        notes.append("Stability is not shown yet: read it as performance (what was), not capability (what will be).")
    if gage is None:
        notes.append("The measurement system has not been studied.")
    of_ppk, of_ppm = bootstrap_intervals(values, lsl=lsl, usl=usl, distribution=family, confidence=confidence)
    bounds = {"Ppk": of_ppk, "Expected ppm overall": of_ppm}
    shown = []
    for name, value in named:
        if value is None:
            continue
        low, high = bounds.get(name, (None, None))
        state = State.CAUTION if notes else State.SHOWN
        unit = "ppm" if "ppm" in name else ""
        detail = f"{method}; bootstrap interval" if name in bounds else method
        level = confidence if name in bounds else None
        shown.append(Statistic(name, value, low, high, level, detail, unit, state, " ".join(notes)))
    return tuple(shown)
