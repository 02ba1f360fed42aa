"""Which test or chart answers my question? Kind of data, groups, pairing and shape in; one recommendation out.

Every advice names what to use and why in one sentence, what comes second, and when that one is the better choice. The
rules are data: a list read from top to bottom, the first that fits wins.
"""

from __future__ import annotations

from dmaic.errors import StatisticsError
from dmaic.statistics.adviser_charts import CHART_RULES
from dmaic.statistics.adviser_differences import DIFFERENCE_RULES
from dmaic.statistics.adviser_situation import Advice, Data, Question, Situation
from dmaic.statistics.adviser_tests import TEST_RULES

__all__ = ["Advice", "Data", "Question", "Situation", "advise"]


def advise(situation: Situation) -> Advice:
    """The recommendation for a situation; StatisticsError when no rule of the room covers it."""
    rules = CHART_RULES if situation.question is Question.MONITOR else (*TEST_RULES, *DIFFERENCE_RULES)
    for rule in rules:
        if rule.fits(situation):
            return rule.advice(situation)
    raise StatisticsError(
        f"No rule covers the question {situation.question.value!r} for {situation.data.value} data with "
        f"{situation.groups} groups. Say what you would compare, and change the kind of data or the number of groups."
    )
