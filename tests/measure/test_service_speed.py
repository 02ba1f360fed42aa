"""Response, resolution and promises, at the edges of each definition."""

from __future__ import annotations

import pytest

from dmaic.errors import BadInput
from dmaic.measure.service.fields import Rows
from dmaic.measure.service.measures import Grain, measure_named
from dmaic.measure.service.observing import observe, read_targets
from dmaic.measure.service.periods import figures_of
from tests.measure.service_tickets import OFFICE, bad, days, seen, tickets, value


def test_resolution_time_counts_on_the_clock_and_less_the_time_on_hold() -> None:
    found = tickets(
        "2026-03-20 12:00",
        calendar=OFFICE,
        created=["2026-03-06 16:00", "2026-03-09 10:00", "2026-03-10 10:00", "2026-03-11 10:00"],
        resolved=["2026-03-09 10:00", "2026-03-09 14:00", "", "2026-03-11 09:00"],
        paused=[None, 3600.0, None, None],
    )
    observed = seen(found, "resolution_time")
    assert value(observed) == [2, 3]
    assert (observed.open, observed.left_out["ends before it begins"]) == (1, 1)
    whole = observe(found, measure_named("resolution_time"), {}, minus_paused=False)
    assert value(whole) == [2, 4]


def test_time_on_hold_around_the_clock_leaves_opening_hours_as_far_as_it_must_lie_within_them() -> None:
    """Friday 16:00 to Monday 11:00 are 67 hours, 3 of them open: 66 on hold have room for 64 outside, 60 for all."""
    columns = {"created": ["2026-03-06 16:00"], "resolved": ["2026-03-09 11:00"]}
    loose = seen(tickets("2026-03-20", calendar=OFFICE, paused=[66 * 3600.0], **columns), "resolution_time")
    assert value(loose) == [1]
    fits = seen(tickets("2026-03-20", calendar=OFFICE, paused=[60 * 3600.0], **columns), "resolution_time")
    assert value(fits) == [3]
    exact = tickets("2026-03-20", calendar=OFFICE, paused=[60 * 3600.0], paused_open=[2 * 3600.0], **columns)
    assert value(seen(exact, "resolution_time")) == [1]
    always = tickets("2026-03-20", paused=[60 * 3600.0], paused_open=[2 * 3600.0], **columns)
    assert value(seen(always, "resolution_time")) == [7]
    remarks = [" ".join(one.remarks) for one in (loose, fits, seen(exact, "resolution_time"))]
    assert ["around the clock" in one for one in remarks] == [True, True, False]


def test_a_target_for_a_priority_that_no_ticket_has_is_said() -> None:
    found = tickets(
        "2026-03-20", created=["2026-03-09 10:00"], resolved=["2026-03-09 15:00"], priority=["1 - Critical"]
    )
    observed = seen(found, "sla_customer", targets="Urgnet 4; else 24")
    assert observed.remarks == [
        "No ticket has the priority “urgnet”, which a target is given for; there is 1 - Critical."
    ]
    assert seen(found, "sla_customer", targets="1 - Critical 4; else 24").remarks == []
    assert bad(seen(found, "sla_customer", targets="1 - Critical 4; else 24")) == [1]


def test_a_pause_longer_than_the_ticket_leaves_nothing_not_less() -> None:
    found = tickets("2026-03-20", created=["2026-03-09 10:00"], resolved=["2026-03-09 11:00"], paused=[9e9])
    assert value(seen(found, "resolution_time")) == [0]


def test_an_open_ticket_is_late_once_its_time_is_over_and_undecided_before() -> None:
    found = tickets(
        "2026-03-12 12:00",
        created=["2026-03-09 10:00", "2026-03-10 10:00", "2026-03-11 11:00", "2026-03-11 13:00"],
        resolved=["2026-03-09 20:00", "2026-03-11 11:00", "", ""],
    )
    observed = seen(found, "sla_customer", targets="24")
    assert bad(observed) == [0, 1, 1]
    assert observed.left_out["too young to judge"] == 1
    # 11 March holds an undecided ticket: it is not final, nor is anything after it
    assert days(figures_of(observed, Grain.DAY, found.calendar)) == ["2026-03-09", "2026-03-10"]


def test_a_ticket_closed_before_its_time_is_over_is_as_undecided_as_an_open_one_of_its_age() -> None:
    # 100 old tickets, 60 of them late; 100 made 23 hours before the export ends, 40 of them closed: 60 of 100 missed it
    old, young = ["2026-03-02 10:00"] * 100, ["2026-03-11 13:00"] * 100
    ends = ["2026-03-04 10:00"] * 60 + ["2026-03-02 20:00"] * 40 + ["2026-03-11 20:00"] * 40 + [""] * 60
    found = tickets("2026-03-12 12:00", created=old + young, resolved=ends, responded=ends)
    for name, figures in (("sla_customer", {"targets": "24"}), ("not_answered_within", {"within": "1440"})):
        observed = seen(found, name, **figures)
        assert (len(observed), sum(bad(observed))) == (100, 60)
        assert observed.left_out["too young to judge"] == 100


def test_time_on_hold_does_not_bring_a_closed_ticket_nearer_to_its_limit() -> None:
    # 26 hours old, 4 of them on hold: an open one of this age could still make 24 hours
    created, ends = ["2026-03-11 10:00"] * 2 + ["2026-03-01 10:00"], ["2026-03-12 11:00", "", "2026-03-04 10:00"]
    found = tickets("2026-03-12 12:00", created=created, resolved=ends, paused=[14_400.0, 14_400.0, None])
    assert bad(seen(found, "sla_customer", targets="24")) == [1]


def test_targets_differ_by_priority() -> None:
    found = tickets(
        "2026-03-20",
        created=["2026-03-09 10:00"] * 4,
        resolved=["2026-03-09 15:00"] * 4,
        priority=["Urgent", "high", "Low", ""],
    )
    assert bad(seen(found, "sla_customer", targets="Urgent 4; High: 8 h; else 2.5")) == [1, 0, 1, 1]
    assert read_targets("P1=4; P2=8") == (8, {"p1": 4, "p2": 8})


@pytest.mark.parametrize("text", ["", "soon", "0", "Urgent 4; 0"])
def test_what_is_no_target_is_said(text: str) -> None:
    with pytest.raises(BadInput):
        read_targets(text)


def test_answered_within_counts_the_unanswered() -> None:
    found = tickets(
        "2026-03-12",
        created=["2026-03-09 10:00"] * 3,
        responded=["2026-03-09 10:30", "2026-03-09 11:30", ""],
    )
    assert bad(seen(found, "not_answered_within", within="60")) == [0, 1, 1]
    assert value(seen(found, "response_time")) == [0.5, 1.5]


def test_calls_wait_in_the_queue_and_abandoned_ones_are_not_answered() -> None:
    found = tickets(
        "2026-03-12",
        rows=Rows.CALLS,
        created=["2026-03-09 10:00"] * 4,
        wait=[10.0, 40.0, 5.0, None],
        abandoned=[0, 0, 1, None],
    )
    assert bad(seen(found, "not_answered_within", within="0.3333333")) == [0, 1, 1]
    assert bad(seen(found, "abandoned")) == [0, 0, 1]
    assert len(seen(found, "response_time")) == 2


def test_a_promise_for_a_day_lasts_until_its_end() -> None:
    found = tickets(
        "2026-03-12 12:00",
        created=["2026-03-01"] * 5,
        due=["2026-03-09", "2026-03-09", "2026-03-09 15:00", "2026-03-13", ""],
        resolved=["2026-03-09 23:00", "", "2026-03-09 16:00", "", "2026-03-02"],
    )
    observed = seen(found, "promise_broken")
    assert bad(observed) == [0, 1, 1]
    assert observed.left_out == {"says nothing about it": 1, "too young to judge": 1}


def test_the_speed_of_answer_is_the_wait_of_answered_calls_in_seconds() -> None:
    found = tickets(
        "2026-03-20 12:00",
        rows=Rows.CALLS,
        created=["2026-03-09 10:00", "2026-03-09 10:05", "2026-03-09 10:10"],
        wait=[15, 40, 90],
        abandoned=[0, 0, 1],
    )
    observed = seen(found, "speed_of_answer")
    assert value(observed) == [15, 40]
    assert observed.left_out == {"abandoned or without a time": 1}
