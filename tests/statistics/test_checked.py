"""Every input is checked once, and every refusal names what is wrong."""

import numpy as np
import pytest

from dmaic.errors import StatisticsError
from dmaic.statistics.alternatives import checked_alternative, directed_interval
from dmaic.statistics.autocorrelation import lag_correlation, runs_about_median
from dmaic.statistics.capability import capability, indices
from dmaic.statistics.capability_verdict import capability_statistics
from dmaic.statistics.checked import (
    count,
    finite,
    positive,
    sample,
    share,
    spread_of,
    standard_deviation,
    subgroups_of,
)
from dmaic.statistics.faces import given as g
from dmaic.statistics.intervals import clopper_pearson
from dmaic.statistics.nonnormal import nonnormal_statistics
from dmaic.statistics.outliers import grubbs
from dmaic.statistics.pareto import flatness, pareto
from dmaic.statistics.probability_plot import probability_plot
from dmaic.statistics.proportions import many_proportions, two_proportions
from dmaic.statistics.rates import many_rates, two_rates
from dmaic.statistics.summary import histogram, quantile
from dmaic.statistics.within_sigma import within_of_subgroups

VALUES = np.random.default_rng(1).normal(10, 1, 120)


@pytest.mark.parametrize(
    ("act", "word"),
    [
        (lambda: sample([1.0, "x", 2]), "Row 2 of the values holds 'x', which is not a number"),
        (lambda: sample([True, False]), "Row 1 of the values holds True"),
        (lambda: sample([5.0, True, 6]), "Row 2 of the values holds True"),
        (lambda: sample([[1.0], [1.0, 2.0]]), "Row 1 of the values holds .1.0., which is not"),
        (lambda: sample(5), "The values must be a list of numbers"),
        (lambda: sample({"a": 1}, "x"), "x must be a list of numbers"),
        (lambda: sample(np.zeros((2, 2))), "one plain list"),
        (lambda: sample([1, None], "x"), "Row 2 of x is empty"),
        (lambda: sample([1, " "], "x"), "Row 2 of x is empty"),
        (lambda: sample([1, 10**400], "x"), "Row 2 of x is infinite"),
        (lambda: sample(np.array([1, np.nan]), "the readings"), "Row 2 of the readings is empty"),
        (lambda: sample([1e200], "x", each="column"), "Column 1 of x is 1e.200, larger than anything measured"),
        (lambda: sample([], "the readings"), "There are 0 values in the readings; at least 1 is needed"),
        (lambda: sample([1.0], least=2), "There is 1 value; at least 2 are needed"),
        (lambda: standard_deviation(np.array([1.0])), "at least 2"),
        (lambda: spread_of(np.array([3.0, 3.0])), "all equal"),
        (lambda: count(True, name="n"), "whole number"),
        (lambda: count("5", name="n"), "whole number"),
        (lambda: count(2.5, name="n"), "2.5 is not"),
        (lambda: count(-1, name="n"), "at least 0"),
        (lambda: finite("5", name="x"), "must be a number"),
        (lambda: finite(1e200, name="x"), "finite"),
        (lambda: positive(0, name="x"), "above 0"),
        (lambda: share(1.0, name="p"), "between 0 and 1"),
        (lambda: subgroups_of(5), "list of lists"),
        (lambda: subgroups_of([]), "no subgroups"),
        (lambda: subgroups_of([5]), "number 1 is not"),
        (lambda: subgroups_of([[1.0], [None]]), "subgroup 2"),
        (lambda: within_of_subgroups([[1.0], [2.0]]), "No subgroup has 2 values"),
        (lambda: within_of_subgroups([[1.0, 2.0]], estimator="mr"), "Subgroups need"),
        (lambda: capability(VALUES, subgroups=[[1.0, 2.0]], lsl=0), "either single values"),
        (lambda: capability(VALUES, lsl=0, interval_df="none"), "interval_df"),
        (lambda: indices(1, 1, 9, lsl=None, usl=None, df=8), "at least one specification"),
        (lambda: capability(VALUES, lsl=0, lower_is_boundary=True), "at least one specification"),
        (lambda: capability(VALUES, lsl=5, usl=11, upper_is_boundary=True), "natural boundary"),
        (lambda: checked_alternative("more"), "alternative"),
        (lambda: directed_interval(lambda c: clopper_pearson(1, 9, confidence=c), 0.4, "less", floor=0, ceiling=1),
         "above 0.5"),
        (lambda: lag_correlation([1.0, 2.0], 2), "between 1 and 1"),
        (lambda: runs_about_median([1.0] * 9 + [2.0]), "finer resolution"),
        (lambda: quantile([1.0], 0.5, method="sharp"), "quantile method"),
        (lambda: histogram([1.0, 2.0], rule="guess"), "rule for bins"),
        (lambda: histogram([1.0, 2.0], bins=0), "between 1 and 1000"),
        (lambda: probability_plot(VALUES, positions="odd"), "Plotting positions"),
        (lambda: grubbs(VALUES, side="left"), "side"),
        (lambda: flatness([3]), "at least 2 categories"),
        (lambda: flatness([0, 0]), "all counts are 0"),
        (lambda: pareto({"a": 1}, measure="mood"), "measure"),
        (lambda: two_proportions([1, 2, 3], [4, 5, 6]), "two counts"),
        (lambda: many_proportions([1], [4]), "at least 2 groups"),
        (lambda: two_rates([1], [4]), "two counts"),
        (lambda: many_rates([1], [4]), "at least 2 groups"),
        (lambda: many_rates([0, 0], [4, 4]), "observe longer"),
        (lambda: g.numbers({}, "values"), "values"),
        (lambda: g.mapping({"amounts": 3}, "amounts"), "must be an object"),
        (lambda: g.rows({"subgroups": [1]}, "subgroups"), "list of rows"),
        (lambda: g.flag({"stable": "yes"}, "stable"), "true or false"),
        (lambda: g.word({}, "kind", ("a", "b")), "one of a, b"),
    ],
)  # fmt: skip
def test_each_refusal_names_what_is_wrong(act, word):
    with pytest.raises(StatisticsError, match=word) as refusal:
        act()
    assert str(refusal.value).endswith(".")


def test_whole_numbers_of_any_kind_are_counts():
    assert (count(3.0, name="n"), count(np.int64(3), name="n"), count(np.float64(3), name="n")) == (3, 3, 3)
    assert sample(range(3)).tolist() == [0, 1, 2]
    assert sample(v for v in (1, 2)).tolist() == [1, 2]


def test_tiny_and_huge_units_keep_their_spread():
    for scale in (1e-200, 1e-30, 1.0, 1e100):
        assert standard_deviation(np.array([1.0, 2.0, 3.0]) * scale) == pytest.approx(scale)


def test_subgroups_have_a_page_too():
    names = [s.name for s in capability_statistics(subgroups=VALUES.reshape(-1, 4).tolist(), lsl=6, usl=14)]
    assert names[:5] == ["n", "Mean", "SD within", "SD overall", "Observed ppm"]


def test_a_conditional_gage_and_an_upper_boundary_are_cautioned():
    notes = {s.name: s.note for s in capability_statistics(VALUES, lsl=6, stable=True, gage="conditional")}
    assert "conditionally fit" in notes["Ppk"]
    found = capability_statistics(VALUES, lsl=6, usl=VALUES.max(), upper_is_boundary=True, stable=True, gage="ok")
    assert "above the natural boundary" in {s.name: s.note for s in found}["Ppk"]


def test_a_sound_nonnormal_study_is_shown_plainly():
    values = np.random.default_rng(5).lognormal(1, 0.4, 400)
    found = nonnormal_statistics(values, lsl=0.3, distribution="lognormal", stable=True, gage="ok")
    assert {s.state.value for s in found} == {"shown"}
    assert [s.name for s in found] == ["PPL", "Ppk", "Expected ppm overall"]
