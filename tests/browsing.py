"""What do all tests in a browser share? The Chromium, windows that watch for faults, an application that answers."""

from __future__ import annotations

import importlib
import os
import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from waitress import wasyncore
from waitress.server import create_server

from tests.kit_page import kit_app

if TYPE_CHECKING:
    from types import ModuleType

    from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Route

REQUIRED = os.environ.get("DMAIC_BROWSER_REQUIRED") == "1"
"""Whether a missing browser fails the tests that need one, as where all is checked, instead of skipping them."""
CHROMIUM = next(
    (path for path in ("/usr/bin/chromium", shutil.which("chromium"), shutil.which("google-chrome"))
     if path and Path(path).exists()),
    None,
)  # fmt: skip
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PATIENCE = 30_000
"""How many ms anything is waited for: what a machine with too much to do may take. Where all is well nobody waits."""
POLL = 20
"""How many ms lie between two looks at what only a look can tell."""
EXPECTED = ("status of 4", "ERR_INTERNET_DISCONNECTED")
"""What the console says where a test has a page refused or goes off line."""

Window = Callable[..., "Page"]


def the_driver() -> ModuleType:
    """Playwright; the file that asks for it is skipped where it is missing, or fails where browsers are required."""
    if REQUIRED:
        return importlib.import_module("playwright.sync_api")
    return pytest.importorskip("playwright.sync_api", reason="tests in a browser need the dev packages")


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """One Chromium a module: two of Playwright's loops can't live in one process at the same time."""
    if CHROMIUM is None:
        if REQUIRED:
            pytest.fail("DMAIC_BROWSER_REQUIRED is set and there is no Chromium")
        pytest.skip("there is no Chromium here")
    driver = the_driver()
    driver.expect.set_options(timeout=PATIENCE)
    with driver.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS, timeout=2 * PATIENCE)
        yield browser
        browser.close()


@pytest.fixture
def window(chromium: Browser) -> Iterator[Window]:
    """Open a window with cookies and a store of its own on an address; none may have told of a fault at the end."""
    contexts: list[BrowserContext] = []
    faults: list[str] = []

    def heard(message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"} and not any(words in message.text for words in EXPECTED):
            faults.append(f"{message.text} at {message.location.get('url', '')}")

    def opened(address: str, **options: Any) -> Page:
        context = chromium.new_context(base_url=address, **options)
        context.set_default_timeout(PATIENCE)
        context.on("console", heard)
        context.on("weberror", lambda fault: faults.append(str(fault.error)))
        contexts.append(context)
        return context.new_page()

    yield opened
    for context in contexts:
        context.close()
    assert not faults


@contextmanager
def serving(app: Any) -> Iterator[str]:
    """The address at which waitress answers for this application, from a thread, until the block is left."""
    sockets: dict[int, Any] = {}
    server = create_server(app, map=sockets, host="127.0.0.1", port=0, threads=4)
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.effective_port}"
    finally:
        server.task_dispatcher.shutdown()
        # Sockets are closed by the thread that listens to them: closed from here, it would trip over them.
        server.trigger.pull_trigger(partial(wasyncore.close_all, sockets))
        thread.join()


@pytest.fixture
def kit_address() -> Iterator[str]:
    """The address of the small application made of nothing but the templates' kit."""
    with serving(kit_app()) as address:
        yield address


def sign_in(page: Page, email: str, password: str, *, at: str = "/sign-in") -> None:
    """As a person does it; any page that wants it first can be the way there."""
    page.goto(at)
    page.get_by_label("E-mail address").fill(email)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(lambda url: "/sign-in" not in url)


def held(page: Page, path: str, *, method: str = "POST") -> list[Route]:
    """Holds the first request to this path, until it is answered or let go on; see ``first_of``."""
    waiting: list[Route] = []

    def hold(route: Route) -> None:
        if route.request.method == method and not waiting:
            waiting.append(route)
        else:
            route.fallback()

    page.route(path, hold)
    return waiting


def first_of(page: Page, waiting: list[Route]) -> Route:
    """The request that is held, once it has come."""
    until(page, lambda: waiting)
    return waiting[0]


def until(page: Page, happens: Callable[[], object]) -> None:
    """Wait for what no locator can see. (Playwright's own way evaluates text, which the content policy forbids.)"""
    for _ in range(PATIENCE // POLL):
        if happens():
            return
        page.wait_for_timeout(POLL)
    pytest.fail("what was waited for never happened")


def load_parts(page: Page, *names: str) -> None:
    """Wait until these scripts run: a page is loaded before the parts that main.js asks for have come."""
    page.evaluate("names => Promise.all(names.map((name) => import(`/static/js/${name}.js`)))", list(names))
