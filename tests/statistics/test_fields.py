"""Every analysis declares what its face reads: no more, no less; and shows an input that its face answers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from importlib import import_module
from typing import Any

import pytest

from dmaic.errors import BadInput, NotFound
from dmaic.statistics.cases import published_cases
from dmaic.statistics.fields import declared, fields_of
from dmaic.statistics.fields.blame import blamed
from dmaic.statistics.fields.declared import Kind, lead_of
from dmaic.statistics.fields.examples import example_of, examples_of
from dmaic.statistics.fields.size import HIGHEST, MOST_BY_ANALYSIS, MOST_GROUPS, MOST_VALUES, TooMuch, refuse_too_much
from dmaic.statistics.registry import analyses, analysis_named
from tests.statistics.face_inputs import INPUTS

EACH = pytest.mark.parametrize("name", list(analyses()))
# Inputs that reach the fields which stand in for others.
INSTEAD: list[tuple[str, dict[str, Any]]] = [
    ("summary", {"first": 1, "then_alternating": [1, 2], "n": 9}),
    ("proportions", {"kind": "variance", "sd": 2, "n": 20}),
    ("nps", {"promoters": 0.5, "detractors": 0.2, "n": 100}),
    ("power", {"test": "t_two_sample", "delta": 1, "sd": 2, "n1": 20, "n2": 30}),
    (
        "capability_nonnormal",
        {"method": "percentile", "distribution": "normal", "parameters": {"mean": 5, "sd": 1}, "usl": 9},
    ),
    ("service_level", {"within": 40, "n": 50}),
]
# Published inputs carry words about themselves that no face reads.
NOTES = {"note"}


class Recorded(Mapping[str, Any]):
    """An input that writes down which fields were looked at."""

    def __init__(self, given: Mapping[str, Any]) -> None:
        self.given, self.seen = given, set[str]()

    def __getitem__(self, field: str) -> Any:
        self.seen.add(field)
        return self.given[field]

    def __iter__(self) -> Iterator[str]:
        return iter(self.given)

    def __len__(self) -> int:
        return len(self.given)


def looked_at(name: str, given: Mapping[str, Any]) -> set[str]:
    module, _, function = analysis_named(name).face.partition(":")
    recorded = Recorded(given)
    getattr(import_module(module), function)(recorded)
    return recorded.seen


def inputs_of(name: str) -> Iterator[Mapping[str, Any]]:
    yield from examples_of(name)
    yield from (given for asked, given in [*INPUTS, *INSTEAD] if asked == name)
    for file in published_cases():
        if file["group"] == name:
            yield from (case["input"] for case in file["cases"])


def test_every_analysis_has_fields_and_nothing_else_has():
    assert set(declared()) == set(analyses())


@EACH
def test_every_field_that_the_face_reads_is_declared_and_every_declared_field_is_read(name):
    names = {one.name for one in fields_of(name)}
    other = {word for one in fields_of(name) for word in one.also}
    seen = set().union(*(looked_at(name, given) for given in inputs_of(name)))
    assert seen - names - other - NOTES == set()
    assert (names | other) - seen == set()


@EACH
def test_every_example_is_declared_and_answered_and_every_choice_has_one(name):
    fields, lead = fields_of(name), lead_of(fields_of(name))
    for example in examples_of(name):
        made = {**example, **({lead: example.get(lead, default_of(name, lead))} if lead else {})}
        fitting = {one.name for one in fields if one.fits(made)}
        assert set(example) <= fitting
        assert {one.name for one in fields if one.needed and one.fits(made)} <= set(made)
        assert "unread_fields" not in analysis_named(name).answer(example)
    if lead:
        for value, _ in next(one for one in fields if one.name == lead).choices:
            assert example_of(name, value).get(lead, default_of(name, lead)) == value


def default_of(name: str, field: str) -> Any:
    return next(one.default for one in fields_of(name) if one.name == field)


@EACH
def test_every_choice_is_a_word_that_the_face_knows_and_every_default_is_its_own(name):
    for one in fields_of(name):
        examples = [
            example for example in examples_of(name) if one.only is None or example.get(one.only[0]) in one.only[1]
        ]
        for value, _ in one.choices:
            assert any(is_known(name, {**example, one.name: value}) for example in examples), (one.name, value)
        for example in examples[:1]:
            if one.default is not None and one.name not in example:
                said = dict(analysis_named(name).answer({**example, one.name: one.default}))
                said.pop("unread_fields", None)
                assert said == analysis_named(name).answer(example), one.name


def is_known(name: str, given: Mapping[str, Any]) -> bool:
    """Whether the face knows every word of the input, whatever it says to the data."""
    try:
        analysis_named(name).answer(given)
    except NotFound:
        return False
    except BadInput as refusal:
        return "must be one of" not in str(refusal)
    return True


def test_every_field_says_in_a_sentence_what_it_means():
    for name, fields in declared().items():
        for one in fields:
            assert one.label[:1].isupper(), (name, one.name)
            assert one.meaning.endswith("."), (name, one.name)
            assert (one.kind in {Kind.CHOICE, Kind.NUMBER_OR_WORD}) == bool(one.choices), (name, one.name)
            assert (one.kind is Kind.RECORDS) == bool(one.parts), (name, one.name)


@pytest.mark.parametrize(
    ("name", "given", "field"),
    [
        ("imr", {}, "values"),
        ("imr", {"values": [1, 2, 3], "sigma_method": "x"}, "sigma_method"),
        ("imr", {"values": [1, None, 3]}, "values"),
        ("power", {"test": "anova", "power": 0.9}, "groups"),
        ("k_sample", {"groups": 3}, "groups"),
        ("monte_carlo", {"inputs": []}, "formula"),
    ],
)
def test_a_refusal_is_laid_at_the_field_it_speaks_of(name, given, field):
    with pytest.raises(BadInput) as refused:
        analysis_named(name).answer(given)
    assert blamed(refused.value, fields_of(name)) == field


def test_a_refusal_that_names_no_field_is_laid_at_none():
    assert blamed(BadInput("Something is wrong."), fields_of("imr")) == ""


def test_an_input_with_too_many_values_is_refused_with_what_to_do_instead():
    refuse_too_much("imr", {"values": [1.0] * (MOST_VALUES - 1)})
    with pytest.raises(TooMuch, match="command line"):
        refuse_too_much("imr", {"values": [1.0] * MOST_VALUES, "baseline": 3})
    for name, most in MOST_BY_ANALYSIS.items():
        with pytest.raises(TooMuch, match=f"{most:,}"):
            refuse_too_much(name, {"values": [1.0] * (most + 1)})
    with pytest.raises(TooMuch, match="groups"):
        refuse_too_much("k_sample", {"groups": [[1, 2]] * (MOST_GROUPS + 1)})
    for name, fields in HIGHEST.items():
        for field, (highest, _) in fields.items():
            assert field in {one.name for one in fields_of(name)}
            with pytest.raises(TooMuch, match=field):
                refuse_too_much(name, {field: highest + 1})
