"""Analysis of variance of several factors: Montgomery's and Box's examples, formulas, balance."""

import math
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dmaic.errors import StatisticsError
from dmaic.statistics.experiment import factor_anova
from dmaic.statistics.experiment.formula import read_formula
from dmaic.statistics.registry import analysis_named

BATTERY = {
    "life": [
        130, 155, 74, 180, 34, 40, 80, 75, 20, 70, 82, 58, 150, 188, 159, 126, 136, 122, 106, 115, 25, 70, 58, 45, 138,
        110, 168, 160, 174, 120, 150, 139, 96, 104, 82, 60,
    ],
    "material": [m for m in (1, 2, 3) for _ in range(12)],
    "heat": [t for _ in range(3) for t in (15, 70, 125) for _ in range(4)],
}  # fmt: skip


def lines(found):
    return {line.term: line for line in found.lines}


def test_the_battery_experiment_gives_the_published_table():
    found = factor_anova("life ~ C(material)*C(heat)", BATTERY)
    table = lines(found)
    assert {name: (line.df, round(line.ss, 2), round(line.f, 2)) for name, line in table.items()} == {
        "material": (2, 10683.72, 7.91),
        "heat": (2, 39118.72, 28.97),
        "material:heat": (4, 9613.78, 3.56),
    }
    assert (found.residual_df, found.residual_ss) == (27, 18230.75)
    assert found.total_ss == pytest.approx(77646.97, abs=5e-3)
    assert found.balanced
    assert found.cell_means["material"]["3"] == pytest.approx(125.083, abs=5e-4)


def test_blocks_of_penicillin_give_the_published_whole_numbers():
    y = [89, 84, 81, 87, 79, 88, 77, 87, 92, 81, 97, 92, 87, 89, 80, 94, 79, 85, 84, 88]
    data = {"y": y, "blend": list("12345") * 4, "treat": [t for t in "ABCD" for _ in range(5)]}
    found = factor_anova("y ~ blend + treat", data)
    # Box, Hunter & Hunter: blends 264, treatments 70, residuals 226, total 560: exact, without rounding
    assert [line.ss for line in found.lines] == [264, 70, 226][:2]
    assert (found.residual_ss, found.total_ss) == (226, 560)
    assert lines(found)["treat"].p == pytest.approx(0.34, abs=5e-3)


def test_a_latin_square_is_balanced_though_its_cells_are_not_full():
    # Montgomery, rocket propellant: batches 68, operators 150, formulations 330, error 128
    y = [24, 20, 19, 24, 24, 17, 24, 30, 27, 36, 18, 38, 26, 27, 21, 26, 31, 26, 23, 22, 22, 30, 20, 29, 31]
    letters = "ABCDE BCDEA CDEAB DEABC EABCD".replace(" ", "")
    data = {"y": y, "batch": [b for b in "12345" for _ in "12345"], "who": list("12345") * 5, "mix": list(letters)}
    found = factor_anova("y ~ batch + who + mix", data)
    assert [line.ss for line in found.lines] == [68, 150, 330]
    assert found.residual_ss == 128
    assert found.balanced
    assert lines(found)["mix"].f == pytest.approx(7.73, abs=5e-3)


def test_unbalanced_groups_are_said_to_depend_on_order():
    data = {"y": [1.0, 2, 4, 5, 9, 7, 3], "a": list("xxyyyxy"), "b": list("ppqpqqp")}
    one, two = factor_anova("y ~ a + b", data), factor_anova("y ~ b + a", data)
    assert not one.balanced
    assert "depend on the order" in one.cautions[0]
    assert lines(one)["a"].ss != pytest.approx(lines(two)["a"].ss)
    assert lines(one)["a"].marginal_ss == pytest.approx(lines(two)["a"].ss)
    assert lines(one)["b"].marginal_ss == pytest.approx(lines(one)["b"].ss)


def test_numbers_without_a_mark_are_a_slope():
    found = factor_anova("y ~ x", {"y": [1.0, 2.1, 2.9, 4.2], "x": [1, 2, 3, 4]})
    assert lines(found)["x"].df == 1
    assert factor_anova("y ~ C(x)", {"y": [1.0, 2.1, 2.9, 4.2, 4], "x": [1, 2, 3, 4, 4]}).lines[0].df == 3


def test_nested_factors_take_their_own_degrees_of_freedom():
    rng = np.random.default_rng(2)
    data = {
        "y": rng.normal(0, 1, 24).tolist(),
        "site": [s for s in "AB" for _ in range(12)],
        "batch": [b for _ in "AB" for b in "123" for _ in range(4)],
    }
    assert [(line.term, line.df) for line in factor_anova("y ~ site/batch", data).lines] == [
        ("site", 1),
        ("site:batch", 4),
    ]


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("y ~ a", [("a",)]),
        ("y ~ 1 + a", [("a",)]),
        ("y~a*b*c", [("a",), ("b",), ("c",), ("a", "b"), ("a", "c"), ("b", "c"), ("a", "b", "c")]),
        ("y ~ (a + b + c)^2", [("a",), ("b",), ("c",), ("a", "b"), ("a", "c"), ("b", "c")]),
        ("y ~ (a+b)**2 - a:b", [("a",), ("b",)]),
        ("y ~ a:b + a", [("a",), ("a", "b")]),
        ("y ~ C(a) + C(shift type)", [("a",), ("shift type",)]),
    ],
)
def test_formulas_mean_what_they_mean_in_r(text, terms):
    assert list(read_formula(text).terms) == terms


@pytest.mark.parametrize(
    "text", ["", "y", "y ~", "~ a", "y ~ a +", "y ~ (a", "y ~ a ^ b", "y ~ a ? b", "y ~ 1", "y ~ a b"]
)
def test_formulas_that_can_not_be_read_are_refused(text):
    with pytest.raises(StatisticsError, match="formula"):
        read_formula(text)


@pytest.mark.parametrize(
    ("formula", "columns", "sentence"),
    [
        ("y ~ a", {"a": ["x", "y"]}, "no column 'y'"),
        ("y ~ a", {"y": [1, 2]}, "no column 'a'"),
        ("y ~ a", {"y": [1, 2], "a": ["x"]}, "1 rows for 2 values"),
        ("y ~ a", {"y": [1, 2], "a": ["x", "x"]}, "one level only"),
        ("y ~ a", {"y": [1, 2], "a": ["x", None]}, "blank in row 2"),
        ("y ~ a", {"y": [1, math.nan], "a": ["x", "z"]}, "is empty"),
        ("y ~ a", {"y": [1], "a": ["x"]}, "at least 2"),
    ],
)
def test_tables_that_can_not_be_used_are_refused(formula, columns, sentence):
    with pytest.raises(StatisticsError, match=sentence):
        factor_anova(formula, columns)


def test_without_anything_left_for_error_nothing_is_tested():
    found = factor_anova("y ~ a*b", {"y": [1, 2, 3, 5], "a": list("xxzz"), "b": list("pqpq")})
    assert found.residual_ms is None
    assert all(line.f is None for line in found.lines)
    assert "repeat runs" in found.cautions[0]
    same = factor_anova("y ~ a", {"y": [3.3] * 4, "a": list("xxzz")})
    assert (same.total_ss, same.lines[0].f, same.r_squared) == (0, None, None)


def test_the_face_answers_to_short_names_too():
    answer = analysis_named("doe_anova").answer({"formula": "life ~ C(material)*C(heat)", "data": BATTERY})
    assert answer["mat"] == answer["material"]
    assert answer["mat:heat"]["df"] == 4
    assert answer["residual"]["ss"] == 18230.75


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 2**32 - 1), st.floats(0.01, 100))
def test_balanced_sums_add_up_and_neither_order_nor_unit_matters(seed, factor):
    rng = np.random.default_rng(seed)
    cells = [cell for cell in product("xyz", "pq") for _ in range(3)]
    y = rng.normal(0, 1, len(cells))
    order = rng.permutation(len(cells))
    one = factor_anova("y ~ a*b", {"y": y, "a": [c[0] for c in cells], "b": [c[1] for c in cells]})
    two = factor_anova(
        "y ~ b*a",
        {"y": y[order] * factor, "a": [cells[at][0] for at in order], "b": [cells[at][1] for at in order]},
    )
    assert sum(line.ss for line in one.lines) + one.residual_ss == pytest.approx(one.total_ss)
    assert lines(two)["a"].ss == pytest.approx(lines(one)["a"].ss * factor**2)
    assert lines(two)["b:a"].p == pytest.approx(lines(one)["a:b"].p, abs=1e-9)


@pytest.mark.parametrize(
    "formula", ["y ~ C(a)*C(b)", "y ~ C(a) + C(b) + C(a):C(b)", "y ~ C(a)*x", "y ~ (C(a) + C(b))**2"]
)
def test_unbalanced_tables_agree_with_an_independent_program(formula):
    from pandas import DataFrame
    from statsmodels.formula.api import ols
    from statsmodels.stats.anova import anova_lm

    rng = np.random.default_rng(17)
    data = {
        "y": rng.normal(10, 2, 41),
        "a": rng.choice(list("uvw"), 41).tolist(),
        "b": rng.choice(list("pq"), 41).tolist(),
        "x": rng.normal(0, 1, 41),
    }
    model = ols(formula, DataFrame(data)).fit()
    sequential, marginal = anova_lm(model, typ=1), anova_lm(model, typ=2)
    for line in factor_anova(formula, data).lines:
        key = ":".join(part if part == "x" else f"C({part})" for part in line.term.split(":"))
        assert line.ss == pytest.approx(sequential.loc[key, "sum_sq"])
        assert line.p == pytest.approx(sequential.loc[key, "PR(>F)"])
        assert line.marginal_ss == pytest.approx(marginal.loc[key, "sum_sq"])
