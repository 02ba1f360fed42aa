"""What does every page share? Filters, headers, request id, the context of the base template, the error pages."""

from __future__ import annotations

import hashlib
import math
import re
import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

import structlog
from flask import Flask, Response, g, jsonify, render_template, request, url_for
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException

from dmaic.audit import Audited, AuditEntry
from dmaic.db import Model
from dmaic.errors import Refused
from dmaic.web import transaction

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


def _page(status: int, message: str, title: str | None = None) -> tuple[Response | str, int]:
    title = title or TITLES.get(status, "That did not work")
    if status >= 400:
        log.info("refused", status=status, path=request.path, request_id=g.get("request_id"), message=message)
    if wants_json():
        return jsonify(
            {
                "type": "about:blank",
                "title": title,
                "status": status,
                "detail": message,
                "request_id": g.get("request_id"),
            }
        ), status
    page = render_template(
        "errors/error.html", status=status, title=title, message=message, request_id=g.get("request_id")
    )
    return page, status


def _refused(error: Refused) -> tuple[Response | str, int]:
    return _page(error.status, str(error) or "Go back and try again.")


def _csrf(_error: CSRFError) -> tuple[Response | str, int]:
    return _page(
        400,
        "This page was open too long or came from elsewhere. Go back, reload it and send it again; "
        "what you typed is kept as a draft in this browser.",
    )


def _http_error(error: HTTPException) -> tuple[Response | str, int]:
    texts = {
        404: "The address is wrong, or it belongs to a project you are not on. Ask its lead to add you.",
        405: "This address does not take that kind of request.",
        413: "The file is larger than this installation takes. Split it, or ask your administrator to raise the limit.",
    }
    status = error.code or 500
    return _page(status, texts.get(status, error.description or ""))


def _broken(error: Exception) -> tuple[Response | str, int]:
    log.error("broken", path=request.path, request_id=g.get("request_id"), exc_info=error)
    return _page(500, "It was not saved. Try again; if it comes back, give your administrator the number below.")


def number(value: Any, digits: int = 4) -> str:
    """A number to so many significant digits, with thin thousands; a dash for nothing."""
    if value is None or (isinstance(value, float) and not math.isfinite(value)):
        return "–"
    if isinstance(value, int) or (float(value).is_integer() and abs(value) < 1e15):
        return f"{int(value):,}".replace(",", "\u202f").replace("-", "−")
    places = max(0, digits - 1 - math.floor(math.log10(abs(value))))
    text = f"{value:,.{min(places, 12)}f}"
    if places > 12:
        text = f"{value:.{digits - 1}e}"
    elif "." in text:
        text = text.rstrip("0").rstrip(".")
    return text.replace(",", "\u202f").replace("-", "−")


def percent(value: Any, places: int = 1) -> str:
    """A share of one as percent."""
    return "–" if value is None else f"{number(round(100 * float(value), places), 12)}\u00a0%"


def money(value: Any, currency: str = "") -> str:
    """An amount in whole units."""
    return (
        "–"
        if value is None
        else f"{round(float(value)):,}".replace(",", "\u202f") + (f"\u00a0{currency}" if currency else "")
    )


def day(value: date | datetime | None) -> str:
    """4 Mar 2026."""
    return "–" if value is None else f"{value.day} {value:%b %Y}"


def moment(value: datetime | None) -> str:
    """4 Mar 2026, 14:05 UTC."""
    return "–" if value is None else f"{day(value)}, {value.astimezone(UTC):%H:%M} UTC"


def words(value: Any) -> str:
    """An enum or column name as words."""
    text = str(getattr(value, "value", value) or "–")
    return text.replace("_", " ")


_FINGERPRINT = re.compile(r"[0-9a-f]{64}")
"""A SHA-256: the trail holds it whole, a page tells how it begins."""


@dataclass(frozen=True, slots=True)
class Told:
    """An audit entry in words."""

    at: datetime
    who: str
    what: str
    changes: list[tuple[str, str, str]]
    reason: str


def readable(entries: Iterable[AuditEntry]) -> list[Told]:
    """Audit entries as the history list shows them: a reference by the name of what it points at, never by its key."""
    return [
        Told(
            entry.at,
            entry.who,
            f"{entry.act} {words(entry.kind)}: {entry.label}".rstrip(": "),
            _changes(entry),
            entry.reason,
        )
        for entry in entries
    ]


def _changes(entry: AuditEntry) -> list[tuple[str, str, str]]:
    """What changed: the field in words, what it was and what it became; nothing where both are empty."""
    told = getattr(_classes().get(entry.kind), "audit_words", {})
    found = [
        (told.get(name) or words(name).removesuffix(" id"), *_from_and_to(entry, name, old, new))
        for name, (old, new) in entry.changes.items()
    ]
    return [one for one in found if one[1] or one[2]]


def _from_and_to(entry: AuditEntry, name: str, old: Any, new: Any) -> tuple[str, str]:
    """What a change was and became; hidden where the thing itself asks for it, as a blinded study does."""
    kind = _classes().get(entry.kind)
    if kind is not None and issubclass(kind, Audited) and kind.audit_veil is not Audited.audit_veil:
        found = transaction.session().get(kind, entry.object_id)
        veil = found.audit_veil(name) if isinstance(found, Audited) else ""
        if veil:
            return "hidden", veil
    return _named(entry.kind, name, old), _named(entry.kind, name, new)


def _named(kind: str, column: str, value: Any) -> str:
    """What a person calls the thing that a reference points at; anything else as it is written."""
    target = _targets(kind).get(column)
    if target is None or not isinstance(value, int):
        return _said(value)
    found = transaction.session().get(target, value)
    return (found.audit_label() if isinstance(found, Audited) else "") or f"no. {value}"


@lru_cache
def _targets(kind: str) -> dict[str, type[Any]]:
    """The reference columns of a table, each with what it points at."""
    classes = _classes()
    table = Model.metadata.tables.get(kind)
    keys = [key for column in table.columns for key in column.foreign_keys] if table is not None else []
    return {key.parent.name: classes[key.column.table.name] for key in keys if key.column.table.name in classes}


@lru_cache
def _classes() -> dict[str, type[Any]]:
    """Every table's class."""
    return {str(mapper.class_.__tablename__): mapper.class_ for mapper in Model.registry.mappers}


def _said(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, dict):
        return ", ".join(f"{words(name)}: {_said(one)}" for name, one in value.items())
    if isinstance(value, list):
        return ", ".join(_said(one) for one in value)
    text = str(value)
    return f"begins with {text[:8]}" if _FINGERPRINT.fullmatch(text) else text


FILTERS: dict[str, Callable[..., Any]] = {
    "number": number,
    "percent": percent,
    "money": money,
    "date": day,
    "datetime": moment,
    "words": words,
    "readable": readable,
}
