"""How many sigma is that? Defect counts, DPMO and sigma levels in both directions, always with the shift named.

Z.lt is the normal quantile of the long-term yield; Z.st = Z.lt + shift. The shift (1.5 by convention, 0 by choice)
stands in every result, because the same process reads 4.5 or 6.0 with and without it.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from dmaic.errors import StatisticsError
from dmaic.statistics.checked import count, finite, share
from dmaic.statistics.figures import entered, sure, thousands
from dmaic.statistics.intervals import Interval, clopper_pearson, exact_upper_bound, poisson_exact
from dmaic.statistics.result import State, Statistic, withheld

DEFAULT_SHIFT = 1.5
MILLION = 1e6


@dataclass(frozen=True, slots=True)
class SigmaLevel:
    """A sigma level with its shift. Both Z are None when no or every opportunity is defective: they have no end."""

    dpmo: float
    fraction_ok: float
    z_long_term: float | None
    z_short_term: float | None
    shift: float
    tails: int


@dataclass(frozen=True, slots=True)
class SigmaMeaning:
    """What a (short-term) sigma level promises, with and without the shift, on one and on two tails.

    Two tails about a centre beyond a limit make no sense: those figures are None for a negative level.
    """

    sigma: float
    shift: float
    long_term_dpmo: float
    long_term_yield: float
    short_term_dpmo_one_sided: float
    short_term_dpmo_two_sided: float | None
    two_sided_dpmo_with_shift: float | None


@dataclass(frozen=True, slots=True)
class DefectLevel:
    """Counted defects turned into rates, yields and a sigma level.

    ``dpo_interval`` is exact binomial over all opportunities, ``dpu_interval`` exact Poisson over units, or binomial
    where a unit passes or fails as a whole (``pass_fail``: its first-time yield is 1 - DPU then, not exp(-DPU));
    ``z_interval`` and ``sigma_interval`` are the binomial bounds carried through the normal quantile (an end is None
    where the bound is 0 or 1). ``zero_defect_bound`` is the one-sided upper bound of DPO, given when no defect was
    seen. ``defectives`` are the units with at least one defect, where they were counted: raising the opportunities
    per unit lowers DPMO but not their share.
    """

    defects: int
    units: int
    opportunities: int
    dpu: float
    dpo: float
    dpmo: float
    opportunity_yield: float
    first_time_yield: float
    dpo_interval: Interval
    dpu_interval: Interval
    level: SigmaLevel
    z_interval: Interval
    sigma_interval: Interval
    zero_defect_bound: Interval | None
    defectives: int | None
    defectives_interval: Interval | None
    pass_fail: bool = False


@dataclass(frozen=True, slots=True)
class RolledYield:
    """First-pass yields of steps in a row, rolled up."""

    steps: int
    rolled_throughput_yield: float
    normalized_yield: float
    total_dpu: float | None
    normalized_level: SigmaLevel


def _upper_tail(z: float) -> float:
    return 0.5 * math.erfc(z / math.sqrt(2))


def _tails(tails: int) -> int:
    if tails not in {1, 2}:
        raise StatisticsError("Tails must be 1 (all defects on one side) or 2 (both sides).")
    return tails


def _shift(shift: float) -> float:
    shift = finite(shift, name="shift")
    if not 0 <= shift <= 3:
        raise StatisticsError(
            f"The shift must lie between 0 and 3 sigma; {entered(shift)} was given. The convention is 1.5."
        )
    return shift


def dpmo_of_sigma(sigma: float, *, shift: float = DEFAULT_SHIFT, tails: int = 1) -> float:
    """Long-term defects per million of a short-term sigma level: 1e6 (1 - Phi(sigma - shift)).

    With two tails the far side 1e6 (1 - Phi(sigma + shift)) is added (the Motorola figures 697 672, 308 770 ...).
    """
    sigma, shift = finite(sigma, name="sigma level"), _shift(shift)
    near = MILLION * _upper_tail(sigma - shift)
    if _tails(tails) == 1:
        return near
    if sigma < 0:
        raise StatisticsError("A negative sigma level has one tail only: the centre lies beyond the limit.")
    return near + MILLION * _upper_tail(sigma + shift)


def meaning_of_sigma(sigma: float, *, shift: float = DEFAULT_SHIFT) -> SigmaMeaning:
    """The row of the conversion table for one sigma level."""
    sigma, shift = finite(sigma, name="sigma level"), _shift(shift)
    one_sided = MILLION * _upper_tail(sigma)
    return SigmaMeaning(
        sigma=sigma,
        shift=shift,
        long_term_dpmo=dpmo_of_sigma(sigma, shift=shift),
        long_term_yield=_upper_tail(shift - sigma),
        short_term_dpmo_one_sided=one_sided,
        short_term_dpmo_two_sided=2 * one_sided if sigma >= 0 else None,
        two_sided_dpmo_with_shift=dpmo_of_sigma(sigma, shift=shift, tails=2) if sigma >= 0 else None,
    )


def _z_of_fraction(defective: float, *, shift: float, tails: int) -> float | None:
    """Z.lt of a defective fraction; None at 0 and 1."""
    from scipy.special import ndtri

    if not 0 < defective < 1:
        return None
    z = -float(ndtri(defective))
    if tails == 1:
        return z
    from scipy.optimize import brentq

    # Two tails: the level at which near and far side together give the fraction.
    low, high = -shift, max(z, 0.0) + 10
    return float(brentq(lambda x: _upper_tail(x) + _upper_tail(x + 2 * shift) - defective, low, high, xtol=1e-14))


def sigma_of_dpmo(dpmo: float, *, shift: float = DEFAULT_SHIFT, tails: int = 1) -> SigmaLevel:
    """Sigma level of long-term defects per million: Z.lt = -Phi^-1(dpmo / 1e6), Z.st = Z.lt + shift.

    Reported negative levels stay negative. DPMO outside 0 .. 1 000 000 is refused.
    """
    dpmo = finite(dpmo, name="DPMO")
    if not 0 <= dpmo <= MILLION:
        raise StatisticsError(
            f"DPMO counts defects in a million opportunities, so it lies between 0 and {thousands(MILLION)}; "
            f"{entered(dpmo)} was given. If one unit can have several defects, give the opportunities per unit or use "
            "DPU."
        )
    shift, tails = _shift(shift), _tails(tails)
    z = _z_of_fraction(dpmo / MILLION, shift=shift, tails=tails)
    return SigmaLevel(dpmo, 1 - dpmo / MILLION, z, None if z is None else z + shift, shift, tails)


def sigma_of_z(z: float, *, long_term: bool, shift: float = DEFAULT_SHIFT) -> SigmaLevel:
    """Both levels of a Z.bench of measured values, with the shift counted once.

    Long-term values (overall sd) give Z.lt and the shift is added for Z.st; short-term values (within sigma) give Z.st
    already and the shift is taken off for Z.lt.
    """
    z, shift = finite(z, name="Z"), _shift(shift)
    z_long = z if long_term else z - shift
    defective = _upper_tail(z_long)
    return SigmaLevel(MILLION * defective, 1 - defective, z_long, z_long + shift, shift, 1)


def defect_level(
    defects: float,
    units: float,
    opportunities: float = 1,
    *,
    defectives: float | None = None,
    pass_fail: bool = False,
    rate_interval: Interval | None = None,
    confidence: float = 0.95,
    shift: float = DEFAULT_SHIFT,
) -> DefectLevel:
    """Rates, yields and sigma level of ``defects`` found on ``units`` with ``opportunities`` each.

    DPU = D/U, DPO = D/(U O), opportunity yield 1 - DPO, first-time yield exp(-DPU) (Poisson), or 1 - DPU for units
    that pass or fail as a whole (``pass_fail``). ``rate_interval`` takes the place of the exact intervals of DPU and
    DPO where the counts scatter more widely than chance.
    """
    found = count(defects, name="number of defects")
    inspected = count(units, name="number of units", least=1)
    chances = count(opportunities, name="opportunities per unit", least=1)
    total = inspected * chances
    if found > total:
        raise StatisticsError(
            f"{found} defects on {total} opportunities would be more than {thousands(MILLION)} DPMO. Count the "
            "opportunities per unit again, or report DPU."
        )
    if pass_fail and found > inspected:
        raise StatisticsError(f"{found} defective units among {inspected}: a unit that can pass or fail fails once.")
    bad = None if defectives is None else count(defectives, name="number of defective units")
    if bad is not None and not min(1, found) <= bad <= min(found, inspected):
        raise StatisticsError(
            f"{bad} defective units can't hold {found} defects on {inspected} units; check the three counts."
        )
    dpu, dpo = found / inspected, found / total
    shift = _shift(shift)
    if rate_interval is not None:
        dpu_interval, dpo_interval = rate_interval, _of_each_chance(rate_interval, chances)
    else:
        exact = clopper_pearson if pass_fail else poisson_exact
        dpu_interval = exact(found, inspected, confidence=confidence)
        dpo_interval = clopper_pearson(found, total, confidence=confidence)
    z_low, z_high = (
        None if bound is None else _z_of_fraction(bound, shift=shift, tails=1)
        for bound in (dpo_interval.high, dpo_interval.low)
    )
    method = f"{dpo_interval.method}, through the normal quantile"
    return DefectLevel(
        defects=found,
        units=inspected,
        opportunities=chances,
        dpu=dpu,
        dpo=dpo,
        dpmo=MILLION * dpo,
        opportunity_yield=1 - dpo,
        first_time_yield=1 - dpu if pass_fail else math.exp(-dpu),
        dpo_interval=dpo_interval,
        dpu_interval=dpu_interval,
        level=sigma_of_dpmo(MILLION * dpo, shift=shift),
        z_interval=Interval(z_low, z_high, confidence, method),
        sigma_interval=Interval(
            None if z_low is None else z_low + shift, None if z_high is None else z_high + shift, confidence, method
        ),
        zero_defect_bound=exact_upper_bound(0, total, confidence=confidence) if found == 0 else None,
        defectives=bad,
        defectives_interval=None if bad is None else clopper_pearson(bad, inspected, confidence=confidence),
        pass_fail=pass_fail,
    )


def _of_each_chance(bounds: Interval, chances: int) -> Interval:
    """Bounds of defects a unit as bounds of defects an opportunity."""
    low, high = (None if end is None else min(1.0, end / chances) for end in (bounds.low, bounds.high))
    return Interval(low, high, bounds.confidence, bounds.method)


def pooled_level(
    counts: Sequence[tuple[float, float, float]], *, confidence: float = 0.95, shift: float = DEFAULT_SHIFT
) -> DefectLevel:
    """One level for several processes of (defects, units, opportunities): counts are added, sigma never averaged.

    The opportunities of unlike units are added as they are, so the result speaks per opportunity (units = the sum
    of opportunities, one opportunity each).
    """
    if not counts:
        raise StatisticsError("There is nothing to pool; give the counts of at least one process.")
    defects, total = 0, 0
    for found, units, chances in counts:
        one = defect_level(found, units, chances, confidence=confidence, shift=shift)
        defects += one.defects
        total += one.units * one.opportunities
    return defect_level(defects, total, 1, confidence=confidence, shift=shift)


def rolled_yield(step_yields: Sequence[float], *, shift: float = DEFAULT_SHIFT) -> RolledYield:
    """Rolled throughput yield: the product of first-pass yields; normalized yield: its k-th root.

    ``total_dpu`` = -ln(RTY) (Poisson), None when a step passes nothing. Final yields hide rework and do not belong
    here.
    """
    yields = [share(y, name=f"yield of step {i}", closed=True) for i, y in enumerate(step_yields, start=1)]
    if not yields:
        raise StatisticsError("There are no step yields; give the first-pass yield of at least one step.")
    rolled = math.prod(yields)
    if rolled == 0:
        return RolledYield(len(yields), 0.0, 0.0, None, sigma_of_dpmo(MILLION, shift=shift))
    # The logarithm keeps the digits of yields near 1.
    log_rolled = math.fsum(math.log(y) for y in yields)
    defective = -math.expm1(log_rolled / len(yields))
    return RolledYield(
        steps=len(yields),
        rolled_throughput_yield=rolled,
        normalized_yield=rolled ** (1 / len(yields)),
        total_dpu=-log_rolled if log_rolled else 0.0,
        normalized_level=sigma_of_dpmo(MILLION * max(0.0, defective), shift=shift),
    )


def _sigma_statistic(name: str, value: float | None, interval: Interval, found: DefectLevel, method: str) -> Statistic:
    if value is None and found.zero_defect_bound is not None:
        bound = found.zero_defect_bound
        z = _z_of_fraction(bound.high or 0.0, shift=found.level.shift, tails=1)
        offset = 0.0 if name == "Z.lt" else found.level.shift
        note = (
            f"No defect in {found.units * found.opportunities} opportunities: the level has no upper end. With "
            f"{sure(bound.confidence)} confidence DPMO is at most {thousands(MILLION * (bound.high or 0.0))} "
            "(one-sided)."
        )
        return Statistic(
            name, None, None if z is None else z + offset, None, bound.confidence, method, "", State.WITHHELD, note
        )
    if value is None:
        return withheld(name, "Every opportunity was defective: the level has no lower end. Show DPMO.", method=method)
    return Statistic(name, value, interval.low, interval.high, interval.confidence, f"{method}; {interval.method}")


def _passes(dpu: float) -> float:
    return math.exp(-dpu)


def _fails_once(share_: float) -> float:
    return 1 - share_


def sigma_statistics(found: DefectLevel) -> tuple[Statistic, ...]:
    """The figures of a defect level with interval, method and state, in the order a page shows them."""
    shift, dpo, dpu = found.level.shift, found.dpo_interval, found.dpu_interval
    few = found.defects < 5
    state = State.CAUTION if few else State.SHOWN
    note = f"Only {found.defects} defects were seen; the interval says more than the number." if few else ""
    dpu_bounds = (dpu.low, dpu.high, dpu.confidence)
    yields = (
        None if dpo.high is None else 1 - dpo.high,
        None if dpo.low is None else 1 - dpo.low,
        dpo.confidence,
    )
    passed, how = (_fails_once, "1 - defective units / units") if found.pass_fail else (_passes, "exp(-DPU), Poisson")
    first_time = (
        None if dpu.high is None else passed(dpu.high),
        None if dpu.low is None else passed(dpu.low),
        dpu.confidence,
    )
    per_million = (
        None if dpo.low is None else MILLION * dpo.low,
        None if dpo.high is None else MILLION * dpo.high,
        dpo.confidence,
    )
    defective_units: tuple[Statistic, ...] = ()
    if found.defectives is not None and found.defectives_interval is not None:
        bounds = found.defectives_interval
        defective_units = (
            Statistic(
                "Defective units",
                found.defectives / found.units,
                bounds.low,
                bounds.high,
                bounds.confidence,
                f"units with a defect / units; {bounds.method}",
            ),
        )
    return (
        *defective_units,
        Statistic("DPU", found.dpu, *dpu_bounds, f"defects / units; {dpu.method}", "defects a unit", state, note),
        Statistic(
            "DPMO", found.dpmo, *per_million, f"defects / (units x opportunities); {dpo.method}", "", state, note
        ),
        Statistic("Opportunity yield", found.opportunity_yield, *yields, "1 - DPO", "", state, note),
        Statistic("First-time yield", found.first_time_yield, *first_time, f"{how}; {dpu.method}", "", state, note),
        _sigma_statistic("Z.lt", found.level.z_long_term, found.z_interval, found, "-Phi^-1(DPO), long term, no shift"),
        _sigma_statistic(
            "Z.st",
            found.level.z_short_term,
            found.sigma_interval,
            found,
            f"Z.lt + shift {shift:g}, added once",
        ),
    )
