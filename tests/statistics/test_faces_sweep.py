"""Whatever is sent to the face of any analysis, the answer is plain JSON or a sentence."""

import copy
import json
import math

import pytest

from dmaic.errors import Refused
from dmaic.statistics.registry import analyses, analysis_named
from tests.statistics.face_inputs import INPUTS

WRONG = [None, math.nan, math.inf, "x", "inf", "", [], {}, True, 0, -1, 0.5, 1e9, 1e200, 10**30, [[1]]]
# A level without defects, a ratio to nothing, and odds with an empty cell are endless in the published form.
ENDLESS = {"sigma_level", "proportions", "contingency"}
# People, categories, steps and strata may have any name.
NAMED = {
    *("gage_plan", "attribute_agreement", "doe_anova", "doe_run_sheet", "flow", "monte_carlo", "quality_cost"),
    *("mix_shift", "gap_share", "seasonality", "survival"),
}
IDS = [f"{number}-{name}" for number, (name, _) in enumerate(INPUTS)]
each_input = pytest.mark.parametrize(("name", "given"), INPUTS, ids=IDS)


def ends(value):
    """The branches of a JSON value; of a list only the first and the last."""
    if isinstance(value, dict):
        return list(value.items())
    return [(place, value[place]) for place in sorted({0, len(value) - 1})] if isinstance(value, list) and value else []


def paths(value, here=()):
    if here:
        yield here
    for key, item in ends(value):
        yield from paths(item, (*here, key))


def at(value, path):
    for key in path:
        value = value[key]
    return value


def changed(given, path, value):
    copied = copy.deepcopy(given)
    at(copied, path[:-1])[path[-1]] = value
    return copied


def columns(given):
    """Where the input holds a list of numbers."""
    for path in paths(given):
        held = at(given, path)
        if isinstance(held, list) and held and all(isinstance(one, int | float) for one in held):
            yield path, held


def degenerate(held):
    n = len(held)
    yield from ([], held[:1], held[:2], held[:-1], [*held, held[0]])
    yield from ([held[0]] * n, [0] * n, ["a"] * n, [None] * n, [math.nan] * n, [math.inf] * n)
    for factor in (-1, 1e-300, 1e120):
        yield [factor * one for one in held]
    for offset in (1e9, 1e15):
        yield [offset + one for one in held]


def refusal(name, given):
    """The sentence of a refusal; None when there is an answer, which has to be plain JSON."""
    try:
        text = json.dumps(analysis_named(name).answer(given), allow_nan=False)
    except Refused as refused:
        return str(refused)
    assert name in ENDLESS | NAMED or '"inf"' not in text, given
    return None


def assert_answered_or_refused_in_words(name, given):
    sentence = refusal(name, given)
    assert sentence is None or (len(sentence) > 15 and sentence.endswith((".", "?"))), (given, sentence)


def test_every_analysis_of_the_registry_is_swept():
    assert {name for name, _ in INPUTS} == set(analyses())


@each_input
def test_a_good_input_is_answered_and_any_spoiled_one_answered_or_refused_in_words(name, given):
    assert refusal(name, given) is None
    for path in paths(given):
        for wrong in WRONG:
            assert_answered_or_refused_in_words(name, changed(given, path, wrong))


@each_input
def test_a_missing_field_takes_its_default_or_is_named(name, given):
    for field in given:
        assert_answered_or_refused_in_words(name, {key: value for key, value in given.items() if key != field})


@each_input
def test_degenerate_columns_are_answered_or_refused_in_words(name, given):
    for path, held in columns(given):
        for column in degenerate(held):
            assert_answered_or_refused_in_words(name, changed(given, path, column))
