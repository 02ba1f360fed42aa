"""Sign-in, invitation, password, lock-out, as a person meets them."""

from __future__ import annotations

from tests.factories import PASSWORD, make_person


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
