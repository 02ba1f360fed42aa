"""Fixtures of the whole suite: an application on a fresh database, sessions that roll back, a strict client."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import html5lib
import pytest
from flask import Flask
from flask.testing import FlaskClient
from itsdangerous import URLSafeTimedSerializer
from jinja2 import FileSystemBytecodeCache
from sqlalchemy import Engine, event
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from config import Config, load
from dmaic import schema
from dmaic.app import create_app, database_url
from dmaic.db import Sessions, open_database
from dmaic.people.accounts import Person
from tests import factories, postgres

pytest_plugins = ["tests.browsing"]
POSTGRES = os.environ.get("DMAIC_TEST_POSTGRES", "")


@pytest.fixture(scope="session")
def compiled_templates(tmp_path_factory: pytest.TempPathFactory) -> FileSystemBytecodeCache:
    """Templates are compiled once a run."""
    return FileSystemBytecodeCache(str(tmp_path_factory.mktemp("templates")))


@dataclass(frozen=True, slots=True)
class House:
    """One application a test process; every test finds another, fresh database in the same place.

    Building the application and compiling its statements takes longer than most tests. ``own`` is the engine of the
    test's own session, so that what the application sends can be counted apart.
    """

    app: Flask
    config: Config
    own: Engine
    template: Path | str

    @property
    def engines(self) -> tuple[Engine, Engine]:
        return self.own, self.app.extensions["dmaic.sessions"].engine

    def put_a_fresh_database(self) -> None:
        """Nothing of the test before is left: not in the database, not in the folder."""
        if isinstance(self.template, str):
            postgres.replace(POSTGRES, postgres.name_of(self.config.DATABASE_URL), self.template)
        folder = Path(self.config.INSTANCE)
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        if isinstance(self.template, Path):
            shutil.copy(self.template, folder / "dmaic.sqlite")

    def close(self) -> None:
        """Let the work in the background end, and give all connections back."""
        self.app.extensions["dmaic.worker"].wait()
        for engine in self.engines:
            engine.dispose()


@pytest.fixture(scope="session")
def empty_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated database that every test copies."""
    folder = tmp_path_factory.mktemp("template")
    engine = open_database(database_url(load(INSTANCE=str(folder), DATABASE_URL="")))
    schema.migrate(engine)
    with engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    engine.dispose()
    return folder / "dmaic.sqlite"


@pytest.fixture(scope="session")
def empty_postgres() -> Iterator[str]:
    """A migrated PostgreSQL database that every test copies."""
    with postgres.new_database(POSTGRES) as url:
        engine = open_database(url)
        schema.migrate(engine)
        engine.dispose()
        yield postgres.name_of(url)


@pytest.fixture(scope="session")
def house(
    tmp_path_factory: pytest.TempPathFactory,
    request: pytest.FixtureRequest,
    compiled_templates: FileSystemBytecodeCache,
) -> Iterator[House]:
    """The application of this test process: on SQLite, or on the PostgreSQL server the environment names."""
    given = {"INSTANCE": str(tmp_path_factory.mktemp("instance")), "SECRET_KEY": "a secret that is long enough"}
    with ExitStack() as stack:
        url = stack.enter_context(postgres.new_database(POSTGRES)) if POSTGRES else ""
        template = request.getfixturevalue("empty_postgres" if POSTGRES else "empty_database")
        config = load(**given, DATABASE_URL=url)
        app = create_app(config)
        app.jinja_env.bytecode_cache = compiled_templates
        app.testing = True
        app.test_client_class = StrictClient
        house = House(app, config, open_database(database_url(config)), template)
        yield house
        house.close()


@pytest.fixture
def config(house: House) -> Iterator[Config]:
    """Settings of an installation of its own."""
    house.put_a_fresh_database()
    yield house.config
    house.close()


@pytest.fixture
def app(house: House, config: Config) -> Flask:
    return house.app


@pytest.fixture
def sessions(app: Flask) -> Sessions:
    return app.extensions["dmaic.sessions"]


@pytest.fixture
def session(house: House, config: Config) -> Iterator[Session]:
    """The test's own session, without an application around it: it takes no write lock before it writes. Commit before
    a client should see the data, and again before reading what a client wrote."""
    with Session(house.own, expire_on_commit=False) as session:
        yield session
        session.rollback()


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
        """What the hidden field of a form on a page of this session holds, without asking for a page."""
        with self.session_transaction() as kept:
            raw = kept.setdefault("csrf_token", "0" * 40)
        return str(URLSafeTimedSerializer(self.application.secret_key or "", salt="wtf-csrf-token").dumps(raw))

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
    return app.test_client()


@pytest.fixture
def count_queries(sessions: Sessions) -> Iterator[Callable[[], int]]:
    """How many statements the application sent since the fixture was made."""
    seen: list[str] = []

    def see(_connection: Any, _cursor: Any, sql: str, *_rest: Any) -> None:
        seen.append(sql)

    event.listen(sessions.engine, "before_cursor_execute", see)
    yield lambda: len([sql for sql in seen if not sql.startswith(("BEGIN", "PRAGMA"))])
    event.remove(sessions.engine, "before_cursor_execute", see)


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real data sets and reference cases; tests that need it do without when it is absent."""
    folder = Path(os.environ.get("DMAIC_SHARED", Path(__file__).resolve().parents[2] / "shared"))
    if not folder.exists():
        pytest.skip("the shared folder is not here")
    return folder
