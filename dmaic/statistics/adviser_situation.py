"""What does the adviser need to know, and what does it answer?"""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from enum import StrEnum

from dmaic.errors import StatisticsError


class Question(StrEnum):
    """What is asked."""

    DIFFERENCE = "difference"
    SPREAD = "spread"
    EQUIVALENCE = "equivalence"
    RELATION = "relation"
    DISTRIBUTION = "distribution"
    DURATION = "duration"
    RHYTHM = "rhythm"
    MIX = "mix"
    MONITOR = "monitor"


class Data(StrEnum):
    """What kind of value Y is; the kinds of the metric registry, with categories beside."""

    CONTINUOUS = "continuous"
    ORDINAL = "ordinal"
    PROPORTION = "proportion"
    COUNT = "count"
    RATE = "count-rate"
    TIME_BETWEEN = "time-between"
    CATEGORY = "category"


MEASURED = frozenset({Data.CONTINUOUS, Data.TIME_BETWEEN})
SHARES = frozenset({Data.PROPORTION, Data.CATEGORY})
COUNTS = frozenset({Data.COUNT, Data.RATE})


@dataclass(frozen=True, slots=True)
class Situation:
    """The question and the data. None means: not known, and the safe choice is made.

    ``smallest`` is the size of the smallest group (or the smallest expected count for proportions and categories);
    ``normal`` and ``equal_spread`` say what a plot and a test showed; ``subgroup`` is the number of values taken
    together on a chart; ``predictors`` counts the X of a relation and ``x_data`` is their kind.
    """

    question: Question
    data: Data
    groups: int = 1
    paired: bool = False
    smallest: int | None = None
    normal: bool | None = None
    equal_spread: bool | None = None
    outliers: bool = False
    censored: bool = False
    predictors: int = 1
    x_data: Data = Data.CONTINUOUS
    subgroup: int = 1
    constant_opportunity: bool = False
    rare: bool = False
    large_counts: bool = False
    small_shift: bool = False
    limits_wanted: bool = True

    def __post_init__(self) -> None:
        for value, name, least in (
            (self.groups, "groups", 1),
            (self.predictors, "predictors", 1),
            (self.subgroup, "subgroup", 1),
        ):
            if value < least:
                raise StatisticsError(f"{name} must be {least} or more.")
        if self.smallest is not None and self.smallest < 0:
            raise StatisticsError("smallest is the size of the smallest group and can't be negative.")

    @property
    def small(self) -> bool:
        """Too few values for the mean to be near normal by itself (or not known)."""
        return self.smallest is None or self.smallest < 30

    @property
    def doubtful(self) -> bool:
        """Does the mean not carry: outliers, or few values known not to be normal?"""
        return self.outliers or (self.normal is False and self.small)

    @property
    def by_rank(self) -> bool:
        """Should ranks stand in for values: an order without a unit, or a mean that does not carry?"""
        return self.doubtful or self.data is Data.ORDINAL

    def asks(self, question: Question, kinds: AbstractSet[Data] | None = None) -> bool:
        """Is this the question, on one of these kinds of data?"""
        return self.question is question and (kinds is None or self.data in kinds)


@dataclass(frozen=True, slots=True)
class Advice:
    """What to use (title, the analysis of the registry, and the part or option of it), and why in one sentence."""

    use: str
    analysis: str
    option: str
    why: str
    runner_up: str
    runner_up_analysis: str
    runner_up_when: str
    before: str = ""


@dataclass(frozen=True, slots=True)
class Rule:
    """A situation in a predicate, and the advice for it."""

    fits: Callable[[Situation], bool]
    given: Advice

    def advice(self, situation: Situation) -> Advice:
        """The advice of this rule, with a warning in front when too few values stand behind it."""
        if situation.smallest is not None and situation.smallest < 5 and not self.given.before:
            warning = (
                f"With only {situation.smallest} values in the smallest group hardly any effect can be shown: "
                "plan the sample size first."
            )
            return replace(self.given, before=warning)
        return self.given
