"""Plain words: what a yield means, what bad experiences cost, whether a promise can be made, customers by value."""

from __future__ import annotations

import pytest

from dmaic.errors import BadInput
from dmaic.measure.service.plain import abc_split, price_of_bad_experiences, promise_readiness, yield_in_words


def test_99_percent_is_seven_hours_without_power_a_month() -> None:
    assert yield_in_words(0.99, a_year=50_000) == [
        "99 % of a month with power is 7.3 hours without it.",
        "It fails one in 100.",
        "At this yield 500 of 50\u202f000 customers a year would meet a failure.",
    ]


@pytest.mark.parametrize(
    ("share", "time", "one_in"),
    [
        (0.9999966, "9 seconds", "294\u202f000"),
        (0.99977, "10 minutes", "4\u202f350"),
        (0.9332, "2 days", "15"),
        (0.5, "15 days", "2"),
        (0.97, "21.9 hours", "33.3"),
    ],
)
def test_every_yield_has_its_time_without_power(share: float, time: str, one_in: str) -> None:
    first, second = yield_in_words(share)
    assert time in first
    assert second == f"It fails one in {one_in}."


def test_the_edges_of_a_yield_are_said_too() -> None:
    assert yield_in_words(1)[0].startswith("100 % is no failure")
    assert yield_in_words(0)[1] == "It fails every time."
    for share, a_year in ((1.2, None), (-0.1, None), (0.9, -1)):
        with pytest.raises(BadInput):
            yield_in_words(share, a_year=a_year)


def test_the_price_of_bad_experiences_is_arithmetic_anyone_can_follow() -> None:
    steps = price_of_bad_experiences(20_000, 0.12, 0.2, 150)
    assert [step.amount for step in steps] == [20_000, 2_400, 480, 72_000]
    assert steps[1].how == "20\u202f000 x 12 %"
    # what is shown can be counted again: 12 345 x 33.3 % = 4 111, 4 111 x 12.5 % = 514, 514 x 87.7 = 45 077.8
    odd = price_of_bad_experiences(12_345, 0.333, 0.125, 87.7)
    assert [step.amount for step in odd] == [12_345, 4_111, 514, pytest.approx(45_077.8)]
    assert [step.how for step in odd[1:]] == ["12\u202f345 x 33.3 %", "4\u202f111 x 12.5 %", "514 x 87.70"]
    assert "fewer than one a year of 100 customers" in yield_in_words(1 - 1e-7, a_year=100)[2]
    for wrong in ((-1, 0.1, 0.1, 1), (1, 1.1, 0.1, 1), (1, 0.1, -0.1, 1), (1, 0.1, 0.1, -1)):
        with pytest.raises(BadInput):
            price_of_bad_experiences(*wrong)


def test_a_promise_is_ready_when_four_things_are() -> None:
    ready = promise_readiness(kept_today=0.96, wanted=0.95, price_of_a_break=20, monitored=True, informed=True)
    assert [one.met for one in ready] == [True] * 4
    bare = promise_readiness(kept_today=None, wanted=0.95, price_of_a_break=None, monitored=False, informed=False)
    assert [one.met for one in bare] == [False] * 4
    short = promise_readiness(kept_today=0.9, wanted=0.95, price_of_a_break=0, monitored=True, informed=True)
    assert (short[0].met, short[1].met) == (False, True)
    assert "5 points short" in short[0].why
    with pytest.raises(BadInput):
        promise_readiness(kept_today=0.9, wanted=0, price_of_a_break=None, monitored=False, informed=False)


def test_customers_are_split_by_value() -> None:
    values = {"a": 60.0, "b": 25.0, "c": 8.0, "d": 4.0, "e": 3.0, "f": 0.0}
    assert abc_split(values) == {"a": "A", "b": "A", "c": "B", "d": "B", "e": "C", "f": "C"}
    for wrong, share in (({}, 0.8), ({"a": -1.0}, 0.8), ({"a": 1.0}, 0.96)):
        with pytest.raises(BadInput):
            abc_split(wrong, a_share=share)
