"""What does the API look like to a program? One OpenAPI document, written from the registry."""

from __future__ import annotations

from typing import Any

from dmaic.statistics.fields import fields_of
from dmaic.statistics.fields.declared import Field, Kind, lead_of
from dmaic.statistics.fields.examples import examples_of
from dmaic.statistics.fields.size import MOST_VALUES
from dmaic.statistics.registry import Analysis, analyses

_NUMBER = {"type": "number"}
_TEXT = {"type": "string"}
_WORD = {"type": ["string", "number"]}


def _list(of: dict[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": of}


def _object(of: dict[str, Any]) -> dict[str, Any]:
    return {"type": "object", "additionalProperties": of}


_CELL = {"type": ["number", "string", "boolean", "null"]}
_SCHEMAS: dict[Kind, dict[str, Any]] = {
    Kind.NUMBER: _NUMBER,
    Kind.WHOLE: {"type": "integer"},
    Kind.SHARE: {"type": "number", "minimum": 0, "maximum": 1},
    Kind.TEXT: _TEXT,
    Kind.CHOICE: _TEXT,
    Kind.FLAG: {"type": "boolean"},
    Kind.NUMBERS: _list({"type": ["number", "null"]}),
    Kind.FLAGS: _list({"type": "boolean"}),
    Kind.WORDS: _list(_WORD),
    Kind.GROUPS: _list(_list(_NUMBER)),
    Kind.ROWS: _list({"anyOf": [_list(_CELL), _CELL]}),
    Kind.COLUMNS: _object(_list(_CELL)),
    Kind.AMOUNTS: _object(_NUMBER),
    Kind.RECORDS: _list({"type": "object"}),
    Kind.NUMBER_OR_NUMBERS: {"anyOf": [_NUMBER, _list(_NUMBER)]},
    Kind.NUMBER_OR_WORDS: {"anyOf": [{"type": "integer"}, _list(_TEXT)]},
    Kind.NUMBER_OR_WORD: _WORD,
    Kind.STRUCTURE: {"type": ["array", "object"]},
}


def schema_of(field: Field) -> dict[str, Any]:
    """One field as a JSON schema, with its words."""
    schema: dict[str, Any] = {**_SCHEMAS[field.kind], "title": field.label, "description": field.meaning}
    if field.kind is Kind.CHOICE:
        schema["enum"] = [value for value, _ in field.choices]
    if field.default is not None:
        schema["default"] = field.default
    return schema


def input_schema(name: str) -> dict[str, Any]:
    """The input of an analysis. Where a choice decides which fields are read, there is one form for each."""
    fields = fields_of(name)
    lead = lead_of(fields)
    if lead is None:
        return _form(fields, {})
    deciding = next(one for one in fields if one.name == lead)
    forms = []
    for value, words in deciding.choices:
        form = _form(tuple(one for one in fields if one.fits({lead: value})), {lead: value})
        if deciding.default != value and lead not in form["required"]:
            form["required"] = [lead, *form["required"]]
        forms.append({"title": words, **form})
    return {"oneOf": forms}


def _form(fields: tuple[Field, ...], fixed: dict[str, str]) -> dict[str, Any]:
    properties = {one.name: schema_of(one) for one in fields}
    for name, value in fixed.items():
        properties[name] = {**properties[name], "enum": [value]}
    return {"type": "object", "properties": properties, "required": [one.name for one in fields if one.needed]}


def document(version: str, root: str) -> dict[str, Any]:
    """The whole API; ``root`` is the address under which it is served."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "DMAIC tracker: analyses",
            "version": version,
            "description": "Every statistical question of the tracker. The answers are those of `dmaic analyze`. "
            f"An input holds up to {MOST_VALUES:,} values.",
        },
        "servers": [{"url": root}],
        "security": [{"token": []}, {"session": []}],
        "paths": {
            "/api/v1/analyses": {"get": _operation("list_analyses", "All analyses")},
            "/api/v1/openapi.json": {"get": _operation("openapi", "This document")},
            **{f"/api/v1/analyses/{entry.name}": _paths(entry) for entry in analyses().values()},
        },
        "components": {
            "securitySchemes": {
                "token": {"type": "http", "scheme": "bearer", "description": "An API token of the Account page"},
                "session": {
                    "type": "apiKey", "in": "cookie", "name": "dmaic",
                    "description": "A signed-in browser; a POST then needs the page's token in X-CSRFToken",
                },
            },
            "schemas": {"Problem": _PROBLEM, "Answer": {"type": "object"}},
        },
    }  # fmt: skip


_PROBLEM = {
    "type": "object",
    "required": ["type", "title", "status", "detail", "request_id"],
    "properties": {
        "type": _TEXT,
        "title": _TEXT,
        "status": {"type": "integer"},
        "detail": {**_TEXT, "description": "What is wrong and what to do next"},
        "field": {**_TEXT, "description": "The field of the input to mend, where it is known"},
        "request_id": _TEXT,
    },
}
_REFUSALS = {
    "400": "Not JSON, or a browser's request without its token",
    "401": "Neither signed in nor a token that counts",
    "403": "The token has another scope",
    "404": "No analysis of that name",
    "413": "Too large",
    "422": "No answer can be given, and why",
}


def _answers() -> dict[str, Any]:
    problem = {"application/json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
    good = {"application/json": {"schema": {"$ref": "#/components/schemas/Answer"}}}
    refusals = {status: {"description": words, "content": problem} for status, words in _REFUSALS.items()}
    return {"200": {"description": "The answer", "content": good}, **refusals}


def _operation(name: str, summary: str) -> dict[str, Any]:
    return {"operationId": name, "summary": summary, "responses": _answers()}


def _paths(entry: Analysis) -> dict[str, Any]:
    examples = {str(number): {"value": one} for number, one in enumerate(examples_of(entry.name), 1)}
    body = {"application/json": {"schema": input_schema(entry.name), "examples": examples}}
    return {
        "get": _operation(f"about_{entry.name}", f"{entry.title}: fields, example, formula, source"),
        "post": {
            **_operation(entry.name, entry.title),
            "description": entry.question,
            "requestBody": {"required": True, "content": body},
        },
    }
