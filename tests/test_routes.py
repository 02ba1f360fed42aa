"""Every address of the application, asked by everybody who should not get in."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest
from flask import Flask

from dmaic.people import tokens
from dmaic.people.guard import OPEN
from dmaic.projects.permissions import Role
from tests.factories import make_member, make_person, make_project

LIST = Path(__file__).parent / "routes.txt"


def rules(app: Flask) -> list[tuple[str, str, str]]:
    """Endpoint, method and address pattern of every route but the static files."""
    return sorted(
        (rule.endpoint, method, rule.rule)
        for rule in app.url_map.iter_rules()
        for method in sorted(rule.methods or ())
        if rule.endpoint != "static" and method in ("GET", "POST", "PUT", "PATCH", "DELETE")
    )


def address(pattern: str, project_id: int) -> str:
    """The pattern with this project and made-up other keys."""
    filled = pattern.replace("<int:project_id>", str(project_id)).replace("<phase>", "define")
    filled = re.sub(r"<int:[^>]+>", "1", filled)
    return re.sub(r"<[^>]+>", "x", filled)


def test_the_list_of_addresses_is_the_one_we_know(app):
    now = "".join(f"{method} {pattern} {endpoint}\n" for endpoint, method, pattern in rules(app))
    if "DMAIC_PIN_ROUTES" in os.environ:
        LIST.write_text(now)
    assert now == LIST.read_text(), (
        "Addresses changed. Run this test with DMAIC_PIN_ROUTES=1, and review the difference in tests/routes.txt."
    )


def test_whoever_is_not_signed_in_is_asked_to_sign_in(app, client, session):
    project = make_project(session)
    session.commit()
    for endpoint, method, pattern in rules(app):
        if endpoint in OPEN:
            continue
        answer = client.open(address(pattern, project.id), method=method, token=False)
        if pattern.startswith("/api/"):
            assert answer.status_code == 401, (endpoint, method, answer.status_code)
            assert answer.is_json, (endpoint, method)
            assert "Bearer" in answer.headers["WWW-Authenticate"], (endpoint, method)
            continue
        assert answer.status_code in (302, 303), (endpoint, method, answer.status_code)
        assert "/sign-in" in answer.location, (endpoint, method)


def test_an_outsider_does_not_find_any_project(app, client, session):
    """It is the project that is not found: the made-up keys behind it are never looked up."""
    project = make_project(session)
    outsider = make_person(session)
    session.commit()
    client.sign_in(outsider)
    for endpoint, method, pattern in rules(app):
        if "project_id" in pattern:
            answer = client.open(address(pattern, project.id), method=method, data={} if method == "POST" else None)
            assert answer.status_code == 404, (endpoint, method, answer.status_code)
            assert "There is no such project, or you are not on it" in answer.text, (endpoint, method)


def test_a_reader_writes_nowhere(app, client, session):
    project = make_project(session)
    reader = make_member(session, project, Role.VIEWER)
    session.commit()
    client.sign_in(reader)
    for endpoint, method, pattern in rules(app):
        if "project_id" in pattern and method == "POST":
            answer = client.open(address(pattern, project.id), method="POST", data={})
            assert answer.status_code == 403, (endpoint, answer.status_code)


def test_a_write_without_the_token_is_refused(app, client, session):
    project = make_project(session)
    session.commit()
    client.sign_in(project.members[0].person)
    for endpoint, method, pattern in rules(app):
        if method != "GET":
            answer = client.open(address(pattern, project.id), method=method, data={}, token=False)
            assert answer.status_code == 400, (endpoint, answer.status_code)


@pytest.mark.parametrize("rights", [{}, {"is_manager": True}])
def test_only_an_administrator_reaches_the_people_of_the_installation(app, client, session, rights):
    person = make_person(session, **rights)
    session.commit()
    client.sign_in(person)
    for endpoint, method, pattern in rules(app):
        if pattern.startswith("/people"):
            answer = client.open(address(pattern, 1), method=method, data={} if method == "POST" else None)
            assert answer.status_code == 403, (endpoint, answer.status_code)


def test_a_manager_reads_every_project_and_writes_none(app, client, session):
    project = make_project(session)
    manager = make_person(session, is_manager=True)
    session.commit()
    client.sign_in(manager)
    assert client.get(f"/projects/{project.id}").status_code == 200
    for endpoint, method, pattern in rules(app):
        if "project_id" in pattern and method == "POST":
            answer = client.open(address(pattern, project.id), method="POST", data={})
            assert answer.status_code == 403, (endpoint, answer.status_code)


def test_an_api_call_with_a_token_of_another_scope_or_a_revoked_one_is_refused(app, client, session):
    person = make_person(session)
    _, other = tokens.make_token(session, person, name="other", scope="other")
    revoked, ended = tokens.make_token(session, person, name="revoked")
    tokens.revoke(session, person, revoked.id)
    session.commit()
    asked = [(method, address(pattern, 1)) for _, method, pattern in rules(app) if pattern.startswith("/api/")]
    assert asked
    for method, path in asked:
        for text, status in ((other, 403), (ended, 401)):
            answer = client.open(path, method=method, token=False, headers={"Authorization": f"Bearer {text}"})
            assert answer.status_code == status, (method, path, answer.status_code)
