"""Who is asking? One guard before every view: sign-in is asked everywhere but on a short list."""

from __future__ import annotations

from typing import Any, cast
from urllib.parse import urlsplit

from flask import Flask, abort, g, redirect, request, url_for
from flask import session as cookie
from werkzeug.datastructures import WWWAuthenticate
from werkzeug.exceptions import Unauthorized
from werkzeug.wrappers import Response

from dmaic import audit
from dmaic.db import now
from dmaic.errors import NotAllowed
from dmaic.people import accounts, tokens
from dmaic.people.accounts import Person
from dmaic.web import transaction
from dmaic.web.pages import wants_json

API = "/api/"
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


def token_scope() -> str | None:
    """What the API token of this request may ask; None where a person signed in by a browser asks."""
    return cast("str | None", g.get("token_scope"))


def _ask_for_sign_in() -> Response | None:
    g.person = g.token_scope = None
    if request.endpoint == "static":
        return None
    if request.path.startswith(API):
        _ask_for_token_or_sign_in()
        return None
    _let_in_by_cookie()
    if g.person is not None or request.endpoint in OPEN:
        return None
    if wants_json():
        abort(401)
    if request.method == "GET":
        return redirect(url_for("people.sign_in", next=request.full_path.rstrip("?")))
    return redirect(url_for("people.sign_in", ended=1), code=303)


def _let_in_by_cookie() -> None:
    token: Any = cookie.get("sign_in")
    if isinstance(token, str):
        session = transaction.session()
        g.person = accounts.person_signed_in(session, token)
        if g.person is not None:
            audit.act_as(session, person_id=g.person.id, who=g.person.name)


def _ask_for_token_or_sign_in() -> None:
    """The API opens to a token or to a signed-in browser; a token that is wrong is never made good by a cookie."""
    kind, _, text = request.headers.get("Authorization", "").partition(" ")
    if kind.lower() != "bearer":
        _let_in_by_cookie()
        if g.person is None:
            raise _no_way_in("Sign in, or send an API token: Authorization: Bearer and the token.")
        return
    token = tokens.token_behind(transaction.session(), text.strip())
    if token is None:
        raise _no_way_in("This API token is not known, has expired or was revoked. Make a new one on the Account page.")
    today, token_id = now().date(), token.id
    if token.last_used_on != today:
        with transaction.aside() as own:
            tokens.mark_used(own, token_id, today)
    g.person, g.token_scope = token.person, token.scope
    audit.act_as(transaction.session(), person_id=g.person.id, who=g.person.name)


def _no_way_in(sentence: str) -> Unauthorized:
    return Unauthorized(sentence, www_authenticate=WWWAuthenticate("bearer", {"realm": "dmaic"}))
