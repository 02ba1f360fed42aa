"""Fixtures of the whole suite: an application on a fresh database, sessions that roll back, a strict client."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import html5lib
import pytest
from flask import Flask
from flask.testing import FlaskClient
from jinja2 import FileSystemBytecodeCache
from sqlalchemy import event
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from config import Config, load
from dmaic import schema
from dmaic.app import create_app, database_url
from dmaic.db import Sessions, open_database
from dmaic.people.accounts import Person
from tests import factories, postgres

POSTGRES = os.environ.get("DMAIC_TEST_POSTGRES", "")


@pytest.fixture(scope="session")
def empty_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated database that every test copies."""
    folder = tmp_path_factory.mktemp("template")
    config = load(INSTANCE=str(folder))
    engine = open_database(database_url(config))
    schema.migrate(engine)
    with engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    engine.dispose()
    return folder / "dmaic.sqlite"


@pytest.fixture
def config(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Config]:
    """Settings of an installation of its own: on SQLite, or on the PostgreSQL server the environment names."""
    given = {"INSTANCE": str(tmp_path), "SECRET_KEY": "a secret that is long enough"}
    if POSTGRES:
        template = request.getfixturevalue("empty_postgres")
        with postgres.copy_of(POSTGRES, template) as url:
            yield load(**given, DATABASE_URL=url)
        return
    shutil.copy(request.getfixturevalue("empty_database"), tmp_path / "dmaic.sqlite")
    yield load(**given, DATABASE_URL="")


@pytest.fixture(scope="session")
def empty_postgres() -> Iterator[str]:
    """A migrated PostgreSQL database that every test copies."""
    with postgres.new_database(POSTGRES) as url:
        engine = open_database(url)
        schema.migrate(engine)
        engine.dispose()
        yield postgres.name_of(url)


@pytest.fixture(scope="session")
def compiled_templates(tmp_path_factory: pytest.TempPathFactory) -> FileSystemBytecodeCache:
    """Templates are compiled once a run, though every test has an application of its own."""
    return FileSystemBytecodeCache(str(tmp_path_factory.mktemp("templates")))


@pytest.fixture
def app(config: Config, compiled_templates: FileSystemBytecodeCache) -> Iterator[Flask]:
    app = create_app(config)
    app.jinja_env.bytecode_cache = compiled_templates
    app.testing = True
    yield app
    app.extensions["dmaic.sessions"].engine.dispose()


@pytest.fixture
def sessions(app: Flask) -> Sessions:
    return app.extensions["dmaic.sessions"]


@pytest.fixture
def session(config: Config) -> Iterator[Session]:
    """The test's own session, without an application around it: it takes no write lock before it writes. Commit before
    a client should see the data, and again before reading what a client wrote."""
    engine = open_database(database_url(config))
    with Session(engine, expire_on_commit=False) as session:
        yield session
        session.rollback()
    engine.dispose()


class StrictClient(FlaskClient):
    """A client that looks at every page it gets: well-formed, one h1, no duplicate ids, no style attribute.

    It sends the CSRF token by itself (``token=False`` leaves it out) and fails a GET that wants to write.
    """

    def open(self, *args: Any, token: bool = True, **kwargs: Any) -> TestResponse:
        method = str(kwargs.get("method", "GET"))
        if method == "POST" and token and kwargs.get("json") is None:
            data = kwargs.get("data") or {}
            kwargs["data"] = {**data, "csrf_token": self.csrf_token()} if isinstance(data, dict) else data
        response = super().open(*args, **kwargs)
        if response.mimetype == "text/html" and response.status_code not in (301, 302, 303, 308):
            check_page(response)
        return response

    def csrf_token(self) -> str:
        page = super().open("/sign-in", method="GET", follow_redirects=True)
        found = re.search(r'name="csrf_token" value="([^"]+)"', page.text)
        assert found is not None, page.text[:500]
        return found[1]

    def sign_in(self, person: Person | str) -> StrictClient:
        email = person if isinstance(person, str) else person.email
        self.delete_cookie("dmaic")
        answer = self.post("/sign-in", data={"email": email, "password": factories.PASSWORD})
        assert answer.status_code == 303, answer.text
        return self


def check_page(response: TestResponse) -> None:
    """A page a browser reads without guessing."""
    if response.mimetype != "text/html" or not response.text:
        return
    parser = html5lib.HTMLParser(strict=False, namespaceHTMLElements=False)
    tree = parser.parse(response.text)
    # html5lib does not know elements younger than itself, and our svg is checked by the chart tests
    serious = [error for error in parser.errors if error[1] != "unexpected-end-tag-implies-table-voodoo"]
    assert not serious, (serious[:3], response.request.path)
    assert len(tree.findall(".//h1")) == 1, f"{response.request.path} needs exactly one h1"
    ids = [element.get("id") for element in tree.iter() if isinstance(element.tag, str) and element.get("id")]
    twice = {one for one in ids if ids.count(one) > 1}
    assert not twice, f"{response.request.path} has ids twice: {twice}"
    assert not [e for e in tree.iter() if isinstance(e.tag, str) and e.get("style")], (
        "style attributes break the content policy"
    )


@pytest.fixture
def client(app: Flask) -> StrictClient:
    app.test_client_class = StrictClient
    return app.test_client()


@pytest.fixture
def count_queries(sessions: Sessions) -> Callable[[], int]:
    """How many statements were sent since the fixture was made."""
    seen: list[str] = []
    event.listen(sessions.engine, "before_cursor_execute", lambda _c, _cur, sql, *_rest: seen.append(sql))
    return lambda: len([sql for sql in seen if not sql.startswith(("BEGIN", "PRAGMA"))])


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real data sets and reference cases; tests that need it do without when it is absent."""
    folder = Path(os.environ.get("DMAIC_SHARED", Path(__file__).resolve().parents[2] / "shared"))
    if not folder.exists():
        pytest.skip("the shared folder is not here")
    return folder
