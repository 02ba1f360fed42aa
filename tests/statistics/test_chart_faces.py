"""The JSON faces of the charts: published cases, every option, and junk in any field."""

import itertools
import json

import pytest

from dmaic.errors import Refused
from dmaic.statistics.catalogue_charts import ANALYSES
from dmaic.statistics.registry import analysis_named
from tests.statistics.face_inputs import CHARTS, VALUES

GOOD = dict(CHARTS)
JUNK = (
    None, "", "text", "inf", True, -1, 0, 2.5, 1e200, [], {}, [None], ["x"], [[1]], [1, None, 2], {"a": "b"}, [True],
)  # fmt: skip


def answer(name, **given):
    return analysis_named(name).answer(given)


def answer_or_refusal(name, given):
    """The answer, or None with the sentence of the refusal."""
    try:
        return answer(name, **given), ""
    except Refused as refusal:
        return None, str(refusal)


def test_every_analysis_of_the_catalogue_answers():
    assert {entry.name for entry in ANALYSES} == set(GOOD)
    for name, given in GOOD.items():
        assert json.dumps(answer(name, **given), allow_nan=False)


@pytest.mark.parametrize("name", GOOD)
def test_junk_in_any_field_that_lays_out_a_chart_is_answered_or_refused_in_a_sentence(name):
    for field in ("stages", "excluded", "gaps", "missing", "baseline", "center"):
        for junk in JUNK:
            found, refusal = answer_or_refusal(name, {**GOOD[name], field: junk})
            assert found is not None or refusal.endswith("."), refusal
            assert "inf" not in json.dumps(found, allow_nan=False), (field, junk)


@pytest.mark.parametrize("name", [name for name in GOOD if "values" in GOOD[name] or "counts" in GOOD[name]])
@pytest.mark.parametrize("values", [[], [5], [5, 5], [0] * 15, [5] * 15, [1e-300] * 3, [0, 1e-300, 0]])
def test_few_or_constant_values_never_give_an_infinity(name, values):
    field = "counts" if "counts" in GOOD[name] else "values"
    given = {key: value for key, value in GOOD[name].items() if key not in {"baseline", "center", "sigma"}}
    if name == "rules":
        given |= {"center": 5.0, "sigma": 1.0}
    sized = {"sizes": [50] * len(values)} if "sizes" in given else {}
    named = {"products": ["a"] * len(values)} if "products" in given else {}
    found, refusal = answer_or_refusal(name, {**given, field: values, **sized, **named})
    assert "inf" not in json.dumps(found, allow_nan=False)
    assert refusal if found is None else not found.get("beyond_limits")


def test_median_method_still_reports_the_mean_of_the_ranges():
    found = answer("imr", values=VALUES, sigma_method="median_mr")
    assert found["mr_center"] == pytest.approx(sum(abs(a - b) for a, b in itertools.pairwise(VALUES)) / 11)


def test_given_limits_of_an_individuals_chart():
    found = answer("imr", values=VALUES, center=6, sigma=1)
    assert (found["lcl"], found["ucl"], found["beyond_limits"]) == (3.0, 9.0, [])
    assert found["mr_center"] == pytest.approx(1.1283791670955126)


def test_stages_give_one_figure_a_point():
    stages = [{"name": "before", "start": 0}, {"name": "after", "start": 6, "baseline": 4}]
    found = answer("imr", values=VALUES, stages=stages, excluded=[3])
    assert len(found["center"]) == 12
    assert found["center"][0] != found["center"][11]
    assert [stage["used"] for stage in found["stages"]] == [5, 4]


def test_a_gap_in_the_values_is_a_gap_when_asked():
    found = answer("imr", values=[1, 2, None, 4, 5], missing="gap")
    assert found["moving_ranges"] == [None, 1.0, None, None, 1.0]


def test_a_number_as_sigma_of_an_average_chart_is_pre_specified():
    found = answer("xbar", subgroups=[[1, 3], [2, 2]], center=2, sigma=1.0)
    assert found["sigma"] == 1.0
    assert found["xbar_ucl"] == pytest.approx(2 + 3 / 2**0.5)
    assert set(found["sigma_by"]) == {"rbar", "sbar", "mvlue_r", "mvlue_s", "pooled", "pooled_c4"}


def test_unequal_sizes_give_one_limit_a_point_even_where_all_are_cut():
    found = answer("attribute", chart="p", counts=[1, 0, 2], sizes=[10, 12, 14])
    assert found["lcl"] == [0.0, 0.0, 0.0]
    assert answer("attribute", chart="p", counts=[1, 0, 2], sizes=[10, 10, 10])["lcl"] == 0.0
    assert answer("attribute", chart="c", counts=[1, 0, 2], sizes=None)["se"] == 1.0


def test_sums_in_the_unit_of_the_data():
    plain = answer("time_weighted", chart="cusum", values=VALUES, center=6, sigma=2, k=0.5, h=5, fir=2.5)
    in_data = answer(
        "time_weighted", chart="cusum", values=VALUES, center=6, sigma=2, k=0.5, h=5, fir=2.5, units="data"
    )
    assert in_data["plus"] == pytest.approx([2 * one for one in plain["plus"]])
    assert (plain["limit"], in_data["limit"]) == (5.0, 10.0)


def test_centre_and_sigma_of_a_weighted_average_may_be_estimated():
    found = answer("time_weighted", chart="ma", values=VALUES, w=3, baseline=8)
    assert found["center"] == sum(VALUES[:8]) / 8


@pytest.mark.parametrize("kind", ["benneyan", "percentiles", "including"])
def test_each_g_chart_answers(kind):
    found = answer("rare_events", chart="g", values=VALUES, kind=kind)
    assert found["ucl"] > found["mean"] > found["lcl"]


def test_varying_sigma_is_read_point_by_point():
    found = answer("rules", values=[1, 1, 9], center=[0, 0, 6], sigma=[0.2, 1, 1])
    assert found["nelson1"] == [0]
    assert answer("rules", values=[], center=0, sigma=1)["we4"] == []


def test_a_gap_interrupts_the_rules():
    given = {"values": [0.5] * 12, "center": 0, "sigma": 1, "rule_set": ["advised"]}
    assert answer("rules", **given)["nelson2"] == [8, 9, 10, 11]
    assert answer("rules", **given, gaps=[6])["nelson2"] == []
    assert answer("rules", **given, excluded=[6])["nelson2"] == []


@pytest.mark.parametrize(("name", "more"), [("imr", {}), ("attribute", {}), ("rare_events", {"chart": "t"})])
def test_a_chart_judged_by_a_rule_set_names_signals_and_the_chance_of_a_false_one(name, more):
    field = "counts" if name == "attribute" else "values"
    run = [3] * 2 + [4, 5] * 6 + [12, 13] * 6
    sizes = {"sizes": [50] * len(run)} if name == "attribute" else {}
    found = answer(name, **{**GOOD[name], field: run, **sizes, **more, "baseline": None, "rule_set": "nelson"})
    same_side = next(one for one in found["signals"] if one["rule"] == "nelson2" and one["panel"] == 0)
    assert same_side["points"] == list(range(same_side["first"], same_side["last"] + 1))
    assert same_side["last"] - same_side["first"] >= 8
    assert 0.1 < found["false_alarm"]["chance"] < 0.6
    assert found["false_alarm"]["n"] == len(run)
    assert "signals" not in answer(name, **{**GOOD[name], field: run, **sizes, **more})


def test_the_range_chart_is_given_as_it_is_drawn():
    values = [5, 7, 4, 9, 6, 8, 3, 7, 6, 5]
    ranges = sorted(abs(b - a) for a, b in itertools.pairwise(values))
    found = answer("imr", values=values, sigma_method="median_mr")
    median = ranges[4]
    # Wheeler's factor of the median moving range is 3.865.
    assert found["range_chart"]["center"] == median
    assert found["range_chart"]["ucl"] == pytest.approx(3.865 * median, rel=3e-4)
    plain = answer("imr", values=values)
    assert plain["range_chart"] == {"center": plain["mr_center"], "lcl": 0.0, "ucl": pytest.approx(plain["mr_ucl"])}
