"""Monte Carlo against closed forms, the safe formula, the cost of quality and the flow of the work."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dmaic.errors import StatisticsError
from dmaic.statistics.expression import parse_formula
from dmaic.statistics.faces import planning as faces
from dmaic.statistics.flow import FlowStep, flow
from dmaic.statistics.monte_carlo import Input, simulate
from dmaic.statistics.quality_cost import CostItem, quality_cost

A = {"name": "a", "distribution": "normal", "mean": 10, "sd": 3}
B = {"name": "b", "distribution": "normal", "mean": 5, "sd": 4}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("2 + 3 * 4", 14),
        ("y = (2 + 3) * 4", 20),
        ("-2 ** 2", -4),
        ("2 ** -1", 0.5),
        ("sqrt(9) + exp(0) + log(1) + abs(-2)", 6),
        ("min(3, x, 7) + max(1, 2)", 4),
        ("x / 4 - -1", 1.5),
        ("1e3", 1000),
    ],
)
def test_a_formula_is_worked_out(text, value):
    assert parse_formula(text).evaluate({"x": np.array([2.0])})[0] == pytest.approx(value)


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("", "no formula"),
        ("x +", "can't be read"),
        ("(" * 300 + "x" + ")" * 300, "longer|can't be read"),
        ("(" * 240 + "x" + ")" * 240, "can't be read|too many"),
        ("+".join(["x"] * 150), "too many parts"),
        ("x ^ 2", "Write a power"),
        ("__import__('os').system('true')", "Known functions"),
        ("x.real", "something else"),
        ("x[0]", "something else"),
        ("[x for x in (1, 2)]", "something else"),
        ("lambda: 1", "something else"),
        ("x if x else 1", "something else"),
        ("x < 2", "something else"),
        ("x and 2", "something else"),
        ("x // 2", "something else"),
        ("not x", "something else"),
        ("'text'", "no number"),
        ("True", "no number"),
        ("2j", "no number"),
        ("sqrt", "is a function"),
        ("sqrt(1, 2)", "one argument"),
        ("min(1)", "two or more"),
        ("min(*x)", "something else"),
        ("log(x, base=2)", "Known functions"),
        ("x := 3", "can't be read"),
        ("1\x00", "can't be read"),
        ("9" * 400, "too large"),
    ],
)
def test_anything_but_arithmetic_is_refused(text, word):
    with pytest.raises(StatisticsError, match=word):
        parse_formula(text)


def test_a_tower_of_powers_ends_at_once():
    with pytest.raises(StatisticsError, match="no finite number"):
        simulate("9 ** 9 ** 9 ** 9", [], draws=1000)


def test_a_formula_of_numbers_alone_is_a_constant():
    found = simulate("1 + 1", [], draws=1000, usl=3)
    assert (found.mean, found.sd, found.ppm_outside) == (2, 0, 0)


def test_the_sum_of_normals_has_the_known_mean_sd_and_tail():
    found = faces.monte_carlo({"formula": "a + b", "inputs": [A, B], "usl": 20, "draws": 200_000, "seed": 3})
    assert found["mean"] == pytest.approx(15, abs=4 * found["mean_error"])
    assert found["sd"] == pytest.approx(5, rel=0.01)
    low, high = found["ppm_outside_ci"]
    assert low < 158_655 < high
    shares = {row.name: row.share for row in found["sensitivity"]}
    assert shares == pytest.approx({"b": 16 / 25, "a": 9 / 25}, abs=0.02)
    assert sum(shares.values()) == pytest.approx(1)


@pytest.mark.parametrize(
    ("row", "mean"),
    [
        ({"distribution": "uniform", "low": 2, "high": 4}, 3),
        ({"distribution": "triangular", "low": 0, "mode": 1, "high": 5}, 2),
        ({"distribution": "lognormal", "meanlog": 0, "sdlog": 0.5}, math.exp(0.125)),
        ({"distribution": "weibull", "shape": 2, "scale": 3}, 3 * math.gamma(1.5)),
        ({"distribution": "exponential", "mean": 7}, 7),
        ({"distribution": "discrete", "values": [0, 10], "probabilities": [0.7, 0.3]}, 3),
        ({"distribution": "data", "values": [1, 2, 6]}, 3),
        ({"distribution": "constant", "value": 4}, 4),
    ],
)
def test_every_distribution_has_its_mean(row, mean):
    found = faces.monte_carlo({"formula": "x", "inputs": [{"name": "x", **row}], "draws": 50_000})
    assert found["mean"] == pytest.approx(mean, rel=0.02)


def test_a_seed_repeats_and_another_input_leaves_the_draws_alone():
    case = {"formula": "a", "inputs": [A], "draws": 2000, "seed": 9}
    first = faces.monte_carlo(case)
    assert faces.monte_carlo(case) == first
    wider = faces.monte_carlo({**case, "inputs": [A, B]})
    assert wider["mean"] == first["mean"]
    assert "not in the formula" in wider["cautions"][0]
    assert faces.monte_carlo({**case, "seed": 10})["mean"] != first["mean"]


def test_few_draws_outside_are_cautioned():
    found = simulate("a", [Input("a", "normal", {"mean": 0, "sd": 1})], usl=3.5, draws=5000)
    assert any("more draws" in text for text in found.cautions)


@given(st.floats(-5, 5), st.floats(0.1, 5))
@settings(max_examples=20)
def test_a_straight_line_moves_mean_and_sd_with_it(shift, slope):
    inputs = [Input("a", "normal", {"mean": 10, "sd": 3})]
    here = simulate("a", inputs, draws=1000)
    there = simulate(f"{slope!r} * a + ({shift!r})", inputs, draws=1000)
    assert there.mean == pytest.approx(slope * here.mean + shift)
    assert there.sd == pytest.approx(slope * here.sd)


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({"formula": "a + c"}, "names c"),
        ({"formula": "log(a - 100)"}, "no finite number"),
        ({"formula": "1 / (a - a)"}, "no finite number"),
        ({"formula": 5}, "formula must be a text"),
        ({"inputs": [A, A]}, "same name"),
        ({"inputs": [{"name": "a", "distribution": "normal", "mean": 1}]}, "sd is missing"),
        ({"inputs": [{"name": "a", "distribution": "normal", "mean": 1, "sd": -1}]}, "must not be negative"),
        ({"inputs": [{"name": "a", "distribution": "cauchy"}]}, "distribution"),
        ({"inputs": [{"name": "a", "distribution": "uniform", "low": 4, "high": 1}]}, "swapped"),
        ({"inputs": [{"name": "a", "distribution": "weibull", "shape": 0, "scale": 1}]}, "above 0"),
        ({"inputs": [{"name": "a", "distribution": "discrete", "values": [1, 2], "probabilities": [1, 1]}]}, "make 1"),
        ({"inputs": "a"}, "list of objects"),
        ({"draws": 10}, "at least 1000"),
        ({"draws": 1e9}, "At most"),
        ({"seed": -1}, "seed"),
        ({"lsl": 5, "usl": 1}, "below the upper"),
        ({"usl": float("nan")}, "finite"),
    ],
)
def test_a_simulation_that_can_not_run_gets_a_sentence(change, word):
    with pytest.raises(StatisticsError, match=word):
        faces.monte_carlo({"formula": "a", "inputs": [A], "draws": 1000, **change})


def test_costs_roll_up_into_four_kinds():
    found = quality_cost(
        [
            CostItem("prevention", "training", 1, 5000),
            CostItem("appraisal", "call monitoring", 2000, 2.5),
            CostItem("internal", "rework", 400, 50),
            CostItem("external", "refunds", 1, 20000),
        ],
        revenue=1_000_000,
    )
    assert found.totals == {"prevention": 5000, "appraisal": 5000, "internal": 20000, "external": 20000}
    assert (found.cost_of_poor_quality, found.cost_of_quality) == (40000, 50000)
    assert (found.failure_share, found.revenue_share) == (0.8, 0.04)
    assert found.lines[0].name == "refunds"
    assert found.cautions == ()


def test_missing_kinds_are_pointed_at():
    found = faces.quality_cost({"items": [{"category": "internal", "name": "rework", "amount": 10}]})
    assert len(found["cautions"]) == 2


@pytest.mark.parametrize(
    ("items", "word"),
    [
        ([], "no cost"),
        ([{"category": "luck", "name": "x", "amount": 1}], "category"),
        ([{"category": "internal", "name": "x", "amount": -1}], "negative"),
        ([{"category": "internal", "name": "x", "quantity": 1}], "unit_cost"),
        ([{"category": "internal", "name": "", "amount": 1}], "name must be a text"),
    ],
)
def test_costs_that_can_not_be_get_a_sentence(items, word):
    with pytest.raises(StatisticsError, match=word):
        faces.quality_cost({"items": items})
    with pytest.raises(StatisticsError, match="category"):
        quality_cost([CostItem("luck", "x", 1, 1)])


STEPS = [
    {"name": "take call", "value": "VA", "touch_time": 4, "wait_time": 1, "yield": 0.9},
    {"name": "approve", "value": "BNVA", "touch_time": 2, "wait_time": 480, "yield": 0.95},
    {"name": "re-key", "value": "NVA", "touch_time": 6, "wait_time": 7, "yield": 0.8},
]


def test_the_map_is_walked():
    found = faces.flow({"steps": STEPS, "throughput": 0.1, "available_time": 450, "demand": 90})
    assert (found["lead_time"], found["touch_time"]) == (500, 12)
    assert found["process_cycle_efficiency"] == pytest.approx(4 / 500)
    assert found["rty"] == pytest.approx(0.684)
    assert (found["slowest"], found["longest_wait"]) == ("re-key", "approve")
    assert (found["takt"], found["over_takt"]) == (5, ("re-key",))
    assert found["work_in_process"] == pytest.approx(50)
    assert "0.8 %" in found["sentence"]


def test_a_step_without_yield_leaves_the_roll_up_open():
    found = flow([FlowStep("a", "NVA", 1, 0, 0.9), FlowStep("b", "NVA", 1)])
    assert found.rolled is None
    assert found.longest_wait is None
    assert len(found.cautions) == 2


@pytest.mark.parametrize(
    ("steps", "word"),
    [
        ([], "no steps"),
        ([{"name": "a", "value": "VA"}], "All times are 0"),
        ([{"name": "a", "value": "good", "touch_time": 1}], "value"),
        ([{"name": "a", "value": "VA", "touch_time": -1}], "negative"),
        ([{"name": "a", "value": "VA", "touch_time": 1, "yield": 90}], "Write 90 % as 0.9"),
    ],
)
def test_a_map_that_can_not_be_walked_gets_a_sentence(steps, word):
    with pytest.raises(StatisticsError, match=word):
        faces.flow({"steps": steps})
    with pytest.raises(StatisticsError, match="one of VA"):
        flow([FlowStep("a", "good", 1)])
