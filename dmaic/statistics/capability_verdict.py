"""May these indices be read? Capability figures with their state: shown, with a caution, or withheld and why.

An index of an unstable process promises what nobody can keep, one of an unfit gage measures the gage, one of ten
points nothing, and a normal one of values that are clearly not normal is another number: each is withheld with the way
to earn it. Where nobody looked at stability yet, an index is performance (ISO 22514-2) and says so. What happened
(mean, spread, observed share outside) is always shown.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from dmaic.errors import StatisticsError
from dmaic.statistics.bench_interval import z_bench_interval
from dmaic.statistics.capability import MILLION, Capability, Indices, capability
from dmaic.statistics.checked import Floats, sample, subgroups_of
from dmaic.statistics.figures import entered
from dmaic.statistics.intervals import Interval, clopper_pearson
from dmaic.statistics.normality import NormalityTest, anderson_darling
from dmaic.statistics.result import State, Statistic

FEWEST = 25
ENOUGH = 100
NOT_NORMAL, CLEARLY_NOT_NORMAL = 0.05, 0.005
"""p of Anderson-Darling below which a normal index carries a caution, and below which it is withheld."""
_FEWEST_TESTED = 8
GAGE_VERDICTS = ("ok", "conditional", "undecided", "fail")


def reasons_to_withhold(n: int, *, stable: bool | None, gage: str | None, fewest: int = FEWEST) -> tuple[str, ...]:
    """Why no index may be given; each sentence says how to earn it."""
    reasons = []
    if n < fewest:
        reasons.append(f"{n} values are too few for an index: needs {fewest - n} more (at least {fewest}).")
    if stable is False:
        reasons.append(
            "The process is not stable: remove or explain the special causes on the control chart first. A later day "
            "would give another index."
        )
    if gage == "fail":
        reasons.append("The measurement system failed its study: repair it and measure again.")
    return tuple(reasons)


def cautions_of_standing(n: int, *, stable: bool | None, gage: str | None) -> tuple[str, ...]:
    """What is not known of process and gage, and whether the values are few: it goes with every index."""
    cautions = []
    if n < ENOUGH:
        cautions.append(f"{n} values (under {ENOUGH}): read the interval, not the number.")
    if stable is None:
        cautions.append("Stability is not shown yet: read it as performance (what was), not capability (what will be).")
    if gage is None:
        cautions.append("The measurement system has not been studied.")
    if gage == "undecided":
        cautions.append("The measurement study was too small to decide; part of the spread may be the gage.")
    if gage == "conditional":
        cautions.append("The measurement system is only conditionally fit; part of the spread is the gage.")
    return tuple(cautions)


def _normality_words(test: NormalityTest | None) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Why a normal index is withheld for the shape of the values, and what to know beside one that is not."""
    if test is None or test.p >= NOT_NORMAL:
        return (), ()
    measured = f"(Anderson-Darling p = {test.p:.3g}, n = {test.n})"
    if test.p < CLEARLY_NOT_NORMAL:
        stop = (
            f"The values are clearly not normal {measured}, so a normal index would be another number: read the "
            "percentile method or a transformation."
        )
        return (stop,), ()
    return (), (f"The values don't look normal {measured}: compare with the percentile method or a transformation.",)


def _boundary_cautions(found: Capability) -> tuple[str, ...]:
    edges = (("below", found.lower_boundary, -1), ("above", found.upper_boundary, 1))
    cautions = []
    for word, edge, sign in edges:
        if edge is not None and sign * (edge - found.mean) < 3 * found.overall.sigma:
            cautions.append(
                f"The normal curve reaches {word} the natural boundary {entered(edge)}: the values can't be normal; "
                "use a distribution that ends there."
            )
    return tuple(cautions)


def _ends(interval: Interval | None) -> tuple[float | None, float | None, float | None]:
    return (None, None, None) if interval is None else (interval.low, interval.high, interval.confidence)


def bench_bounds(found: Capability, part: Indices) -> Interval | None:
    """The bounds of Z.bench; None where next to nothing or nearly all is expected outside."""
    limits = {"lsl": found.lsl, "usl": found.usl}
    try:
        return z_bench_interval(found.mean, part.sigma, found.n, **limits, df=part.df, confidence=found.confidence)
    except StatisticsError:
        return None


def expected_bounds(bench: Interval | None) -> Interval | None:
    """The ppm outside at both ends of Z.bench: 1e6 Phi(-Z)."""
    if bench is None or bench.low is None or bench.high is None:
        return None
    low, high = (MILLION * 0.5 * math.erfc(z / math.sqrt(2)) for z in (bench.high, bench.low))
    return Interval(low, high, bench.confidence, bench.method)


def _family(found: Capability, part: Indices, names: tuple[str, str, str, str], basis: str) -> list[Statistic]:
    both = found.lsl is not None and found.usl is not None
    one_sided = (
        "Only one specification limit: there is no tolerance width, so no two-sided index. Read the one-sided index."
    )
    wanted = (
        (names[0], part.potential, part.potential_interval, one_sided),
        (names[1], part.lower, part.lower_interval, "There is no lower specification limit."),
        (names[2], part.upper, part.upper_interval, "There is no upper specification limit."),
        (names[3], part.worst, part.worst_interval, ""),
    )
    effective = " (effective)" if part is found.within and found.interval_df == "effective" else ""
    family: list[Statistic] = []
    for name, value, interval, missing in wanted:
        method = basis if interval is None else f"{basis}; interval {interval.method}{effective}"
        if value is None:
            family.append(Statistic(name, None, method=basis, state=State.WITHHELD, note=missing))
        else:
            family.append(Statistic(name, value, *_ends(interval), method))
    suffix = "within" if names[0] == "Cp" else "overall"
    sides = "both sides" if both else "the one side"
    bench = bench_bounds(found, part)
    said = f"; interval {bench.method}" if bench is not None else ""
    family.append(Statistic(f"Z.bench {suffix}", part.z_bench, *_ends(bench), f"{basis}; no shift added{said}"))
    outside = expected_bounds(bench)
    through = "" if outside is None else "; interval through Z.bench"
    method = f"normal curve, {sides}; {basis}{through}"
    family.append(Statistic(f"Expected ppm {suffix}", part.expected.total, *_ends(outside), method, "ppm"))
    return family


def _observed(found: Capability, data: Floats) -> Statistic:
    outside = 0
    if found.lsl is not None:
        outside += int(np.sum(data < found.lsl))
    if found.usl is not None:
        outside += int(np.sum(data > found.usl))
    interval = clopper_pearson(outside, data.size, confidence=found.confidence)
    low, high = (None if end is None else end * 1e6 for end in (interval.low, interval.high))
    method = f"{outside} of {data.size} values outside; {interval.method}"
    return Statistic("Observed ppm", found.observed.total, low, high, interval.confidence, method, "ppm")


def _graded(one: Statistic, withhold: tuple[str, ...], cautions: tuple[str, ...]) -> Statistic:
    if one.state is State.WITHHELD:
        return one
    if withhold:
        return Statistic(
            one.name, None, method=one.method, unit=one.unit, state=State.WITHHELD, note=" ".join(withhold)
        )
    if not cautions:
        return one
    return Statistic(
        one.name,
        one.value,
        one.low,
        one.high,
        one.confidence,
        one.method,
        one.unit,
        State.CAUTION,
        " ".join(cautions),
    )


def graded_statistics(
    found: Capability, data: Floats, *, stable: bool | None, gage: str | None, fewest: int = FEWEST
) -> tuple[Statistic, ...]:
    """The figures of a study already computed, graded by what is known of process and gage."""
    test = anderson_darling(data) if data.size >= _FEWEST_TESTED else None
    not_normal, hardly_normal = _normality_words(test)
    withhold = reasons_to_withhold(found.n, stable=stable, gage=gage, fewest=fewest) + not_normal
    cautions = cautions_of_standing(found.n, stable=stable, gage=gage) + hardly_normal + _boundary_cautions(found)
    within_basis = f"within sigma: {found.within_sigma.description}"
    capable = _family(found, found.within, ("Cp", "CPL", "CPU", "Cpk"), within_basis)
    performed = _family(found, found.overall, ("Pp", "PPL", "PPU", "Ppk"), "overall sd, n - 1")
    if found.target is not None:
        basis = f"about the target {entered(found.target)}, overall sd"
        if found.cpm is not None:
            interval = found.cpm_interval
            method = basis if interval is None else f"{basis}; interval {interval.method}"
            performed.append(Statistic("Cpm", found.cpm, *_ends(interval), method))
        ends = found.cpmk_interval
        said = "" if ends is None else f"; interval {ends.method}"
        performed.append(Statistic("Cpmk", found.cpmk, *_ends(ends), f"{basis}{said}"))
    shown = (
        Statistic("n", found.n, method="values used"),
        Statistic("Mean", found.mean, method="mean of all values"),
        Statistic("SD within", found.within_sigma.value, method=found.within_sigma.description),
        Statistic("SD overall", found.overall.sigma, method="n - 1"),
        _observed(found, data),
    )
    return shown + tuple(_graded(one, withhold, cautions) for one in (*capable, *performed))


def capability_statistics(
    values: Sequence[float] | Floats | None = None,
    *,
    subgroups: Sequence[Sequence[float | None]] | None = None,
    lsl: float | None = None,
    usl: float | None = None,
    target: float | None = None,
    estimator: str | None = None,
    lower_is_boundary: bool = False,
    upper_is_boundary: bool = False,
    confidence: float = 0.95,
    stable: bool | None = None,
    gage: str | None = None,
    fewest: int = FEWEST,
    gaps: Sequence[int] = (),
) -> tuple[Statistic, ...]:
    """The figures of a capability page: n, mean, both sigmas, observed ppm, then the families of Cp, Pp and Cpm.

    ``stable`` is the verdict of the control chart (None: not looked at), ``gage`` that of the measurement study (ok,
    conditional, fail or None). Raises StatisticsError where nothing at all can be computed.
    """
    found = capability(
        values,
        subgroups=subgroups,
        lsl=lsl,
        usl=usl,
        target=target,
        estimator=estimator,
        lower_is_boundary=lower_is_boundary,
        upper_is_boundary=upper_is_boundary,
        confidence=confidence,
        interval_df="effective",
        gaps=gaps,
    )
    if subgroups is not None:
        data = np.concatenate(subgroups_of(subgroups))
    else:
        data = sample(values if values is not None else ())
    return graded_statistics(found, data, stable=stable, gage=gage, fewest=fewest)
