"""Sign-in, invitation, password, lock-out, as a person meets them."""

from __future__ import annotations

from datetime import timedelta

from dmaic.audit import entries_of
from dmaic.db import now
from dmaic.people.accounts import Invitation, Person, SignIn
from tests.factories import PASSWORD, make_person

NEW = {"name": "Nora New", "password": "quite long enough", "again": "quite long enough"}


def test_a_wrong_password_is_refused_with_a_sentence_and_counted(client, session):
    person = make_person(session)
    session.commit()
    for _ in range(5):
        answer = client.post("/sign-in", data={"email": person.email, "password": "not the one"})
        assert answer.status_code == 422
        assert "wrong" in answer.text
    locked = client.post("/sign-in", data={"email": person.email, "password": PASSWORD})
    assert locked.status_code == 422
    assert "locked" in locked.text


def test_signing_out_ends_the_session_in_the_record_too(client, session):
    person = make_person(session)
    session.commit()
    client.sign_in(person)
    cookie = client.get_cookie("dmaic").value
    assert client.get("/").status_code == 200
    client.post("/sign-out")
    client.set_cookie("dmaic", cookie)
    assert client.get("/").status_code == 302


def test_an_invitation_works_once(client, session):
    admin = make_person(session, is_admin=True)
    session.commit()
    client.sign_in(admin)
    page = client.post("/people/invite", data={"name": "Nora New", "email": "nora@example.org"})
    assert page.status_code == 200
    path = page.text.split('value="http://localhost')[1].split('"')[0]
    client.post("/sign-out")
    new = {"name": "Nora New", "password": "quite long enough", "again": "quite long enough"}
    assert client.post(path, data=new).status_code == 303
    assert client.get("/").status_code == 200
    client.post("/sign-out")
    assert client.post(path, data=new).status_code == 409


def test_changing_the_password_signs_out_everywhere(client, app, session):
    person = make_person(session)
    session.commit()
    other = app.test_client().sign_in(person)
    client.sign_in(person)
    new = {"old": PASSWORD, "password": "an even better one", "again": "an even better one"}
    assert client.post("/account", data=new).status_code == 303
    assert other.get("/").status_code == 302


def link_of(page) -> str:
    assert page.status_code == 200, page.text
    return page.text.split('value="http://localhost')[1].split('"')[0]


def test_an_expired_sign_in_ends_and_a_write_keeps_what_was_typed_in_the_browser(client, session):
    person = make_person(session)
    session.commit()
    client.sign_in(person)
    session.query(SignIn).one().expires_at = now() - timedelta(seconds=1)
    session.commit()
    answer = client.get("/account")
    assert answer.status_code == 302
    assert "next=/account" in answer.location
    late = client.post("/account", data={"old": PASSWORD})
    assert (late.status_code, "ended=1" in late.location) == (303, True)
    assert "kept as a draft" in client.get(late.location).text


def test_the_lock_ends_by_itself_and_an_administrator_ends_it_sooner(client, session):
    person, admin = make_person(session), make_person(session, is_admin=True)
    person.locked_until = now() + timedelta(minutes=10)
    session.commit()
    pair = {"email": person.email, "password": PASSWORD}
    assert "another 10 minutes" in client.post("/sign-in", data=pair).text
    client.sign_in(admin)
    told = client.post(f"/people/{person.id}/unlock", follow_redirects=True)
    assert f"{person.name} may try again now" in told.text
    client.post("/sign-out")
    assert client.post("/sign-in", data=pair).status_code == 303
    session.refresh(person)
    person.locked_until = now() - timedelta(seconds=1)
    session.commit()
    client.post("/sign-out")
    assert client.post("/sign-in", data=pair).status_code == 303


def test_passwords_are_kept_as_argon2id_and_never_told(client, session):
    admin = make_person(session, is_admin=True)
    session.commit()
    client.sign_in(admin)
    path = link_of(client.post("/people/invite", data={"name": "Nora New", "email": "nora@example.org"}))
    client.post("/sign-out")
    client.post(path, data=NEW)
    session.expire_all()
    stored = session.query(Person).filter_by(email="nora@example.org").one().password_hash
    assert stored.startswith("$argon2id$")
    assert not [one for one in entries_of(session, chain=0) if "argon2" in str(one.changes)]


def test_an_invitation_expires(client, session):
    admin = make_person(session, is_admin=True)
    session.commit()
    client.sign_in(admin)
    path = link_of(client.post("/people/invite", data={"name": "Nora New", "email": "nora@example.org"}))
    session.query(Invitation).one().expires_at = now() - timedelta(seconds=1)
    session.commit()
    refused = client.post(path, data=NEW)
    assert refused.status_code == 409
    assert "Ask your administrator for a new one" in refused.text


def test_a_newer_link_ends_the_one_before(client, session):
    admin = make_person(session, is_admin=True)
    session.commit()
    client.sign_in(admin)
    invited = {"name": "Nora New", "email": "nora@example.org"}
    old, new = (link_of(client.post("/people/invite", data=invited)) for _ in range(2))
    client.post("/sign-out")
    assert client.get(old).status_code == 409
    assert client.post(new, data=NEW).status_code == 303


def test_a_forgotten_password_is_set_anew_by_a_link_that_works_once(client, app, session):
    admin, person = make_person(session, is_admin=True), make_person(session, "Fay Forgetful", is_manager=True)
    person.locked_until = now() + timedelta(minutes=10)
    session.commit()
    client.sign_in(admin)
    refused = client.post("/people/invite", data={"name": person.name, "email": person.email})
    assert "make a new link" in refused.text.lower()
    path = link_of(client.post(f"/people/{person.id}/link"))
    client.post("/sign-out")
    assert "sent you this link" in client.get(path).text
    assert client.post(path, data={**NEW, "name": person.name}).status_code == 303
    assert client.get("/portfolio").status_code == 200
    session.expire_all()
    assert session.get(Person, person.id).is_manager
    assert client.post(path, data=NEW).status_code == 409


def test_a_switched_off_account_says_so_to_whoever_holds_a_link(client, session):
    admin, person = make_person(session, is_admin=True), make_person(session, "Olaf Off")
    session.commit()
    client.sign_in(admin)
    path = link_of(client.post(f"/people/{person.id}/link"))
    assert "switched off" in client.post(f"/people/{person.id}/off", follow_redirects=True).text
    assert client.post(f"/people/{person.id}/link").status_code == 409
    client.post("/sign-out")
    refused = client.get(path)
    assert refused.status_code == 409
    assert "switched off. Ask your administrator" in refused.text
