"""The trail: written by itself, from what to what, chained, and found out when it was touched."""

from __future__ import annotations

import pytest
from sqlalchemy import delete, select, update

from dmaic import audit
from dmaic.audit import AuditEntry
from dmaic.errors import RuleBroken
from dmaic.people.accounts import set_rights
from tests.factories import lift_the_audit_guard, make_person, make_project


def test_a_change_is_told_from_what_to_what_by_whom_and_why(session):
    project = make_project(session)
    lead = project.members[0].person
    audit.act_as(session, person_id=lead.id, who=lead.name)
    audit.because(session, "Sharper")
    project.title = "Resolve billing tickets in a day"
    session.flush()
    entry = audit.entries_of(session, chain=project.id, kind="projects")[0]
    assert entry.changes == {"title": ["Resolve billing tickets faster", "Resolve billing tickets in a day"]}
    assert (entry.who, entry.reason, entry.act) == (lead.name, "Sharper", "changed")


def test_a_secret_is_said_to_have_changed_and_no_more(session):
    person = make_person(session)
    person.password_hash = "another"
    session.flush()
    entry = audit.entries_of(session, chain=0, kind="people", object_id=person.id)[0]
    assert entry.changes == {"password_hash": ["hidden", "hidden"]}


def test_false_and_zero_are_told_on_creation(session):
    person = make_person(session)
    entry = audit.entries_of(session, chain=0, kind="people", object_id=person.id)[0]
    assert entry.changes["is_admin"] == [None, False]


def test_nothing_is_written_where_nothing_changed(session):
    admin = make_person(session, is_admin=True)
    before = len(audit.entries_of(session, chain=0))
    set_rights(session, admin, is_admin=True, is_manager=False, by=admin)
    assert len(audit.entries_of(session, chain=0)) == before


def test_the_session_refuses_to_change_the_trail(session):
    make_person(session)
    entry = session.scalars(select(AuditEntry)).first()
    entry.who = "somebody else"
    with pytest.raises(RuleBroken):
        session.flush()


@pytest.mark.parametrize(
    ("harm", "why"),
    [
        (update(AuditEntry).where(AuditEntry.seq == 2).values(who="nobody"), "changed after"),
        (delete(AuditEntry).where(AuditEntry.seq == 2), "missing"),
        (delete(AuditEntry).where(AuditEntry.seq == 3), "end of the chain"),
        (delete(AuditEntry), "all entries"),
    ],
)
def test_every_harm_done_behind_the_back_is_found(session, harm, why):
    for _ in range(3):
        make_person(session)
    assert list(audit.verify(session)) == []
    lift_the_audit_guard(session)
    session.execute(harm.execution_options(synchronize_session=False))
    session.expire_all()
    assert any(why in fault.why for fault in audit.verify(session))
