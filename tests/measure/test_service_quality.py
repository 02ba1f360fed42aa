"""Right the first time and the voice of the customer, at the edges of each definition."""

from __future__ import annotations

import numpy as np
import pytest

from dmaic.errors import BadInput
from dmaic.measure.service.fields import Rows
from dmaic.measure.service.measures import Grain
from dmaic.measure.service.periods import figures_of
from tests.measure.service_tickets import bad, seen, tickets, value


def test_repeat_contacts_are_of_the_same_customer_and_not_too_young() -> None:
    found = tickets(
        "2026-03-20",
        created=["2026-03-01", "2026-03-05", "2026-03-06", "2026-03-07", "2026-03-18"],
        customer=["ann", "bob", "ann", "", "ann"],
        category=["Billing", "Billing", "Login", "Billing", "Login"],
    )
    observed = seen(found, "repeated", days=7)
    assert observed.row.tolist() == [0, 1, 2]
    assert bad(observed) == [1, 0, 0]
    assert observed.left_out == {"says nothing about it": 1, "too young to judge": 1}
    assert bad(seen(found, "repeated", days=7, same="same category")) == [0, 0, 0]


def test_a_repeat_that_came_early_does_not_count_before_the_others_of_its_age_may() -> None:
    # of ten contacts of one day two came again on the next; the other eight may still do so: 0 of 10 is decided
    young, old = ["2026-03-18"] * 10 + ["2026-03-19"] * 2, ["2026-03-01"]
    who = [*"abcdefghij", "a", "b", "z"]
    ends = [f"{day} 12:00" for day in [*young, *old]]
    found = tickets("2026-03-20", created=[*young, *old], customer=who, resolved=ends, contacts=[1] * 13)
    for name in ("repeated", "not_at_first"):
        observed = seen(found, name, days=7)
        assert (observed.row.tolist(), observed.left_out["too young to judge"]) == ([12], 12)


def test_first_contact_follows_a_mark_where_there_is_one() -> None:
    found = tickets("2026-03-20", created=["2026-03-01"] * 3, at_first=[1, 0, None], contacts=[5, 1, 1])
    assert bad(seen(found, "not_at_first")) == [0, 1]


def test_first_contact_else_needs_one_contact_no_reopening_and_no_repeat() -> None:
    found = tickets(
        "2026-03-20",
        created=["2026-03-01", "2026-03-02", "2026-03-03", "2026-03-04", "2026-03-18", "2026-03-19"],
        resolved=["2026-03-01", "2026-03-02", "2026-03-03", "2026-03-04", "2026-03-18", ""],
        contacts=[1, 2, 1, 1, 1, 1],
        reopens=[0, 0, 1, 0, 0, 0],
        customer=["a", "b", "c", "d", "e", "f"],
    )
    observed = seen(found, "not_at_first")
    assert bad(observed) == [0, 1, 1, 0]
    assert observed.left_out == {"still open": 1, "too young to judge": 1}


def test_reopened_tickets_count_even_while_open_and_young_ones_wait() -> None:
    found = tickets(
        "2026-03-20",
        created=["2026-03-01", "2026-03-02", "2026-03-03", "2026-03-04"],
        resolved=["2026-03-05", "", "", "2026-03-19"],
        reopens=[0, 1, 0, 0],
    )
    observed = seen(found, "reopened", days=7)
    assert (observed.row.tolist(), bad(observed)) == ([0, 1], [0, 1])
    assert observed.left_out == {"still open": 1, "too young to judge": 1, "says nothing about it": 0}


def test_a_ticket_reopened_within_its_week_is_as_young_as_the_others_of_that_week() -> None:
    ends = ["2026-03-05"] * 2 + ["2026-03-18"] * 4
    found = tickets("2026-03-20", created=["2026-03-01"] * 6, resolved=ends, reopens=[1, 0, 1, 0, 0, 0])
    observed = seen(found, "reopened", days=7)
    assert (bad(observed), observed.left_out["too young to judge"]) == ([1, 0], 4)


def test_escalations_split_into_appropriate_and_inappropriate() -> None:
    found = tickets(
        "2026-03-20",
        created=["2026-03-01"] * 4,
        escalated=[1, 1, 0, 1],
        escalation=["Knowledge gap", "Needs vendor", "", ""],
    )
    assert bad(seen(found, "escalated")) == [1, 1, 0, 1]
    assert bad(seen(found, "escalated_wrongly", words="knowledge")) == [1, 0, 0]
    rightly = seen(found, "escalated_rightly", words="knowledge")
    assert bad(rightly) == [0, 1, 0]
    assert rightly.left_out == {"escalated without a reason": 1}  # neither of the two, for nobody knows
    with pytest.raises(BadInput):
        seen(found, "escalated_wrongly", words=" , ")
    by_reason = tickets("2026-03-20", created=["2026-03-01"] * 2, escalation=["Knowledge", ""])
    assert bad(seen(by_reason, "escalated")) == [1, 0]


def test_first_contact_is_judged_on_the_day_of_the_resolution_and_not_while_it_is_open() -> None:
    """By creation the last days would hold those only that are resolved at once."""
    found = tickets(
        "2026-03-20",
        created=["2026-03-02 10:00", "2026-03-02 11:00", "2026-03-09 10:00"],
        resolved=["2026-03-09 12:00", "2026-03-02 11:05", ""],
        at_first=[0, 1, 1],
    )
    observed = seen(found, "not_at_first")
    assert bad(observed) == [1, 0]
    assert [str(np.datetime64(int(one), "D")) for one in observed.day] == ["2026-03-09", "2026-03-02"]
    assert observed.left_out["still open"] == 1


def test_a_desk_of_claims_is_not_all_complaints() -> None:
    found = tickets("2026-03-20", created=["2026-03-01"] * 3, kind=["Claim", "Claim", "Complaint"])
    assert bad(seen(found, "complaints")) == [0, 0, 1]


def test_complaints_are_counted_in_thousands_of_contacts() -> None:
    found = tickets("2026-03-20", created=["2026-03-01"] * 4, kind=["Complaint", "Question", "", "Question"])
    figures = figures_of(seen(found, "complaints"), Grain.DAY, found.calendar)
    assert figures.defects is not None
    assert figures.size is not None
    assert (figures.defects.tolist(), figures.size.tolist()) == ([1], [0.004])


def test_scores_leave_out_who_did_not_answer() -> None:
    found = tickets("2026-03-20", rows=Rows.ANSWERS, created=["2026-03-01"] * 6, score=[10, 9, 6, 8, None, 11])
    nps = seen(found, "nps")
    assert nps.left_out == {"did not answer": 1, "off the scale 0 to 10": 1}
    figures = figures_of(nps, Grain.DAY, found.calendar)
    assert figures.value is not None
    assert figures.value.tolist() == [25]
    assert bad(seen(found, "csat", least=9)) == [0, 0, 1, 1, 0]
    assert bad(seen(found, "ces", least=8)) == [0, 0, 1, 0, 0]
    assert value(
        seen(tickets("2026-03-20", rows=Rows.EVALUATIONS, created=["2026-03-01"], score=[82]), "call_quality")
    ) == [82]
