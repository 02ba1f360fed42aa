"""How many does a line of the collection plan need, for its margin, its difference or its subgroups?

A margin asks for enough to know one figure that closely; a difference for enough to see that much change between two
groups of one size (before and after, two sites) with the power wanted; rational subgroups for enough points to fix
limits. Where a line wants more than one of these, the largest counts. Nothing is stored here: the plan keeps the
sentence of the day on which a line was written.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy.orm import Session

from dmaic.define.metrics import DataType, Direction, Metric
from dmaic.errors import StatisticsError
from dmaic.measure.datasets import read_last
from dmaic.measure.ratings import in_box
from dmaic.statistics.plan import round_up, size_for_power
from dmaic.statistics.power import power_of_two_means, power_of_two_proportions, power_of_two_rates
from dmaic.statistics.sample_size import invitations, size_for_mean, size_for_proportion, size_for_rate

PROVISIONAL, LIMITS_WANT, COMFORTABLE = 12, 20, 25
"""Points below which limits say nothing, below which they are provisional, and that are planned where nobody says."""
CONFIDENCE, POWER = 95.0, 80.0
_PILOT = 200
_SHARES = (DataType.PROPORTION, DataType.ORDINAL)
_EVENTS = (DataType.COUNT, DataType.RATE)


@dataclass(frozen=True, slots=True)
class Wish:
    """What a line of the plan says about its size: ``confidence``, ``power`` and shares in per cent."""

    margin: float | None = None
    difference: float | None = None
    spread: float | None = None
    confidence: float | None = None
    power: float | None = None
    population: int | None = None
    subgroup_size: int | None = None
    in_subgroups: bool = False


@dataclass(frozen=True, slots=True)
class Needed:
    """A number in all, unrounded where the formula gives it so, and the sentence that argues for it."""

    exact: float
    sentence: str

    @property
    def n(self) -> int:
        return round_up(self.exact)


def needed_for(session: Session, metric: Metric, wish: Wish) -> Needed | None:
    """The number that a line needs; None where it asks for nothing. StatisticsError says what is missing."""
    asked: list[Callable[[Session, Metric, Wish], Needed | None]] = [_for_margin, _for_difference, _for_subgroups]
    found = [one for ask in asked if (one := ask(session, metric, wish)) is not None]
    if not found:
        return None
    return Needed(max(one.exact for one in found), " ".join(one.sentence for one in found))


def answers_in_words(n: float, response_rate: float | None) -> str:
    """How many have to be asked where only a share answers (per cent); empty where all do."""
    if not response_rate:
        return ""
    return f"At a response rate of {response_rate:g} % ask {invitations(n, response_rate / 100)}."


def _for_margin(session: Session, metric: Metric, wish: Wish) -> Needed | None:
    if wish.margin is None:
        return None
    confidence = _confidence(wish)
    if metric.data_type in _SHARES:
        share = expected_share(session, metric, wish.spread)
        found = size_for_proportion(wish.margin / 100, share, confidence=confidence, population=wish.population)
        basis = f"a share of {100 * share:.3g} %"
    elif metric.data_type in _EVENTS:
        rate = _expected_rate(session, metric, wish.spread)
        found = size_for_rate(wish.margin, rate, confidence=confidence)
        basis = f"{rate:.3g} events per amount of work"
    else:
        sd = _expected_sd(session, metric, wish.spread)
        found = size_for_mean(wish.margin, sd, confidence=confidence, population=wish.population)
        basis = f"a standard deviation of {sd:.3g} {metric.unit}".rstrip()
    finite = f", of {wish.population:,} in all" if wish.population and metric.data_type not in _EVENTS else ""
    return Needed(found.n, f"{found.sentence.rstrip('.')}, from {basis}{finite} ({found.method}).")


def _for_difference(session: Session, metric: Metric, wish: Wish) -> Needed | None:
    if wish.difference is None:
        return None
    alpha, power = 1 - _confidence(wish), (wish.power or POWER) / 100
    delta = wish.difference
    if metric.data_type in _SHARES:
        share = expected_share(session, metric, wish.spread)
        other = _other_share(share, delta / 100, metric.direction)
        found = size_for_power(lambda n: power_of_two_proportions(n, share, other, alpha=alpha), power)
        seen, basis = f"{100 * share:.3g} % from {100 * other:.3g} %", "pooled z test of two proportions"
    elif metric.data_type in _EVENTS:
        rate = _expected_rate(session, metric, wish.spread)
        other = rate + delta if metric.direction == Direction.UP or delta >= rate else rate - delta
        # in amounts of work, not in events: a single one may be enough
        found = size_for_power(lambda n: power_of_two_rates(n, rate, other, alpha=alpha), power, least=1e-3)
        seen, basis = f"{rate:.3g} from {other:.3g} events per amount of work", "square roots of two Poisson counts"
    else:
        sd = _expected_sd(session, metric, wish.spread)
        found = size_for_power(lambda n: power_of_two_means(n, delta, sd=sd, alpha=alpha), power)
        seen = f"a difference of {delta:g} {metric.unit}".rstrip()
        basis = f"t test of two means, standard deviation {sd:.3g} {metric.unit}".rstrip()
    each = found.n_rounded_up
    return Needed(
        2 * each,
        f"{each} in each of two groups tell {seen} with a power of {power:.0%} at {1 - alpha:.0%} confidence "
        f"({basis}).",
    )


def _for_subgroups(_session: Session, _metric: Metric, wish: Wish) -> Needed | None:
    if not wish.in_subgroups or not wish.subgroup_size:
        return None
    n = COMFORTABLE * wish.subgroup_size
    return Needed(
        n,
        f"{COMFORTABLE} subgroups of {wish.subgroup_size} are {n}: limits ask for {LIMITS_WANT} to {COMFORTABLE} and "
        f"are provisional from {PROVISIONAL}.",
    )


def _confidence(wish: Wish) -> float:
    return (wish.confidence or CONFIDENCE) / 100


def _other_share(share: float, delta: float, direction: Direction) -> float:
    """The share to be told from this one: on the side on which good lies, on the other where there is no room."""
    better = share + delta if direction == Direction.UP else share - delta
    if 0 <= better <= 1:
        return better
    other = 2 * share - better
    if not 0 <= other <= 1:
        raise StatisticsError(f"No share lies {100 * delta:g} percentage points from {100 * share:.3g} %.")
    return other


def expected_share(session: Session, metric: Metric, spread: float | None) -> float:
    """The share given (per cent), else the one of the newest readings, else a half, which needs the most."""
    if spread is not None:
        return spread / 100
    newest = read_last(session, metric, _PILOT)
    there = newest.kept(newest.counted)
    if metric.data_type == DataType.ORDINAL and len(there):
        return float(in_box(there.value, metric).mean())
    if len(there) and not bool((there.size != there.size).any()):
        return float(there.defects.sum() / there.size.sum())
    return 0.5


def _expected_rate(session: Session, metric: Metric, spread: float | None) -> float:
    """Events per amount of work: the rate given, else that of the newest readings."""
    if spread is not None:
        return spread
    newest = read_last(session, metric, _PILOT)
    there = newest.kept(newest.counted)
    if not len(there) or not there.defects.sum():
        raise StatisticsError("Give the rate you expect (events per amount of work), and the number is worked out.")
    work = there.size.sum() if metric.data_type == DataType.RATE else len(there)
    return float(there.defects.sum() / work)


def _expected_sd(session: Session, metric: Metric, spread: float | None) -> float:
    if spread is not None:
        return spread
    newest = read_last(session, metric, _PILOT)
    values = newest.value[newest.counted]
    if len(values) > 2 and values.min() < values.max():
        return float(values.std(ddof=1))
    raise StatisticsError("Give the spread you expect (standard deviation), and the number needed is worked out.")
