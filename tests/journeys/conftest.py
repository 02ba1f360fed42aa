"""A real browser before a real server: the application as people meet it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from config import load as load_config
from dmaic import demo
from dmaic.app import create_app
from dmaic.demo.people import PASSWORD
from tests.browsing import Window, serving, sign_in
from tests.journeys.steps import Open, Place

if TYPE_CHECKING:
    from playwright.sync_api import Page


@contextmanager
def served(folder: Path, empty_database: Path, *, with_demo: bool = False) -> Iterator[Place]:
    """An installation in this folder."""
    shutil.copy(empty_database, folder)
    app = create_app(load_config(INSTANCE=str(folder), SECRET_KEY="a secret that is long enough", DATABASE_URL=""))
    sessions = app.extensions["dmaic.sessions"]
    if with_demo:
        demo.load(sessions, tell=lambda _line: None)
    with serving(app) as url:
        yield Place(url, sessions)
    app.extensions["dmaic.worker"].wait()
    sessions.engine.dispose()


@pytest.fixture
def place(tmp_path: Path, empty_database: Path) -> Iterator[Place]:
    """An empty installation of its own."""
    with served(tmp_path, empty_database) as place:
        yield place


@pytest.fixture(scope="module")
def demo_place(tmp_path_factory: pytest.TempPathFactory, empty_database: Path) -> Iterator[Place]:
    """An installation with the demo in it."""
    with served(tmp_path_factory.mktemp("demo"), empty_database, with_demo=True) as place:
        yield place


@pytest.fixture
def visit(window: Window) -> Open:
    """Open a browser window of its own on an installation, signed in if a person is named; no fault may be logged."""

    def opened(place: Place, email: str = "", *, width: int = 1440, theme: str = "light") -> Page:
        page = window(place.url, viewport={"width": width, "height": 900}, color_scheme=theme, reduced_motion="reduce")
        if email:
            sign_in(page, email, PASSWORD)
        return page

    return opened
