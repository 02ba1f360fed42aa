"""How is an answer told? The conclusion in words first, then cautions, figures, and each test with its assumptions."""

from __future__ import annotations

import json
import shlex
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from dmaic.analyses.conclusions import sentence_of
from dmaic.analyses.labels import TESTS, label
from dmaic.analyses.parts import Figure, Parts, parts_of, said, statistic, without_common_notes
from dmaic.analyses.pictures import pictures_of
from dmaic.charts.drawing import Drawing
from dmaic.statistics.registry import Analysis

_TOLD = frozenset(
    {
        "sentence", "sentences", "words", "words_plain", "advice", "note", "notes", "cautions", "table_cautions",
        "refused", "reading", "readings", "unread_fields", "verdict", "method", "conclusion", "conclusions", "level",
    }
)  # fmt: skip
_FOUND = {
    "supports": "shown",
    "null": "nothing that matters",
    "below practical": "too small to matter",
    "inconclusive": "not shown",
}


@dataclass(frozen=True, slots=True)
class Test:
    """One test as it is read: never a bare p-value."""

    __test__ = False  # pytest collects classes of this name otherwise

    name: str
    question: str
    method: str
    sentence: str
    in_short: str
    figures: list[Figure]
    assumptions: list[Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Shown:
    """An answer ready for its page."""

    sentences: list[str]
    cautions: list[str]
    pictures: list[Drawing]
    parts: Parts
    tests: list[Test]
    input: str
    command: str


def shown(entry: Analysis, given: Mapping[str, Any], answer: Mapping[str, Any]) -> Shown:
    """The answer of an analysis to this input, in words, figures and pictures."""
    pictures = pictures_of(entry.name, given, answer)
    tests = _tests(answer)
    sentences = _sentences(answer) or _of_tests(entry.name, given, tests)
    sentences = sentences or [one for one in [sentence_of(entry.name, answer)] if one]
    if not sentences and pictures:
        sentences = [pictures[0].verdict]
    parts = parts_of(answer, without=_TOLD | _in_tests(answer) | _other_models(answer) | _unrounded(answer))
    return Shown(
        sentences=sentences,
        cautions=list(dict.fromkeys([*_cautions(answer), *without_common_notes(parts)])),
        pictures=pictures,
        parts=parts,
        tests=tests,
        input=json.dumps(given, ensure_ascii=False),
        command=f"dmaic analyze {shlex.quote(entry.name)} < input.json",
    )


def _sentences(answer: Mapping[str, Any]) -> list[str]:
    verdict = answer.get("verdict")
    spoken = [answer, verdict] if isinstance(verdict, Mapping) else [answer]
    found = [
        one[key] for one in spoken for key in ("sentence", "words", "words_plain") if isinstance(one.get(key), str)
    ]
    found += [value for key, value in answer.items() if key.endswith("_sentence") and isinstance(value, str)]
    found += [line for one in spoken for line in one.get("advice") or [] if isinstance(line, str)]
    for one in _records(answer):
        found += [one["sentence"]] if isinstance(one.get("sentence"), str) and "assumptions" not in one else []
    return [text for text in dict.fromkeys(found) if text]


def _records(answer: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Parts of the answer that speak for themselves: groups, profiles, settings."""
    found: list[Mapping[str, Any]] = []
    for key in ("groups", "profiles", "optimum"):
        held = answer.get(key)
        listed = list(held.values()) if isinstance(held, Mapping) else held if isinstance(held, list) else []
        found += [one for one in listed if isinstance(one, Mapping)]
    return found


def _tests(answer: Mapping[str, Any]) -> list[Test]:
    reading = answer.get("reading")
    if not isinstance(reading, Mapping):
        return []
    named = {"": reading} if "question" in reading else reading
    return [_test(name, one) for name, one in named.items() if isinstance(one, Mapping)]


def _in_tests(answer: Mapping[str, Any]) -> frozenset[str]:
    """What is told with the tests: their figures in short, and sentences."""
    reading = answer.get("reading")
    named = set(reading) if isinstance(reading, Mapping) and "question" not in reading else set()
    return frozenset({key for key in answer if key in named or key.endswith("_sentence")})


def _other_models(answer: Mapping[str, Any]) -> frozenset[str]:
    """The models of a gage study that are not the one in use."""
    models = {"with_interaction", "without_interaction", "average_range"}
    return frozenset(models - {answer["use"]}) if answer.get("use") in models else frozenset()


def _unrounded(answer: Mapping[str, Any]) -> frozenset[str]:
    """Fractions of a person or a part: a sample size is told as it is taken."""
    return frozenset({"n", "N"}) if "n_rounded_up" in answer else frozenset()


def _test(name: str, one: Mapping[str, Any]) -> Test:
    df = ", ".join(f"{value:g}" for value in one["df"])
    figures = [Figure(f"{one['statistic_name']}{f' ({df} df)' if df else ''}", said(one["statistic"]))]
    estimate, effect = one["estimate"], one["effect"]
    figures += [statistic(shown) for shown in (estimate, None if effect == estimate else effect) if shown]
    figures.append(Figure("p-value", said(one["p"])))
    title = TESTS.get(name) or one["method"][:1].upper() + one["method"][1:]
    return Test(
        title, one["question"], one["method"], one.get("sentence", ""), _in_short(one), figures, one["assumptions"]
    )


def _in_short(one: Mapping[str, Any]) -> str:
    """What was found and how large it is, on one line."""
    words = [_FOUND.get(one.get("conclusion", ""), "")]
    if one["estimate"]:
        size = statistic(one["estimate"])
        words.append(" ".join(part for part in (size.name, size.value, size.interval and f"({size.interval})") if part))
    return ": ".join(word for word in words if word)


def _of_tests(name: str, given: Mapping[str, Any], tests: list[Test]) -> list[str]:
    """The sentence of the test that answers the question as it was put."""
    if name == "two_sample" and given.get("y") is not None:
        wanted = "aired" if given.get("paired") else "Welch"
        tests = [test for test in tests if wanted in test.name] or tests
    return [tests[0].sentence] if tests and tests[0].sentence else []


def _cautions(answer: Mapping[str, Any]) -> list[str]:
    found = [str(one) for key in ("cautions", "table_cautions", "notes") for one in answer.get(key) or []]
    if isinstance(answer.get("note"), str) and answer["note"]:
        found.append(answer["note"])
    refused = answer.get("refused")
    if isinstance(refused, Mapping):
        found += [f"{label(name)} is withheld: {why}" for name, why in refused.items()]
    elif isinstance(refused, str) and refused:
        found.append(refused)
    found += [one["withheld"] for one in _records(answer) if one.get("withheld")]
    unread = answer.get("unread_fields") or []
    if unread:
        found.append(f"Not used for this answer: {', '.join(unread)}.")
    return list(dict.fromkeys(found))
