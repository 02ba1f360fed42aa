"""API tokens as a person makes and ends them on the Account page."""

from __future__ import annotations

import re

from dmaic import audit
from dmaic.people import tokens
from tests.factories import make_person


def made(page) -> str:
    return re.search(r'id="new-token" value="([^"]+)"', page.text)[1]


def test_a_token_is_shown_once_kept_as_a_hash_and_works(client, app, session):
    person = make_person(session)
    session.commit()
    client.sign_in(person)
    page = client.post("/account/tokens", data={"name": "Nightly report", "days": "30"})
    assert page.status_code == 200
    text = made(page)
    again = client.get("/account").text
    assert text not in again
    assert "Nightly report" in again
    kept = tokens.tokens_of(session, person)[0]
    assert text not in {kept.token_hash, kept.name}
    assert kept.scope == tokens.ANALYSES
    answer = app.test_client().get("/api/v1/analyses", headers={"Authorization": f"Bearer {text}"})
    assert answer.status_code == 200


def test_making_and_revoking_stand_in_the_trail_without_the_secret(client, session):
    person = make_person(session)
    session.commit()
    client.sign_in(person)
    text = made(client.post("/account/tokens", data={"name": "Nightly report", "days": "30"}))
    token = tokens.tokens_of(session, person)[0]
    assert client.post(f"/account/tokens/{token.id}/revoke").status_code == 303
    session.commit()
    entries = audit.entries_of(session, chain=0, kind="api_tokens")
    assert len(entries) == 2
    assert all(entry.who == person.name for entry in entries)
    assert not any(text in str(entry.changes) or token.token_hash in str(entry.changes) for entry in entries)
    assert client.get("/api/v1/analyses", headers={"Authorization": f"Bearer {text}"}).status_code == 401


def test_nobody_revokes_the_token_of_somebody_else(client, session):
    owner, other = make_person(session), make_person(session)
    token, _ = tokens.make_token(session, owner, name="mine")
    session.commit()
    client.sign_in(other)
    assert client.post(f"/account/tokens/{token.id}/revoke").status_code == 404
    session.commit()
    assert tokens.tokens_of(session, owner)[0].counts


def test_a_token_without_name_or_with_a_wrong_time_is_refused_at_its_field(client, session):
    person = make_person(session)
    session.commit()
    client.sign_in(person)
    page = client.post("/account/tokens", data={"name": "", "days": "9999"})
    assert page.status_code == 422
    assert 'id="name-error"' in page.text
    assert 'id="days-error"' in page.text
    assert 'id="old-error"' not in page.text
    assert not tokens.tokens_of(session, person)
