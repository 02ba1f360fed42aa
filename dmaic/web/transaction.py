"""When is a request's work kept?

One session a request. A writing request that is answered with success (below 400) commits; anything else rolls back.
GET never writes, and neither does a view that only computes: it holds no lock while it works.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar, cast

from flask import Flask, Response, current_app, g, request
from sqlalchemy.orm import Session

from dmaic.db import Sessions

READING = frozenset({"GET", "HEAD", "OPTIONS"})
View = TypeVar("View", bound=Callable[..., Any])


def init_app(app: Flask, sessions: Sessions) -> None:
    """Give the application its sessions and the one place that commits."""
    app.extensions["dmaic.sessions"] = sessions
    app.after_request(_settle)
    app.teardown_request(_close)


def sessions() -> Sessions:
    """The application's session opener."""
    return cast("Sessions", current_app.extensions["dmaic.sessions"])


def session() -> Session:
    """The session of this request."""
    if "session" not in g:
        g.session = sessions().reading() if _only_reads() else sessions().writing()
    return cast("Session", g.session)


def only_computes(view: View) -> View:
    """Mark a view whose POST keeps nothing: it gets a reading session, whatever the method."""
    view.only_computes = True  # type: ignore[attr-defined]  # a mark on the function, read below
    return view


def _only_reads() -> bool:
    view = current_app.view_functions.get(request.endpoint or "")
    return request.method in READING or getattr(view, "only_computes", False)


@contextmanager
def aside() -> Iterator[Session]:
    """A transaction of its own that is kept although the request fails (a refused sign-in must be counted).

    The request's own session is rolled back first: on SQLite it may hold the write lock.
    """
    session().rollback()
    with sessions().writing() as own:
        yield own
        own.commit()


def _settle(response: Response) -> Response:
    if "session" in g:
        if not _only_reads() and response.status_code < 400:
            g.session.commit()
        else:
            g.session.rollback()
    return response


def _close(_error: BaseException | None) -> None:
    opened = g.pop("session", None)
    if opened is not None:
        opened.close()
