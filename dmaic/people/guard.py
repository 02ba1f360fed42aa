"""Who is asking? One guard before every view: sign-in is asked everywhere but on a short list."""

from __future__ import annotations

from typing import Any, cast
from urllib.parse import urlsplit

from flask import Flask, abort, g, redirect, request, url_for
from flask import session as cookie
from werkzeug.wrappers import Response

from dmaic import audit
from dmaic.errors import NotAllowed
from dmaic.people import accounts
from dmaic.people.accounts import Person
from dmaic.web import transaction
from dmaic.web.pages import wants_json

OPEN = frozenset({"static", "people.sign_in", "people.accept", "people.health"})


def init_app(app: Flask) -> None:
    """Stand before every view."""
    app.before_request(_ask_for_sign_in)


def current_person() -> Person:
    """The person whose request this is; only where the guard let somebody through."""
    return cast("Person", g.person)


def require_admin() -> Person:
    """The person, if an administrator."""
    person = current_person()
    if not person.is_admin:
        raise NotAllowed("Only an administrator may do this.")
    return person


def sign_in(person: Person, *, hours: int) -> None:
    """Sign this browser in: the old session is dropped, a new token is set."""
    token = accounts.start_sign_in(
        transaction.session(), person, hours=hours, browser=request.headers.get("User-Agent", "")
    )
    cookie.clear()
    cookie["sign_in"] = token
    cookie.permanent = True


def sign_out() -> None:
    """End this browser's sign-in, here and in the record."""
    token = cookie.get("sign_in")
    if token:
        accounts.end_sign_in(transaction.session(), token)
    cookie.clear()


def safe_next(target: str | None) -> str:
    """A local address to go on to after sign-in; anything else becomes the start page."""
    if target:
        parts = urlsplit(target)
        if not parts.scheme and not parts.netloc and target.startswith("/") and not target.startswith(("//", "/\\")):
            return target
    return url_for("portfolio.home")


def _ask_for_sign_in() -> Response | None:
    g.person = None
    if request.endpoint == "static":
        return None
    token: Any = cookie.get("sign_in")
    if isinstance(token, str):
        session = transaction.session()
        g.person = accounts.person_signed_in(session, token)
        if g.person is not None:
            audit.act_as(session, person_id=g.person.id, who=g.person.name)
    if g.person is not None or request.endpoint in OPEN:
        return None
    if wants_json():
        abort(401)
    if request.method == "GET":
        return redirect(url_for("people.sign_in", next=request.full_path.rstrip("?")))
    return redirect(url_for("people.sign_in", ended=1), code=303)
