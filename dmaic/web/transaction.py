"""When is a request's work kept?

One session a request. A writing request that is answered with success (below 400) commits; anything else rolls back.
GET never writes.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import cast

from flask import Flask, Response, current_app, g, request
from sqlalchemy.orm import Session

from dmaic.db import Sessions

READING = frozenset({"GET", "HEAD", "OPTIONS"})


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
        g.session = sessions().reading() if request.method in READING else sessions().writing()
    return cast("Session", g.session)


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
        if request.method not in READING and response.status_code < 400:
            g.session.commit()
        else:
            g.session.rollback()
    return response


def _close(_error: BaseException | None) -> None:
    opened = g.pop("session", None)
    if opened is not None:
        opened.close()
