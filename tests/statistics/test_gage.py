"""Gage R&R: published studies, choices that are named, the verdict."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dmaic.errors import StatisticsError
from dmaic.statistics.gage import (
    appraiser_charts,
    average_range_model,
    gage_crossed,
    gage_expanded,
    gage_nested,
)
from dmaic.statistics.gage.model import Scale
from dmaic.statistics.result import State
from tests.statistics.gage_data import AIAG, BLOCKS, MONTGOMERY, PASTRIES, long_table


def rows_of(model):
    return {row.source: row for row in model.anova}


def sd(model, name):
    return model.component(name).stddev


def test_the_manual_s_study_gives_the_printed_analysis_of_variance():
    study = gage_crossed(AIAG)
    rows = rows_of(study.models["with_interaction"])
    assert rows["operator"].ss == pytest.approx(3.1673, abs=5e-5)
    assert rows["part"].ss == pytest.approx(88.3619, abs=5e-5)
    assert rows["interaction"].ss == pytest.approx(0.3590, abs=5e-5)
    assert rows["repeatability"].ss == pytest.approx(2.7589, abs=5e-5)
    assert rows["total"].ss == pytest.approx(94.6471, abs=5e-5)
    assert rows["operator"].f == pytest.approx(79.406, abs=5e-4)
    assert rows["part"].f == pytest.approx(492.291, abs=5e-4)
    assert rows["interaction"].f == pytest.approx(0.434, abs=5e-4)


def test_the_manual_s_study_gives_the_printed_components():
    study = gage_crossed(AIAG)
    assert study.use == "without_interaction"
    assert sd(study.chosen, "repeatability") == pytest.approx(0.199933, abs=5e-7)
    assert sd(study.chosen, "reproducibility") == pytest.approx(0.226838, abs=5e-7)
    assert sd(study.chosen, "gage_rr") == pytest.approx(0.302373, abs=2e-6)
    assert sd(study.chosen, "part") == pytest.approx(1.042327, abs=1e-6)
    assert study.chosen.component("gage_rr").pct_contribution == pytest.approx(7.76, abs=5e-3)
    assert study.chosen.ndc == 4
    assert sd(study.models["with_interaction"], "gage_rr") == pytest.approx(0.3132, abs=5e-5)


def test_the_manual_s_average_and_range_sheet_is_met_within_its_rounded_constants():
    model = average_range_model(AIAG, Scale())
    printed = {"repeatability": 0.20188, "operator": 0.22963, "gage_rr": 0.30575, "part": 1.10456, "total": 1.14610}
    for name, value in printed.items():
        assert sd(model, name) == pytest.approx(value, rel=3e-4)
    assert model.component("gage_rr").pct_study_var == pytest.approx(26.68, abs=0.01)
    assert model.ndc == 5


def test_repeatability_by_ranges_names_its_constant():
    plain = average_range_model(AIAG, Scale())
    starred = average_range_model(AIAG, Scale(), ev_constant="d2_star")
    assert sd(starred, "repeatability") < sd(plain, "repeatability")
    assert sd(starred, "repeatability") == pytest.approx(sd(plain, "repeatability"), rel=0.01)
    with pytest.raises(StatisticsError, match="d2 or d2_star"):
        average_range_model(AIAG, Scale(), ev_constant="K1")


def test_montgomery_s_study_is_met():
    study = gage_crossed(MONTGOMERY, tolerance=52)
    full, pooled = study.models["with_interaction"], study.models["without_interaction"]
    rows = rows_of(full)
    assert (rows["part"].ss, rows["operator"].ss) == (pytest.approx(1185.43, abs=0.01), pytest.approx(2.62, abs=0.01))
    assert (rows["interaction"].ss, rows["repeatability"].ss) == (pytest.approx(27.05), pytest.approx(59.50))
    assert (rows["part"].f, rows["operator"].f) == (pytest.approx(87.65, abs=0.01), pytest.approx(1.84, abs=0.01))
    assert (rows["operator"].p, rows["interaction"].p) == (
        pytest.approx(0.173, abs=5e-4),
        pytest.approx(0.861, abs=5e-4),
    )
    assert full.component("part").variance == pytest.approx(10.2798, abs=5e-5)
    assert full.component("operator").variance == pytest.approx(0.0149, abs=5e-5)
    assert full.negative == ("interaction",)
    assert pooled.component("repeatability").variance == pytest.approx(0.88316, abs=5e-6)
    assert pooled.component("operator").variance == pytest.approx(0.01063, abs=5e-6)
    assert pooled.component("part").variance == pytest.approx(10.25127, abs=5e-6)
    assert pooled.component("gage_rr").pct_tolerance == pytest.approx(10.91, abs=5e-3)


def test_the_interaction_is_kept_or_dropped_by_the_named_alpha():
    assert gage_crossed(AIAG, alpha=0.25).use == "without_interaction"
    assert gage_crossed(AIAG, alpha=0.98).use == "with_interaction"
    assert gage_crossed(AIAG, use="average_range").use == "average_range"
    assert gage_crossed(AIAG).method["choice"] == "interaction dropped when p > 0.25"
    with pytest.raises(StatisticsError, match="choose one of"):
        gage_crossed(AIAG, use="mixed")
    with pytest.raises(StatisticsError, match="between 0 and 1"):
        gage_crossed(AIAG, alpha=25)


def test_percentages_of_variance_add_up_and_those_of_spread_do_not():
    model = gage_crossed(AIAG).chosen
    gage, part = model.component("gage_rr"), model.component("part")
    assert gage.pct_contribution + part.pct_contribution == pytest.approx(100)
    assert gage.pct_study_var + part.pct_study_var > 110
    assert gage.pct_study_var**2 + part.pct_study_var**2 == pytest.approx(100**2)


def test_an_old_multiplier_changes_spreads_but_no_shares():
    new, old = gage_crossed(AIAG).chosen, gage_crossed(AIAG, study_var_multiplier=5.15).chosen
    assert old.component("gage_rr").study_var == pytest.approx(new.component("gage_rr").study_var * 5.15 / 6)
    assert old.component("gage_rr").pct_study_var == pytest.approx(new.component("gage_rr").pct_study_var)


def test_a_process_sd_from_elsewhere_is_compared_too():
    component = gage_crossed(AIAG, process_sd=2.0).chosen.component("gage_rr")
    assert component.pct_process == pytest.approx(100 * component.stddev / 2)


def test_bands_are_held_against_spread_and_not_against_variance():
    verdict = gage_crossed(AIAG, tolerance=8).verdict
    levels = {judgement.measure: (judgement.level, judgement.bands) for judgement in verdict.judgements}
    assert levels["pct_study_var"] == ("conditional", (10.0, 30.0))
    assert levels["pct_tolerance"] == ("conditional", (10.0, 30.0))
    assert levels["pct_contribution"] == ("conditional", (1.0, 9.0))
    assert verdict.level == "conditional"
    assert "27.9 %" in verdict.words
    assert "4 categories" in verdict.words
    assert any("reproducibility" in advice for advice in verdict.advice)


def test_a_tight_tolerance_alone_fails_the_gauge():
    assert gage_crossed(MONTGOMERY, tolerance=12).verdict.level == "fail"


def test_nested_parts_follow_the_published_pastries():
    study = gage_nested(PASTRIES)
    rows = rows_of(study.chosen)
    assert rows["operator"].df == 2
    assert rows["part_in_operator"].df == 6
    assert rows["part_in_operator"].f == pytest.approx(59.7646, abs=5e-5)
    assert study.chosen.component("operator").variance == 0
    assert study.chosen.negative == ("operator",)
    assert "below 0" in study.cautions[0]
    assert study.chosen.ndc == 7


def test_an_expanded_study_of_two_factors_is_the_crossed_study():
    table = long_table(AIAG)
    expanded = gage_expanded([row[2] for row in table], {"part": [r[0] for r in table], "who": [r[1] for r in table]})
    crossed = gage_crossed(AIAG).models["with_interaction"]
    for ours, theirs in (("part", "part"), ("who", "operator"), ("part:who", "interaction"), ("gage_rr", "gage_rr")):
        assert sd(expanded.chosen, ours) == pytest.approx(sd(crossed, theirs), abs=1e-12)
    rows = rows_of(expanded.chosen)
    assert rows["part:who"].p == pytest.approx(rows_of(crossed)["interaction"].p)
    assert rows["part"].against == "part:who"


def expanded_case(variances, parts, people, gauges, seed):
    """Simulated part x person x gauge study with all two-factor interactions."""
    rng = np.random.default_rng(seed)
    part, person, gauge = (
        rng.normal(0, math.sqrt(v), n) for v, n in zip(variances[:3], (parts, people, gauges), strict=True)
    )
    both = rng.normal(0, math.sqrt(variances[3]), (parts, people))
    values, columns = [], {"part": [], "person": [], "gauge": []}
    for i in range(parts):
        for j in range(people):
            for k in range(gauges):
                for _ in range(2):
                    noise = rng.normal(0, math.sqrt(variances[4]))
                    values.append(part[i] + person[j] + gauge[k] + both[i, j] + noise)
                    columns["part"].append(f"P{i}")
                    columns["person"].append(f"O{j}")
                    columns["gauge"].append(f"G{k}")
    return values, columns


def test_an_expanded_study_finds_its_components_again():
    values, columns = expanded_case((9.0, 1.0, 4.0, 0.5, 0.25), 40, 20, 20, 11)
    study = gage_expanded(values, columns)
    found = {component.name: component.variance for component in study.chosen.components}
    assert found["part"] == pytest.approx(9, rel=0.5)
    assert found["gauge"] == pytest.approx(4, rel=0.6)
    assert found["part:person"] == pytest.approx(0.5, rel=0.1)
    assert found["repeatability"] == pytest.approx(0.25, rel=0.05)
    assert found["part:gauge"] == pytest.approx(0, abs=0.01)


def test_unequal_cells_of_an_expanded_study_are_refused_by_name():
    values, columns = expanded_case((9.0, 1.0, 4.0, 0.5, 0.25), 4, 2, 2, 1)
    with pytest.raises(StatisticsError, match="part P3, person O1, gauge G1 has 1 readings where others have 2"):
        gage_expanded(values[:-1], {name: column[:-1] for name, column in columns.items()})
    with pytest.raises(StatisticsError, match="No column is called"):
        gage_expanded(values, columns, part="piece")
    with pytest.raises(StatisticsError, match="one level only"):
        gage_expanded(values, columns | {"person": ["A"] * len(values)})


def test_one_trial_gives_the_pooled_model_only_and_says_so():
    study = gage_crossed([[cell[:1] for cell in row] for row in AIAG])
    assert set(study.models) == {"without_interaction"}
    assert "also holds the interaction" in study.cautions[0]


def test_a_gauge_without_noise_gets_no_category_count_but_a_sentence():
    study = gage_crossed([[[float(part)] * 2] * 2 for part in (1, 2, 3)])
    assert study.chosen.ndc is None
    assert study.intervals[-1].state is State.WITHHELD
    assert any("rounded" in caution for caution in study.cautions)


def test_charts_by_appraiser_show_parts_beyond_measurement_noise():
    charts = appraiser_charts(AIAG)
    # AIAG MSA: mean range 0.3417, UCL of ranges 0.880, limits of means 0.001 +- 0.35
    assert charts.mean_range == pytest.approx(0.3417, abs=5e-5)
    assert charts.range_ucl == pytest.approx(0.880, abs=1e-3)
    assert charts.mean_ucl - charts.grand_mean == pytest.approx(0.3496, abs=2e-4)
    assert charts.means.shape == (3, 10)
    assert charts.share_of_means_outside > 0.5
    # appraiser B's readings of part 4 (0.01, 1.03, 0.20) are the one range beyond the limit
    assert charts.ranges_outside == ((1, 3),)


def test_parts_too_alike_are_cautioned_on_the_charts():
    rng = np.random.default_rng(3)
    assert any("too alike" in caution for caution in appraiser_charts(rng.normal(0, 1, (10, 3, 3))).cautions)


@settings(max_examples=30, deadline=None)
@given(BLOCKS, st.floats(0.001, 1000), st.floats(-1000, 1000))
def test_another_unit_changes_spreads_in_proportion_and_no_shares(block, factor, shift):
    plain, other = gage_crossed(block).chosen, gage_crossed(block * factor + shift).chosen
    assert plain.name == other.name
    for one, two in zip(plain.components, other.components, strict=True):
        assert two.stddev == pytest.approx(one.stddev * factor, rel=1e-5, abs=1e-6 * factor)
        assert two.pct_study_var == pytest.approx(one.pct_study_var, rel=1e-5, abs=1e-4)


def test_a_tiny_study_with_a_good_figure_decides_nothing():
    """Three parts, two appraisers, two trials: the point lies in the band, its interval from the first to the last."""
    tiny = [[[10.0, 10.1], [10.1, 10.2]], [[15.0, 15.1], [15.2, 15.1]], [[20.0, 20.1], [20.2, 20.1]]]
    verdict = gage_crossed(tiny, tolerance=20).verdict
    assert verdict.level == "undecided"
    assert verdict.words.startswith("Not decided: the study is too small")
    assert "7 more parts (10 in all) and 1 more appraiser (3 in all)" in verdict.advice[0]
    assert {one.measure: one.level for one in verdict.judgements}["pct_tolerance"] in {"ok", "undecided"}
