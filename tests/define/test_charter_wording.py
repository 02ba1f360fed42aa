"""Words that name a cause or a solution before anybody has looked for one."""

from __future__ import annotations

import pytest

from dmaic.define.charter.wording import early_cautions, named_too_early, says_nothing, source_caution


@pytest.mark.parametrize(
    ("text", "causes", "solutions"),
    [
        ("Tickets stay open for 52 hours.", [], []),
        ("Late because nobody sorts them.", ["because"], []),
        ("Late DUE TO holidays, due to illness", ["due to"], []),
        ("A lack\nof people caused by leavers", ["lack of", "caused by"], []),
        ("We need to hire. The solution should be software.", [], ["we need to", "solution", "should"]),
        ("Cut waiting by implementing triage", [], ["by implementing"]),
        ("Shoulder parts are dissolution products", [], []),
    ],
)
def test_the_words_are_found_whole_and_once(text, causes, solutions):
    assert named_too_early(text) == (causes, solutions)


def test_the_caution_quotes_the_words_and_the_field():
    said = early_cautions("What is wrong?", "Late because of a lack of people; we must hire.")
    assert len(said) == 2
    assert "“What is wrong?” says “because” and “lack of”: that names a cause" in said[0]
    assert "“we must”: that names a solution" in said[1]


GOOD = (
    "Billing tickets stay unresolved for 52 hours (median).",
    "Tickets without a solution after 48 hours: 31 % in the first half of 2026.",
    "Customers need a second contact in 14 of 100 cases.",
    "Each claim needs to be touched four times before it is paid.",
    "12 % of orders lack a delivery note.",
    "The chatbot hands 40 % of its contacts over to an agent.",
    "Parcels booked in the new system are found a day later than those in the old one.",
    "Invoices due to be paid in 30 days are paid after 41.",
    "Patients wait longer than they should: 4 h 12 min instead of 4 h.",
    "Since January 2026 nine of a hundred jars are underfilled.",
    "Nobody answers 8 % of calls; callers hang up after 3 minutes.",
    "The desk needs more than a day for one ticket in three.",
    "Shafts must be within 12.00 and 12.04 mm; 3 % are not.",
    "More agents are asked per ticket than a year ago: 2.4 instead of 1.6.",
    "There is no answer within the 24 h promised for 17 % of messages.",
)
BAD = (
    "Tickets take too long because agents are not trained.",
    "We need a new chatbot.",
    "Late answers due to holidays.",
    "Errors caused by the old form.",
    "A lack of people at the desk.",
    "Agents are not properly trained on the new contract.",
    "Waiting falls by implementing triage.",
    "The team should sort tickets in the morning.",
    "Introduce a knowledge base for the desk.",
    "There are too few agents in the evening.",
    "It takes long with this software, a new tool would help.",
    "The form must be redesigned.",
    "Nobody owns the queue.",
    "The desk is understaffed.",
    "Hire more people for the hotline.",
)


@pytest.mark.parametrize("text", GOOD)
def test_a_good_statement_raises_no_alarm(text):
    assert early_cautions("What is wrong?", text) == []


@pytest.mark.parametrize("text", BAD)
def test_a_cause_or_a_solution_is_seen(text):
    assert len(early_cautions("What is wrong?", text)) == 1


def test_cause_and_solution_in_one_sentence_are_both_seen():
    said = early_cautions(
        "What is wrong?", "Tickets take too long because agents are not trained and we need a new chatbot"
    )
    assert "“because” and “not trained”: that names a cause" in said[0]
    assert "“we need” and “new chatbot”: that names a solution" in said[1]


@pytest.mark.parametrize("text", ["nothing", "N/A", "n.a.", "tbd", "TBD.", "none", "-", "???", "to be defined", "xxx"])
def test_a_word_that_only_fills_the_field_says_nothing(text):
    assert says_nothing(text)


@pytest.mark.parametrize(
    "text", ["", "Nothing is shut out but fraud cases", "Fraud", "All channels of Lisbon", "A4", "%"]
)
def test_a_word_that_says_something_is_left_alone(text):
    assert not says_nothing(text)


@pytest.mark.parametrize(
    ("source", "wants"),
    [
        ("gut feeling", "nobody can check that"),
        ("Experience of the team leads", "nobody can check that"),
        ("My colleague", "neither a system or report nor a day"),
        ("Zendesk", ""),
        ("Ticket system, report of 3 January 2026", ""),
        ("Finance, March", ""),
        ("", ""),
    ],
)
def test_a_source_is_one_that_can_be_looked_up(source, wants):
    said = source_caution("Source of the figure", source)
    assert wants in said
    assert bool(said) == bool(wants)
