"""What does a ranking get to see? Columns of one length: words as codes, amounts, how many, on which day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

import numpy as np

from dmaic.measure.pareto.question import NONE
from dmaic.measure.service.calendars import Flags, Floats, Wholes
from dmaic.measure.service.columns import NO_WORD, Coded

NO_DAY = -(2**31)
_EPOCH = date(1970, 1, 1).toordinal()


@dataclass(frozen=True, slots=True, eq=False)
class Facts:
    """The cases of a source, for one question.

    ``count`` is how many each row stands for (None: one), ``amounts`` the columns that can be added up (0 where there
    is none), ``day`` days since 1970 (NO_DAY where unknown; None where nothing has a day). ``is_priced`` says that
    amounts are counts times the price of the row. ``left_out`` counts cases by the reason why they are not here.
    ``charted`` is what the metric's own control chart says of the period: stable or not (None: nobody can say), and
    the sentence.
    """

    columns: Mapping[str, Coded]
    amounts: Mapping[str, Floats] = field(default_factory=dict)
    count: Floats | None = None
    day: Wholes | None = None
    is_priced: bool = False
    left_out: Mapping[str, int] = field(default_factory=dict)
    charted: tuple[bool | None, str] | None = None

    def __len__(self) -> int:
        return len(next(iter(self.columns.values()))) if self.columns else 0

    @property
    def total(self) -> float:
        return float(len(self)) if self.count is None else float(self.count.sum())

    def between(self, since: date | None, until: date | None) -> Facts:
        """The cases from one day to another, both included; those without a day are left out."""
        if (since is None and until is None) or self.day is None:
            return self
        chosen = self.day != NO_DAY
        if since is not None:
            chosen &= self.day >= since.toordinal() - _EPOCH
        if until is not None:
            chosen &= self.day <= until.toordinal() - _EPOCH
        return self.kept(np.asarray(chosen))

    def kept(self, chosen: Flags) -> Facts:
        return Facts(
            {name: one.kept(chosen) for name, one in self.columns.items()},
            {name: one[chosen] for name, one in self.amounts.items()},
            None if self.count is None else self.count[chosen],
            None if self.day is None else self.day[chosen],
            self.is_priced,
            self.left_out,
            self.charted,
        )

    def inside(self, column: str, word: str) -> Facts:
        """The cases that say this word in this column."""
        words = self.columns[column]
        code = words.words.index(word) if word in words.words else (NO_WORD if word == NONE else NO_WORD - 1)
        return self.kept(np.asarray(words.codes == code))

    def span(self) -> tuple[date, date] | None:
        """The first and the last day."""
        if self.day is None:
            return None
        known = self.day[self.day != NO_DAY]
        if not known.size:
            return None
        return date.fromordinal(int(known.min()) + _EPOCH), date.fromordinal(int(known.max()) + _EPOCH)


def summed(facts: Facts, column: str, amounts: Floats | None) -> dict[str, float]:
    """The sum of each word; of cases without a word too. Without ``amounts``, how many cases."""
    words = facts.columns[column]
    weights = facts.count if amounts is None else amounts
    totals = np.bincount(words.codes + 1, weights=weights, minlength=len(words.words) + 1)
    seen = np.bincount(words.codes + 1, minlength=len(words.words) + 1)
    names = (NONE, *words.words)
    return {names[at]: float(totals[at]) for at in np.flatnonzero(seen).tolist()}
