"""The readings of an example come from its seed, and its figures from the readings."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from math import log

import pytest

from dmaic.playbooks import PLAYBOOKS
from dmaic.playbooks.example import charter_on_paper, computed, counter_values, fishbone_of, goal_in_words
from dmaic.playbooks.playbook import Group, Odd, Series
from dmaic.playbooks.series import readings_of

SHARES = Series("shares", 1, date(2026, 1, 5), "week", 40, [Group("a", 0.2, [400, 400])], stratum="site")


def test_the_same_seed_gives_the_same_readings_and_another_one_others():
    first, again, other = readings_of(SHARES), readings_of(SHARES), readings_of(replace(SHARES, seed=2))
    assert first.fingerprint == again.fingerprint != other.fingerprint


def test_shares_scatter_around_their_level_as_chance_would():
    found = readings_of(SHARES)
    assert len(found) == 40
    assert float(found.defects.sum() / found.size.sum()) == pytest.approx(0.2, abs=0.01)  # 3.2 standard errors
    assert 0.012 < float(found.value.std(ddof=1)) < 0.028  # sqrt(.2 * .8 / 400) = 0.020
    assert str(found.time[1] - found.time[0]) == str(7 * 86_400_000_000) + " microseconds"


def test_times_have_their_median_and_the_scatter_of_their_logarithm():
    series = replace(SHARES, shape="times", periods=50, groups=[Group("a", 30.0, [20, 20], 0.8)])
    found = readings_of(series)
    logs = sorted(log(value) for value in found.value.tolist())
    assert logs[len(logs) // 2] == pytest.approx(log(30.0), abs=0.1)
    mean = sum(logs) / len(logs)
    assert (sum((one - mean) ** 2 for one in logs) / (len(logs) - 1)) ** 0.5 == pytest.approx(0.8, abs=0.07)
    assert bool((found.time[1:] >= found.time[:-1]).all())


def test_rates_are_poisson_counts_over_their_amounts():
    series = replace(SHARES, shape="rates", every="workday", periods=200, groups=[Group("a", 0.05, [100, 100])])
    found = readings_of(series)
    counts = found.defects
    assert float(counts.mean()) == pytest.approx(5.0, abs=0.5)
    assert float(counts.var(ddof=1)) == pytest.approx(5.0, abs=1.6)
    assert {str(one.astype("datetime64[D]").astype(object).weekday()) for one in found.time} == set("01234")


def test_samples_come_in_subgroups_of_one_hour():
    found = computed("dimension").assessment.charted
    assert found.kind == "xbar_r"
    assert {len(row) for row in found.points.rows()} == {5}


def test_an_odd_period_is_drawn_and_does_not_count():
    series = replace(SHARES, odd=[Odd(3, 0.9, "Wrong tariff loaded")])
    found = readings_of(series)
    assert found.excluded.nonzero()[0].tolist() == [2]
    assert found.reasons == {2: "Wrong tariff loaded"}
    assert float(found.value[2]) > 0.8
    billing = computed("billing").assessment
    assert len(billing.excluded) == 2
    assert billing.used + 2 == billing.rows


def test_the_goal_and_the_charter_of_an_example_read_as_on_paper():
    playbook = PLAYBOOKS["sla"]
    assert goal_in_words(playbook).in_words == "Cut customer SLA missed (24 h) from 17 % to 8 % by 15 Sep 2026"
    sections = dict(charter_on_paper(playbook))
    goal = dict(sections["Goal"])
    assert goal["Counter metrics"].splitlines() == [
        "Tickets with a stopped clock: not above 20 %",
        "Reopened tickets: not above 5 %",
    ]
    assert dict(sections["People"])["Sponsor / champion"] == "Oliver Brandt, Head of managed services"
    assert dict(sections["Problem"])["Seen from"] == "28 Jul 2025"
    assert dict(sections["Plan"])["Milestones"].startswith("Charter signed: 23 Feb 2026")
    assert not any("[" in words for pairs in sections.values() for _, words in pairs)


def test_counter_metrics_of_the_example_have_their_tolerance():
    for playbook in PLAYBOOKS.values():
        assert all(row["tolerance"] is not None and row["side"] is not None for row in counter_values(playbook))


def test_the_fishbone_marks_every_cause_as_not_yet_checked():
    playbook = PLAYBOOKS["fcr"]
    drawing = fishbone_of(playbook)
    assert len(drawing.table.rows) >= len(playbook.causes)
    assert "not yet checked" in drawing.svg
