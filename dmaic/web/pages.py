"""What does every page share? Filters, headers, request id, the context of the base template, the error pages."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import Any

import structlog
from flask import Flask, Response, g, jsonify, make_response, render_template, request, url_for
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException, Unauthorized

from dmaic.errors import Refused
from dmaic.web.history import readable
from dmaic.web.written import day, moment, money, number, percent, words

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
}
TITLES = {
    400: "That request can't be read",
    401: "Sign in first",
    403: "You may not do this",
    404: "Nothing here",
    405: "Not that way",
    409: "That can't be done now",
    413: "That file is too large",
    422: "Something is not right yet",
    429: "Too many tries",
    500: "Something broke on our side",
}

log = structlog.get_logger("dmaic.web")


def init_app(app: Flask) -> None:
    """Register filters, headers, error pages."""
    app.before_request(_name_request)
    app.after_request(_protect)
    app.register_error_handler(Refused, _refused)
    app.register_error_handler(CSRFError, _csrf)
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(Exception, _broken)
    for name, filter_ in FILTERS.items():
        app.add_template_filter(filter_, name)
    app.context_processor(lambda: {"asset": asset(app)})


def wants_json() -> bool:
    """Whether the answer to this request goes to a program rather than a person."""
    return request.path.startswith("/api/") or request.accept_mimetypes.best == "application/json"


def asset(app: Flask) -> Callable[[str], str]:
    """The address of a static file with its content's hash, so that browsers may keep it for good."""
    folder = Path(str(app.static_folder))

    @lru_cache(maxsize=256)
    def version(path: str, _changed: float) -> str:
        return hashlib.sha256((folder / path).read_bytes()).hexdigest()[:10]

    def address(path: str) -> str:
        return url_for("static", filename=path, v=version(path, (folder / path).stat().st_mtime))

    return address


def _name_request() -> None:
    g.request_id = uuid.uuid4().hex[:12]


def _protect(response: Response) -> Response:
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    if request.endpoint == "static" and "v" in request.args:
        response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    else:
        response.headers.setdefault("Cache-Control", "no-store")
    response.headers["X-Request-Id"] = g.get("request_id", "")
    return response


def _page(status: int, message: str, *, field: str = "") -> tuple[Response | str, int]:
    title = TITLES.get(status, "That did not work")
    if status >= 400:
        log.info("refused", status=status, path=request.path, request_id=g.get("request_id"), message=message)
    if wants_json():
        problem = {
            "type": "about:blank",
            "title": title,
            "status": status,
            "detail": message,
            "request_id": g.get("request_id"),
        }
        return jsonify(problem | ({"field": field} if field else {})), status
    page = render_template(
        "errors/error.html", status=status, title=title, message=message, request_id=g.get("request_id")
    )
    return page, status


def _refused(error: Refused) -> tuple[Response | str, int]:
    return _page(error.status, str(error) or "Go back and try again.", field=getattr(error, "field", ""))


def _csrf(_error: CSRFError) -> tuple[Response | str, int]:
    return _page(
        400,
        "This page was open too long or came from elsewhere. Go back, reload it and send it again; "
        "what you typed is kept as a draft in this browser.",
    )


def _http_error(error: HTTPException) -> Response:
    texts = {
        404: "The address is wrong, or it belongs to a project you are not on. Ask its lead to add you.",
        405: "This address does not take that kind of request.",
        413: "The file is larger than this installation takes. Split it, or ask your administrator to raise the limit.",
    }
    status = error.code or 500
    answer = make_response(_page(status, texts.get(status, error.description or "")))
    if isinstance(error, Unauthorized) and error.www_authenticate:
        answer.headers["WWW-Authenticate"] = ", ".join(str(way) for way in error.www_authenticate)
    return answer


def _broken(error: Exception) -> tuple[Response | str, int]:
    log.error("broken", path=request.path, request_id=g.get("request_id"), exc_info=error)
    return _page(500, "It was not saved. Try again; if it comes back, give your administrator the number below.")


FILTERS: dict[str, Callable[..., Any]] = {
    "number": number,
    "percent": percent,
    "money": money,
    "date": day,
    "datetime": moment,
    "words": words,
    "readable": readable,
}
