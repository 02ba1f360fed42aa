"""Known cases run through the faces: what counts as right."""

import pytest

from dmaic.errors import BadInput, NotFound
from dmaic.statistics.cases import run_cases, scale_of
from dmaic.statistics.registry import Analysis

ANSWER = {}


def face(given):
    if "stop" in given:
        raise RuntimeError("broken")
    return ANSWER


ECHO = Analysis("echo", "", "", "", "", "", f"{__name__}:face")


def result(expected, got, *, given=None, **tolerance):
    ANSWER.clear()
    ANSWER.update(got)
    case = {"case": "one", "source": "s", "input": given or {"values": [10.0]}, "expected": expected, **tolerance}
    return run_cases({"group": "echo", "cases": [case]}, analysis=ECHO)[0]


@pytest.mark.parametrize(
    ("expected", "got"),
    [
        (1.0, 1.0 + 5e-10),
        (3, 3.0),
        (10, 10.000000000000002),
        (0.0, 5e-9),
        (0, 5e-9),
        (None, None),
        ("inf", float("inf")),
        (True, True),
        ("text", "text"),
        ([1, 2], (1, 2)),
        ({"a": [1.0, {"b": None}]}, {"a": [1.0, {"b": None}], "more": 1}),
    ],
)
def test_right_answers_pass(expected, got):
    assert result({"field": expected}, {"field": got}).passed


@pytest.mark.parametrize(
    ("expected", "got"),
    [
        (1.0, 1.0 + 5e-9),
        (3, 3.0000000001),
        (0, 1),
        (0.0, 2e-8),
        (None, 0.0),
        (1.0, None),
        ("inf", 1e300),
        (True, 1),
        (1, True),
        (False, 0),
        ("text", "Text"),
        ([1, 2], [1, 2, 3]),
        ([1, 2], [2, 1]),
        ({"a": 1}, {"b": 1}),
        ({"a": 1}, 1),
        ([1], 1),
        (1.0, [1.0]),
    ],
)
def test_wrong_answers_fail(expected, got):
    assert not result({"field": expected}, {"field": got}).passed


def test_the_worst_field_is_named_with_both_figures():
    found = result({"a": 1.0, "b": {"c": [1.0, 2.0]}}, {"a": 1.0 + 1e-8, "b": {"c": [1.0, 2.1]}})
    assert (found.worst_field, found.worst_got, found.worst_expected) == ("b.c[1]", 2.1, 2.0)
    assert not found.passed


def test_tolerances_of_the_case_hold():
    assert result({"a": 100.0}, {"a": 101.0}, rtol=0.02).passed
    assert result({"a": 0.0, "b": 5.0}, {"a": 0.1, "b": 5.1}, rtol=0, atol=0.2).passed
    assert result({"a": 0}, {"a": 1e-10}, rtol=0, atol=1e-9).passed


def test_a_missing_field_fails_and_says_so():
    found = result({"a": 1.0}, {})
    assert not found.passed
    assert found.worst_got is None
    assert "no such field" in found.error


def test_nothing_expected_passes():
    assert result({}, {"a": 1}).passed


def test_a_face_that_breaks_fails_its_case_only():
    ANSWER.clear()
    ANSWER["a"] = 1
    cases = [
        {"case": "bad", "input": {"stop": 1}, "expected": {"a": 1}},
        {"case": "good", "input": {}, "expected": {"a": 1}},
    ]
    bad, good = run_cases({"group": "echo", "cases": cases}, analysis=ECHO)
    assert (bad.passed, bad.error, bad.got) == (False, "RuntimeError: broken", None)
    assert good.passed


def test_a_refusal_is_told_in_its_own_words():
    found = run_cases({"group": "imr", "cases": [{"case": "x", "input": {"values": []}, "expected": {"center": 1}}]})
    assert "no values" in found[0].error


def test_scale_is_the_largest_number_of_the_input():
    assert scale_of({"a": [1, {"b": -30.5}], "c": "99", "d": True, "e": None}) == 30.5
    assert scale_of({}) == 1.0


@pytest.mark.parametrize(
    ("broken", "why"),
    [
        (7, 'no "input" object'),
        ({"expected": {"a": 1}}, 'no "input" object'),
        ({"input": [1], "expected": {"a": 1}}, 'no "input" object'),
        ({"input": {}, "expected": [1]}, '"expected" is none'),
        ({"input": {}, "expected": {"a": 1}, "rtol": "small"}, "rtol of the case"),
        ({"input": {}, "expected": {"a": 1}, "atol": -1}, "atol of the case"),
    ],
)
def test_a_case_that_cannot_be_read_fails_alone(broken, why):
    ANSWER.clear()
    ANSWER["a"] = 1
    first, second = run_cases(
        {"group": "echo", "cases": [broken, {"case": "good", "input": {}, "expected": {"a": 1}}]}, analysis=ECHO
    )
    assert not first.passed
    assert why in first.error
    assert second.passed


def test_a_case_without_expected_is_answered_and_cannot_fail():
    ANSWER.clear()
    ANSWER["a"] = 1
    (found,) = run_cases({"group": "echo", "cases": [{"case": "one", "input": {}}]}, analysis=ECHO)
    assert (found.passed, found.got, found.error) == (True, {"a": 1}, None)


@pytest.mark.parametrize("group", [{"group": "imr"}, {"group": "imr", "cases": {}}, [1]])
def test_what_is_no_case_file_is_refused(group):
    with pytest.raises(BadInput):
        run_cases(group)


def test_an_unknown_group_is_refused():
    with pytest.raises(NotFound):
        run_cases({"group": "magic", "cases": []})
