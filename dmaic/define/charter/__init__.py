"""Why does this project exist, what will be better by how much and by when, and who stands behind it?

The room's central paper: a draft at any time, submitted version by version, signed by sponsor and finance.
"""

from dmaic.define.charter.check import cautions_of, day_cautions, missing_of
from dmaic.define.charter.fields import Ask
from dmaic.define.charter.goal import BaselineStatus, Goal, GoalDirection
from dmaic.define.charter.lists import CounterMetric, Milestone, Risk, Side, counter_metrics_of
from dmaic.define.charter.record import Charter, charter_of, goal_of, record_baseline, write_charter
from dmaic.define.charter.restoring import restore_version, what_returns
from dmaic.define.charter.signing import may_sign, places_of, sign_charter, signatures_given
from dmaic.define.charter.versions import (
    SAY_WHY,
    CharterState,
    CharterVersion,
    compare,
    facts_of,
    kept_of,
    open_version,
    sections,
    standing_of,
    submit_charter,
    versions_of,
)

__all__ = [
    "SAY_WHY",
    "Ask",
    "BaselineStatus",
    "Charter",
    "CharterState",
    "CharterVersion",
    "CounterMetric",
    "Goal",
    "GoalDirection",
    "Milestone",
    "Risk",
    "Side",
    "cautions_of",
    "charter_of",
    "compare",
    "counter_metrics_of",
    "day_cautions",
    "facts_of",
    "goal_of",
    "kept_of",
    "may_sign",
    "missing_of",
    "open_version",
    "places_of",
    "record_baseline",
    "restore_version",
    "sections",
    "sign_charter",
    "signatures_given",
    "standing_of",
    "submit_charter",
    "versions_of",
    "what_returns",
    "write_charter",
]
