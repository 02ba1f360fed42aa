"""What an offered measure says: a figure, its interval, and what it rests on."""

from __future__ import annotations

import numpy as np

from dmaic.measure.service.fields import Rows
from dmaic.measure.service.measures import measure_named
from dmaic.measure.service.offered import offered_in_words
from tests.measure.service_tickets import at, seen, tickets


def test_a_share_has_the_interval_of_wilson_and_its_cases() -> None:
    # 60 of 100: Wilson 50.2 to 69.1 % (Newcombe 1998, method 3)
    found = tickets("2026-04-01", created=["2026-03-02"] * 100, transfers=[1.0] * 60 + [0.0] * 40)
    told = offered_in_words(seen(found, "transferred"), measure_named("transferred"))
    assert told == "60 % (50.2 to 69.1), n 100"


def test_a_score_a_median_a_mean_and_a_count_have_theirs() -> None:
    answers = tickets("2026-04-01", rows=Rows.ANSWERS, created=["2026-03-02"] * 4, score=[10, 10, 10, 0])
    score = offered_in_words(seen(answers, "nps"), measure_named("nps"))
    assert score.startswith("+50 points (")
    assert score.endswith("), 4 answers")
    # order statistics of 9 values: the 2nd and the 8th bound the median (96.1 %)
    created = ["2026-03-02 00:00"] * 9
    ends = [f"2026-03-02 {hour:02d}:00" for hour in range(1, 10)]
    times = tickets("2026-04-01", created=created, resolved=ends)
    assert offered_in_words(seen(times, "resolution_time"), measure_named("resolution_time")) == (
        "median 5 h (2 to 8), n 9"
    )
    # mean 2 minutes, sd 1, t(2) = 4.303: 2 +- 2.48, and no time lies below 0
    handled = tickets("2026-04-01", created=["2026-03-02"] * 3, handle=[60, 120, 180])
    assert offered_in_words(seen(handled, "handle_time"), measure_named("handle_time")) == (
        "mean 2 min (0 to 4.48), n 3"
    )
    one = tickets("2026-04-01", created=["2026-03-02"], handle=[60])
    assert offered_in_words(seen(one, "handle_time"), measure_named("handle_time")) == "mean 1 min, n 1"
    # 1 and 3 contacts by turns on 10 days: mean 2, sd 1.054, t(9) = 2.262: 2 +- 0.754
    first = at("2026-03-02 09:00")
    days = [first + day * 86_400 for day in range(10) for _ in range(1 + 2 * (day % 2))]
    came = tickets("2026-03-12", begin="2026-03-02", created=[str(np.datetime64(one, "s")) for one in days])
    assert offered_in_words(seen(came, "volume"), measure_named("volume")) == "2 a day (1.25 to 2.75), 10 days"


def test_a_backlog_has_no_interval_for_its_days_lean_on_each_other() -> None:
    found = tickets("2026-03-06", begin="2026-03-02", created=["2026-03-02"] * 3, resolved=["2026-03-04 10:00", "", ""])
    assert offered_in_words(seen(found, "backlog"), measure_named("backlog")) == "mean 2.5 tickets, 4 days"
