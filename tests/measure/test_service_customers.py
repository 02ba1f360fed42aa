"""Customers by value: A, B and C, known by their hash only, and every measure split by them."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np
import pytest
from sqlalchemy import inspect, text
from sqlalchemy.orm import Session

from dmaic.errors import BadInput, Conflict, RuleBroken
from dmaic.measure import datasets
from dmaic.measure.pareto.question import Question
from dmaic.measure.pareto.ranking import answer
from dmaic.measure.pareto.sources import offers_of, read_facts
from dmaic.measure.service import customers
from dmaic.measure.service.adopting import adopt
from dmaic.measure.service.columns import Coded
from dmaic.measure.service.customers import PASTED, TICKETS, Values
from dmaic.measure.service.fields import Field
from dmaic.measure.service.measures import Grain
from dmaic.measure.service.problems import group_problem
from dmaic.measure.service.pseudonyms import Pseudonyms
from dmaic.measure.service.sources import ServiceSource
from dmaic.measure.service.splitting import split_measures
from dmaic.measure.service.starting import start_problem
from dmaic.measure.service.tickets import read_tickets
from dmaic.people.accounts import Person
from dmaic.projects.project import Project
from tests.measure.service_exports import SECRET, bring, export_of

TABLE = "Customer;Turnover\n" + "".join(f"C{at};{1000 if at < 4 else 30 if at < 30 else 10}\n" for at in range(40))


@pytest.fixture
def source(session: Session, project: Project, lead: Person, tmp_path: Path) -> ServiceSource:
    return bring(session, None, export_of(40), project, by=lead, folder=tmp_path)


def split(session: Session, project: Project, lead: Person, table: str = TABLE) -> customers.CustomerSplit:
    values = customers.values_of_text(table, Pseudonyms(SECRET))
    return customers.split_customers(session, project, values, by=lead, version=None, value=PASTED)


def test_classes_follow_the_cumulative_value(session: Session, project: Project, lead: Person) -> None:
    # 4 x 1000 + 26 x 30 + 10 x 10 = 4880. 80 % is 3904: the four. 95 % is 4636: 22 of 30 more.
    found = split(session, project, lead)
    assert [(one["name"], one["customers"], one["value"]) for one in found.classes] == [
        ("A", 4, 4000.0),
        ("B", 22, 660.0),
        ("C", 14, 220.0),
    ]
    assert found.classes[0]["value_share"] == pytest.approx(4000 / 4880)


def test_no_name_is_kept_anywhere(session: Session, project: Project, lead: Person) -> None:
    split(session, project, lead, "Customer,Value\nUnmistakable Ltd,12\nOther Plc,abc\nThird,-4\n,5\n")
    found = customers.split_of(session, project.id)
    assert found is not None
    assert found.unread == ["Line 3: no value.", "Line 4: a value below 0.", "Line 5: no customer."]
    session.flush()
    for table in inspect(session.connection()).get_table_names():
        for row in session.execute(text(f"select * from {table}")):
            assert b"nmistakable" not in b" ".join(one if isinstance(one, bytes) else str(one).encode() for one in row)


def test_tickets_take_the_class_of_their_customer(
    session: Session, project: Project, lead: Person, source: ServiceSource
) -> None:
    assert not read_tickets(session, source).has(Field.SEGMENT)
    split(session, project, lead)
    words = read_tickets(session, source, [Field.SEGMENT]).words(Field.SEGMENT)
    # Customers are c0 to c39 in turn over 160 tickets: four each, whatever the capitals.
    assert {one: words.texts().count(one) for one in "ABC"} == {"A": 16, "B": 88, "C": 56}


def test_pareto_and_baseline_are_split_by_class(
    session: Session, project: Project, lead: Person, source: ServiceSource
) -> None:
    split(session, project, lead)
    (offer,) = offers_of(session, project)
    asked = Question(offer.key, "segment")
    found = answer(read_facts(session, project, offer, asked), offer, asked)
    assert found.first.table.rows[0].category == "B"
    assert found.first.table.rows[0].amount == 88
    adopted = adopt(session, project, source, "resolution_time", {}, by=lead, grain=Grain.EACH)
    # Single readings carry the class, and the baseline splits by every stratum that the readings carry.
    words = datasets.read_all(session, adopted.metric).strata["segment"]
    assert set(words.tolist()) == {"A", "B", "C"}


def test_a_class_is_no_problem_and_does_not_travel(
    session: Session, project: Project, lead: Person, source: ServiceSource
) -> None:
    split(session, project, lead)
    with pytest.raises(RuleBroken, match="stands in no export"):
        group_problem(session, project, source, read_tickets(session, source), {"segment": ["A"]}, by=lead)
    started, own = start_problem(session, project, source, {"category": ["Login"]}, by=lead, start_on=date(2026, 3, 1))
    assert not read_tickets(session, own).has(Field.SEGMENT)
    split(session, started, lead)
    assert read_tickets(session, own).has(Field.SEGMENT)


def test_every_adopted_measure_is_told_by_class(
    session: Session, project: Project, lead: Person, source: ServiceSource
) -> None:
    adopt(session, project, source, "sla_customer", {"targets": "24"}, by=lead)
    made = split(session, project, lead, TABLE.replace("C39;10\n", ""))
    unknown = split_measures(session, project, made)
    assert unknown == [("Desk", pytest.approx(4 / 160))]
    lines = {line["name"]: line for line in made.measures[0]["lines"]}
    # Ticket n is late when n % 4 == 0 and of customer n % 40: of c0 to c3 only c0 is late, 4 of 16 tickets.
    assert (lines["A"]["n"], lines["A"]["value"]) == (16, pytest.approx(25.0, abs=2))
    assert lines["A"]["low"] < lines["A"]["value"] < lines["A"]["high"]
    assert "stand as (none)" in customers.split_remarks(made, unknown)[0]


def test_values_are_added_up_or_taken_once() -> None:
    who = Coded.of(["a", "b", "a", ""])
    amounts = np.array([5.0, 7.0, 5.0, 9.0])
    assert customers.values_of(who, amounts).each == {"a": 10, "b": 7}
    assert customers.values_of(who, amounts, repeated=True).each == {"a": 5, "b": 7}
    assert customers.values_of(who, None).each == {"a": 2, "b": 1}
    with pytest.raises(BadInput, match="below 0"):
        customers.values_of(who, -amounts)


def test_a_stale_split_and_an_empty_table_are_refused(
    session: Session, project: Project, lead: Person, source: ServiceSource
) -> None:
    made = split(session, project, lead)
    values = Values({"x": 1.0, "y": 2.0})
    with pytest.raises(Conflict):
        customers.split_customers(session, project, values, by=lead, version=made.version + 1, value=TICKETS)
    customers.split_customers(session, project, values, by=lead, version=made.version, value=TICKETS, source=source)
    assert made.customers == 2
    for table in ("", "Customer;Value\nA;x\n"):
        with pytest.raises(BadInput):
            customers.values_of_text(table, Pseudonyms(SECRET))


def test_a_split_says_what_its_values_are(
    session: Session, project: Project, lead: Person, source: ServiceSource
) -> None:
    made = split(session, project, lead)
    assert made.words == "a pasted table"
    for value, words in (
        (TICKETS, "how many tickets each has"),
        ("cost", "cost added up"),
        (f"cost{customers.OWN}", "cost as each ticket repeats it"),
    ):
        values = Values({"x": 1.0, "y": 2.0})
        customers.split_customers(session, project, values, by=lead, version=made.version, value=value, source=source)
        assert made.words == words
