"""The examples of docs/api.md work as they stand."""

from __future__ import annotations

import json
import re
import shlex
from pathlib import Path

from dmaic.people import tokens
from dmaic.statistics.fields.size import MOST_VALUES
from tests.factories import make_person

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "api.md").read_text(encoding="utf-8")


def commands() -> list[list[str]]:
    """The curl commands of the page, cut as a shell cuts them."""
    blocks = re.findall(r"```sh\n(.*?)```", PAGE, re.DOTALL)
    return [shlex.split(block) for block in blocks if block.startswith("curl")]


def test_every_curl_example_is_answered(client, session):
    person = make_person(session)
    _, text = tokens.make_token(session, person, name="page")
    session.commit()
    assert len(commands()) == 5
    for words in commands():
        url = next(word for word in words if word.startswith("$DMAIC_URL")).removeprefix("$DMAIC_URL")
        headers = [words[at + 1] for at, word in enumerate(words) if word == "-H"]
        sent = dict(line.replace("$DMAIC_TOKEN", text).split(": ", 1) for line in headers)
        method = words[words.index("-X") + 1] if "-X" in words else "GET"
        data = words[words.index("--data") + 1].encode() if "--data" in words else None
        answer = client.open(url, method=method, data=data, headers=sent, token=False)
        assert answer.status_code == 200, (words, answer.text)
        assert json.loads(answer.text)


def test_the_page_names_the_bound_that_holds():
    assert f"{MOST_VALUES:,} values" in PAGE
