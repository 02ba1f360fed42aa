"""The API as a program meets it: the same answers as the command line, and one shape of refusal."""

from __future__ import annotations

import io
import json
from datetime import timedelta

import pytest

from dmaic.db import now
from dmaic.people import accounts, tokens
from dmaic.statistics import command
from dmaic.statistics.fields.examples import example_of, examples_of
from dmaic.statistics.fields.size import MOST_VALUES
from dmaic.statistics.registry import analyses
from tests.factories import make_person

VALUES = {"values": [5, 7, 4, 9, 6, 8, 3, 7]}


@pytest.fixture
def person(session):
    person = make_person(session)
    session.commit()
    return person


@pytest.fixture
def bearer(session, person):
    _, text = tokens.make_token(session, person, name="script")
    session.commit()
    return {"Authorization": f"Bearer {text}"}


def ask(client, name, given, headers):
    return client.post(f"/api/v1/analyses/{name}", json=given, headers=headers)


def test_the_answer_is_what_the_command_line_prints(client, bearer, monkeypatch, capsys):
    for name in analyses():
        answer = ask(client, name, example_of(name), bearer)
        assert answer.status_code == 200, (name, answer.text)
        monkeypatch.setattr("sys.stdin", io.StringIO(json.dumps(example_of(name))))
        assert command.analyze([name]) == 0
        assert answer.text == capsys.readouterr().out, name


def test_the_answer_is_strict_json(client, bearer):
    answer = ask(client, "sigma_level", {"defects": 0, "units": 100}, bearer)
    assert answer.mimetype == "application/json"
    json.loads(answer.text, parse_constant=pytest.fail)


def test_the_list_names_every_analysis_and_where_to_ask_more(client, bearer):
    listed = client.get("/api/v1/analyses", headers=bearer).json["analyses"]
    assert [one["name"] for one in listed] == list(analyses())
    about = client.get(listed[1]["url"], headers=bearer).json
    assert about["question"] == analyses()["imr"].question
    assert about["fields"][0]["kind"] == "column of numbers"
    assert about["examples"] == list(examples_of("imr"))
    assert about["formula"]
    assert about["source"]


@pytest.mark.parametrize(
    ("name", "body", "status", "field", "words"),
    [
        ("imr", b"{not json", 400, None, "not JSON"),
        ("imr", b'{"values": [1, NaN, 3]}', 400, None, "NaN"),
        ("imr", b"[1, 2]", 400, None, "JSON object"),
        ("imr", b"\xff\xfe", 400, None, "UTF-8"),
        ("imr", b"[" * 100_000, 400, None, "not JSON"),
        ("nothing", b"{}", 404, None, "nothing"),
        ("imr", b"{}", 422, "values", "values"),
        ("imr", b'{"values": [1, 2, 3], "baseline": "x"}', 422, "baseline", "baseline"),
        ("capability", b'{"values": [1, 2, 3], "sigma": "wrong", "usl": 4}', 422, "sigma", "sigma"),
    ],
)
def test_a_refusal_has_one_shape_with_a_sentence_and_the_field(client, bearer, name, body, status, field, words):
    answer = client.post(f"/api/v1/analyses/{name}", data=body, headers=bearer, token=False)
    assert answer.status_code == status
    assert words in answer.json["detail"]
    assert answer.json["status"] == status
    assert answer.json.get("field") == field
    assert answer.json["request_id"]


def test_too_much_is_refused_with_what_to_do_instead(client, bearer):
    answer = ask(client, "imr", {"values": [1.5] * (MOST_VALUES + 1)}, bearer)
    assert answer.status_code == 413
    assert "command line" in answer.json["detail"]
    large = client.post("/api/v1/analyses/imr", data=b" " * 5_000_000, headers=bearer, token=False)
    assert large.status_code == 413
    assert "100,000 values" in large.json["detail"]


def test_without_sign_in_or_token_the_answer_is_401_and_names_the_way_in(client, person):
    for headers in ({}, {"Authorization": "Bearer dmaic_wrong"}, {"Authorization": "Basic eDp5"}):
        for answer in (ask(client, "imr", VALUES, headers), client.get("/api/v1/analyses", headers=headers)):
            assert answer.status_code == 401
            assert answer.headers["WWW-Authenticate"].startswith("Bearer")
            assert answer.json["status"] == 401


def test_a_wrong_token_is_not_made_good_by_a_session(client, person):
    client.sign_in(person)
    assert client.get("/api/v1/analyses").status_code == 200
    assert client.get("/api/v1/analyses", headers={"Authorization": "Bearer dmaic_wrong"}).status_code == 401


def test_a_browser_needs_the_token_of_its_page_to_write(client, person):
    client.sign_in(person)
    refused = ask(client, "imr", VALUES, {})
    assert refused.status_code == 400
    assert "X-CSRFToken" in refused.json["detail"]
    assert ask(client, "imr", VALUES, {"X-CSRFToken": client.csrf_token()}).status_code == 200


def test_a_token_never_opens_a_page(client, bearer):
    assert client.get("/", headers=bearer).status_code == 302
    assert client.get("/statistics", headers=bearer).status_code == 302


def test_a_token_of_another_scope_opens_nothing(client, session, person):
    _, text = tokens.make_token(session, person, name="other", scope="other")
    session.commit()
    answer = client.get("/api/v1/analyses", headers={"Authorization": f"Bearer {text}"})
    assert answer.status_code == 403


def test_a_token_ends_when_revoked_when_expired_and_with_its_person(client, session, person):
    headers = []
    for name in ("revoked", "expired", "switched off"):
        made, text = tokens.make_token(session, person, name=name)
        if name == "revoked":
            tokens.revoke(session, person, made.id)
        if name == "expired":
            made.expires_at = now() - timedelta(minutes=1)
        headers.append({"Authorization": f"Bearer {text}"})
    session.commit()
    assert [client.get("/api/v1/analyses", headers=one).status_code for one in headers] == [401, 401, 200]
    accounts.switch_off(session, person, by=make_person(session, is_admin=True))
    session.commit()
    assert client.get("/api/v1/analyses", headers=headers[2]).status_code == 401


def test_the_day_of_the_last_use_is_written_once_a_day(client, session, person, bearer, count_queries):
    assert client.get("/api/v1/analyses", headers=bearer).status_code == 200
    session.commit()
    assert tokens.tokens_of(session, person)[0].last_used_on == now().date()
    before = count_queries()
    client.get("/api/v1/analyses", headers=bearer)
    assert count_queries() - before <= 3


def test_an_answer_takes_no_lock_on_the_record(client, session, bearer):
    assert ask(client, "imr", VALUES, bearer).status_code == 200
    make_person(session)
    session.flush()  # holds the write lock of SQLite
    assert ask(client, "imr", VALUES, bearer).status_code == 200


def test_the_openapi_document_describes_every_analysis(client, bearer):
    document = client.get("/api/v1/openapi.json", headers=bearer).json
    assert document["openapi"].startswith("3.1")
    described = {
        path.removeprefix("/api/v1/analyses/") for path in document["paths"] if "post" in document["paths"][path]
    }
    assert described == set(analyses())
    power = document["paths"]["/api/v1/analyses/power"]["post"]["requestBody"]["content"]["application/json"]["schema"]
    assert len(power["oneOf"]) == 12
    assert document["components"]["securitySchemes"]["token"]["scheme"] == "bearer"


def test_every_example_fits_the_schema_of_its_analysis(client, bearer):
    """The types of the document are those that the faces take."""
    types = {
        "number": (int, float),
        "integer": int,
        "string": str,
        "boolean": bool,
        "array": list,
        "object": dict,
        "null": type(None),
    }

    def fits(value, schema):
        if "anyOf" in schema:
            return any(fits(value, one) for one in schema["anyOf"])
        kinds = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
        good = any(isinstance(value, types[kind]) for kind in kinds)
        return good and (
            not isinstance(value, list) or all(fits(one, schema.get("items", {"type": list(types)})) for one in value)
        )

    document = client.get("/api/v1/openapi.json", headers=bearer).json
    for name in analyses():
        schema = document["paths"][f"/api/v1/analyses/{name}"]["post"]["requestBody"]["content"]["application/json"][
            "schema"
        ]
        forms = schema.get("oneOf", [schema])
        for example in examples_of(name):
            assert any(
                set(form["required"]) <= set(example)
                and all(
                    key in form["properties"] and fits(value, form["properties"][key]) for key, value in example.items()
                )
                for form in forms
            ), (name, example)
