"""Effective degrees of freedom against the d2* tables (Duncan, Appendix D3), Wheeler's rule and simulation."""

import numpy as np
import pytest

from dmaic.statistics.capability import capability
from dmaic.statistics.capability_df import effective_df_of_individuals, effective_df_of_subgroups
from dmaic.statistics.capability_verdict import capability_statistics


@pytest.mark.parametrize(("groups", "size", "df"), [(1, 2, 1.0), (1, 5, 3.8), (5, 2, 4.6), (5, 5, 18.4), (10, 5, 36.5)])
def test_mean_ranges_have_the_df_of_the_d2_star_tables(groups, size, df):
    rows = [list(range(size))] * groups
    assert effective_df_of_subgroups(rows, "rbar") == pytest.approx(df, abs=0.1)


def test_pooled_deviations_keep_their_own_df_and_minimum_variance_weights_lose_none():
    assert effective_df_of_subgroups([[1, 2, 3]] * 10, "pooled") == 20
    unlike = [[1, 2]] * 10 + [[1, 2, 3, 4, 5]] * 10
    assert effective_df_of_subgroups(unlike, "mvlue_s") > effective_df_of_subgroups(unlike, "sbar")


def test_moving_ranges_are_worth_six_tenths_of_their_number_as_wheeler_has_it():
    for n in (20, 50, 120):
        assert effective_df_of_individuals(n, "mr") == pytest.approx(0.62 * (n - 1), rel=0.03)
    assert effective_df_of_individuals(50, "mr", gaps=[25]) < effective_df_of_individuals(50, "mr")


@pytest.mark.parametrize("estimator", ["mr", "median_mr", "mssd"])
def test_the_df_are_those_of_a_simulation(estimator):
    steps = np.abs(np.diff(np.random.default_rng(1).normal(size=(20_000, 30)), axis=1))
    found = {
        "mr": steps.mean(axis=1),
        "median_mr": np.median(steps, axis=1),
        "mssd": np.sqrt((steps**2).mean(axis=1)),
    }[estimator]
    seen = (found.mean() / found.std()) ** 2 / 2
    assert effective_df_of_individuals(30, estimator) == pytest.approx(seen, rel=0.06)


def test_the_interval_of_cp_from_moving_ranges_covers_what_it_promises():
    random, held, plain = np.random.default_rng(5), 0, 0
    for values in random.normal(size=(1500, 60)):
        for df in ("effective", "estimator"):
            bounds = capability(values, lsl=-4, usl=4, interval_df=df).within.potential_interval
            inside = bounds.low <= 4 / 3 <= bounds.high
            held, plain = held + (inside and df == "effective"), plain + (inside and df == "estimator")
    assert held / 1500 == pytest.approx(0.95, abs=0.015)
    assert plain / 1500 < 0.91


def test_a_page_names_the_effective_df():
    values = np.random.default_rng(9).normal(50, 4, 120)
    told = {one.name: one.method for one in capability_statistics(values, lsl=30, usl=70)}
    assert "Bissell, 72.4 df (effective)" in told["Cpk"]
    assert told["Ppk"].endswith("Bissell, 119 df")
