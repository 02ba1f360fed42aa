"""The API: the list of analyses, what each wants to know, and its answer, exactly as the command line gives it."""

from __future__ import annotations

import json
from importlib.metadata import version
from typing import Any

from flask import Blueprint, Response, current_app, request, url_for
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import RequestEntityTooLarge

from dmaic.api.openapi import document
from dmaic.errors import BadInput, NotAllowed, Refused
from dmaic.people.guard import token_scope
from dmaic.people.tokens import ANALYSES
from dmaic.statistics.fields import fields_of
from dmaic.statistics.fields.blame import blamed
from dmaic.statistics.fields.declared import Field
from dmaic.statistics.fields.examples import examples_of
from dmaic.statistics.fields.size import MOST_VALUES, TooMuch, refuse_too_much
from dmaic.statistics.registry import Analysis, analyses, analysis_named
from dmaic.statistics.strict_json import parsed
from dmaic.web.transaction import READING, only_computes

api = Blueprint("api", __name__, url_prefix="/api/v1")

MOST_BYTES = 4_000_000


class Unreadable(Refused):
    """What was sent can't be read at all, or did not come from where it says."""

    status = 400


@api.before_request
def ask_for_the_right() -> None:
    """A token opens what its scope says; a browser's write proves that it comes from our page."""
    scope = token_scope()
    if scope is not None and ANALYSES not in scope.split():
        raise NotAllowed("This API token was made for something else. Make one for the analyses.")
    if scope is None and request.method not in READING:
        try:
            current_app.extensions["csrf"].protect()
        except CSRFError:
            raise Unreadable(
                "A signed-in browser sends the token of its page in the header X-CSRFToken. Programs use an API token."
            ) from None


@api.get("/analyses")
def listing() -> Response:
    """Every analysis: its name, title and question, and where to ask more."""
    return _json({"analyses": [_short(entry) for entry in analyses().values()]})


@api.get("/analyses/<name>")
def about(name: str) -> Response:
    """What an analysis wants to know, by which formula and after whom it answers."""
    entry = analysis_named(name)
    return _json(
        {
            **_short(entry),
            "formula": entry.formula,
            "variants": entry.variants,
            "source": entry.source,
            "fields": [_described(one) for one in fields_of(name)],
            "examples": list(examples_of(name)),
        }
    )


@api.post("/analyses/<name>")
@only_computes
def answer(name: str) -> Response:
    """The answer of the command line; nothing is kept."""
    entry, given = analysis_named(name), _input()
    refuse_too_much(name, given)
    try:
        return _json(entry.answer(given))
    except BadInput as refusal:
        refusal.field = blamed(refusal, fields_of(name))
        raise


@api.get("/openapi.json")
def openapi() -> Response:
    """The API as a program reads it."""
    return _json(document(version("dmaic"), request.host_url.rstrip("/") + request.script_root))


def _input() -> dict[str, Any]:
    request.max_content_length = MOST_BYTES
    try:
        text = request.get_data(cache=False).decode("utf-8-sig")
    except RequestEntityTooLarge:
        raise TooMuch(
            f"An input has at most {MOST_BYTES // 1_000_000} MB and {MOST_VALUES:,} values. Take a sample, or use the "
            "command line."
        ) from None
    except UnicodeDecodeError:
        raise Unreadable("The input is not UTF-8. Send JSON in UTF-8.") from None
    try:
        given = parsed(text)
    except BadInput as failure:
        raise Unreadable(str(failure)) from None
    if not isinstance(given, dict):
        raise Unreadable('The input is not a JSON object. Send one such as {"values": [1, 2, 3]}.')
    return given


def _json(value: Any) -> Response:
    text = json.dumps(value, indent=2, ensure_ascii=False, allow_nan=False)
    return Response(f"{text}\n", mimetype="application/json")


def _short(entry: Analysis) -> dict[str, Any]:
    url = url_for("api.about", name=entry.name)
    return {"name": entry.name, "title": entry.title, "question": entry.question, "url": url}


def _described(field: Field) -> dict[str, Any]:
    """A field in JSON; what does not apply to it is left out."""
    described: dict[str, Any] = {
        "name": field.name,
        "kind": field.kind.value,
        "label": field.label,
        "meaning": field.meaning,
        "needed": field.needed,
        "default": field.default,
    }
    if field.choices:
        described["choices"] = [{"value": value, "words": words} for value, words in field.choices]
    if field.only is not None:
        described["only"] = {"field": field.only[0], "values": list(field.only[1])}
    if field.also:
        described["also"] = list(field.also)
    if field.parts:
        described["columns"] = [_described(part) for part in field.parts]
    return described
