"""A real browser before a real server: the application as people meet it."""

from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from waitress.server import create_server

from config import load as load_config
from dmaic import demo, schema
from dmaic.app import create_app, database_url
from dmaic.db import Sessions, open_database
from dmaic.demo.people import PASSWORD

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

CHROMIUM = next(
    (
        path
        for path in ("/usr/bin/chromium", shutil.which("chromium"), shutil.which("google-chrome"))
        if path and Path(path).exists()
    ),
    None,
)
REQUIRED = os.environ.get("DMAIC_BROWSER_REQUIRED") == "1"
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@dataclass(frozen=True, slots=True)
class Place:
    """A served installation: where it answers, and its database."""

    url: str
    sessions: Sessions


def served(folder: Path, *, with_demo: bool) -> Iterator[Place]:
    """An installation in this folder, served by waitress in a thread."""
    config = load_config(INSTANCE=str(folder), SECRET_KEY="a secret that is long enough")
    engine = open_database(database_url(config))
    schema.migrate(engine)
    if with_demo:
        demo.load(Sessions(engine), tell=lambda _line: None)
    engine.dispose()
    app = create_app(config)
    server = create_server(app, host="127.0.0.1", port=0, threads=4)
    thread = threading.Thread(target=server.run)
    thread.start()
    yield Place(f"http://127.0.0.1:{server.effective_port}", app.extensions["dmaic.sessions"])
    server.close()
    server.task_dispatcher.shutdown()
    thread.join(timeout=5)
    app.extensions["dmaic.sessions"].engine.dispose()


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    """An empty installation of its own."""
    yield from served(tmp_path, with_demo=False)


@pytest.fixture(scope="module")
def demo_place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    """An installation with the demo in it."""
    yield from served(tmp_path_factory.mktemp("demo"), with_demo=True)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One Chromium a module: two of Playwright's loops can't live in one process at the same time."""
    if CHROMIUM is None:
        if REQUIRED:
            pytest.fail("DMAIC_BROWSER_REQUIRED is set and there is no Chromium")
        pytest.skip("there is no Chromium here")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield chromium
        chromium.close()


Open = Callable[..., "Page"]


@pytest.fixture
def visit(browser: Browser) -> Iterator[Open]:
    """Open a browser window of its own on an installation, signed in if a person is named; no fault may be logged."""
    contexts: list[BrowserContext] = []
    faults: list[str] = []

    def watch(message: Any) -> None:
        if message.type == "error" and "status of 4" not in message.text:
            faults.append(f"{message.text} at {message.location.get('url', '')}")

    def opened(place: Place, email: str = "", *, width: int = 1440, theme: str = "light") -> Page:
        context = browser.new_context(
            base_url=place.url, viewport={"width": width, "height": 900}, color_scheme=theme, reduced_motion="reduce"
        )
        context.set_default_timeout(8000)
        contexts.append(context)
        page = context.new_page()
        page.on("console", watch)
        page.on("pageerror", lambda error: faults.append(str(error)))
        if email:
            sign_in(page, email)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert not faults


def sign_in(page: Page, email: str) -> None:
    """As a person does it."""
    page.goto("/sign-in")
    page.get_by_label("E-mail address").fill(email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(lambda url: "/sign-in" not in url)
