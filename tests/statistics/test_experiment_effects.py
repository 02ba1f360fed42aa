"""Effects, Lenth, centre points, reduced models and their reading: Montgomery's examples."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dmaic.errors import StatisticsError
from dmaic.statistics.experiment import (
    analyze_factorial,
    best_settings,
    fraction,
    full_factorial,
    interaction_means,
    lenth,
    main_effect_means,
    plackett_burman,
    predict,
    steepest_path,
)
from dmaic.statistics.registry import analysis_named

# Montgomery, DAE, table 6.10: filtration rate, 2^4 in standard order
FILTRATION = [45, 71, 48, 65, 68, 60, 80, 65, 43, 100, 45, 104, 75, 86, 70, 96]
# Montgomery, DAE, table 6.12: all effects
PUBLISHED = {
    "A": 21.625, "B": 3.125, "C": 9.875, "D": 14.625, "AB": 0.125, "AC": -18.125, "AD": 16.625, "BC": 2.375,
    "BD": -0.375, "CD": -1.125, "ABC": 1.875, "ABD": 4.125, "ACD": -1.625, "BCD": -2.625, "ABCD": 1.375,
}  # fmt: skip


def columns(k, names="ABCDEFG"):
    points = full_factorial([2] * k).points
    return {names[place]: points[:, place].tolist() for place in range(k)}


def filtration(**options):
    return analyze_factorial(columns(4), FILTRATION, **options)


def test_the_filtration_study_gives_the_published_effects():
    effects = {effect.term: effect for effect in filtration().effects}
    assert {name: effect.effect for name, effect in effects.items()} == pytest.approx(PUBLISHED)
    assert effects["A"].coefficient == effects["A"].effect / 2
    assert effects["A"].ss == pytest.approx(1870.56, abs=5e-3)
    assert effects["ACD"].ss == pytest.approx(10.56, abs=5e-3)


def test_lenth_finds_the_published_active_effects():
    judged = filtration().lenth
    assert (judged.pse, judged.df) == (2.625, 5)
    assert judged.me == pytest.approx(6.748, abs=5e-4)
    assert judged.sme == pytest.approx(13.699, abs=5e-4)
    assert judged.active == ("A", "C", "D", "AC", "AD")
    assert judged.surely_active == ("A", "D", "AC", "AD")
    assert [point.term for point in judged.half_normal[-2:]] == ["AC", "A"]
    assert judged.half_normal[0].quantile == pytest.approx(0.0418, abs=5e-5)


def test_the_reduced_model_is_the_book_s():
    model = filtration(terms=["A", "C", "D", "AC", "AD"]).reduced
    assert model.intercept == pytest.approx(70.0625)
    assert model.coefficients() == pytest.approx({"A": 10.8125, "C": 4.9375, "D": 7.3125, "AC": -9.0625, "AD": 8.3125})
    assert (model.fit.residual_df, model.fit.residual_ss) == (10, pytest.approx(195.125))
    assert {test.term: round(test.f, 2) for test in model.tests} == {
        "A": 95.86,
        "C": 19.99,
        "D": 43.85,
        "AC": 67.34,
        "AD": 56.66,
    }
    assert model.fit.r_squared == pytest.approx(0.9660, abs=5e-5)
    assert model.fit.adjusted_r_squared == pytest.approx(0.9489, abs=5e-5)
    # PRESS 499.52 of the book: R2 predicted 0.9128
    assert model.fit.predicted_r_squared == pytest.approx(0.9128, abs=5e-5)


def test_replicates_give_pure_error_and_no_lenth():
    design = {"A": [-1, 1, -1, 1] * 3, "B": [-1, -1, 1, 1] * 3}
    y = [28, 36, 18, 31, 25, 32, 19, 30, 27, 32, 23, 29]
    study = analyze_factorial(design, y, terms=["A", "B", "A*B"])
    assert study.lenth is None
    assert {e.term: round(e.effect, 2) for e in study.effects} == {"A": 8.33, "B": -5.0, "AB": 1.67}
    assert study.reduced.fit.residual_ss == pytest.approx(31.33, abs=5e-3)
    assert study.reduced.lack_of_fit is None
    smaller = analyze_factorial(design, y, terms=["A", "B"]).reduced.lack_of_fit
    assert (smaller.df, smaller.pure_df) == (1, 8)
    assert smaller.f == pytest.approx(8.3333 / (31.3333 / 8), rel=1e-4)


def test_centre_points_show_the_published_curvature():
    design = {"A": [-1, 1, -1, 1, 0, 0, 0, 0, 0], "B": [-1, -1, 1, 1, 0, 0, 0, 0, 0]}
    study = analyze_factorial(design, [39.3, 40.9, 40.0, 41.5, 40.3, 40.5, 40.7, 40.2, 40.6], terms=["A", "B"])
    check = study.centre_check
    assert (check.mean_factorial, check.mean_centre) == (pytest.approx(40.425), pytest.approx(40.46))
    assert check.ss == pytest.approx(0.0027, abs=5e-5)
    assert check.pure_ss / check.pure_df == pytest.approx(0.0430)
    assert {test.term: round(test.f, 2) for test in check.tests} == {"A": 55.87, "B": 9.83, "AB": 0.06}
    assert "No curvature" in check.words
    assert study.reduced.curvature.ss == pytest.approx(0.0027, abs=5e-5)


def test_a_curved_surface_is_said_to_be_curved():
    design = {"A": [-1, 1, -1, 1, 0, 0, 0], "B": [-1, -1, 1, 1, 0, 0, 0]}
    assert "is curved" in analyze_factorial(design, [1, 2, 3, 4, 9.0, 9.1, 9.2]).centre_check.words
    one = analyze_factorial({"A": [-1, 1, 0], "B": [-1, 1, 0]}, [1, 2, 3]).centre_check
    assert (one.f, one.words) == (None, "Curvature can't be tested: repeat the centre run.")


def test_settings_in_their_own_units_or_in_words_are_coded():
    heat = [150 if value < 0 else 170 for value in columns(2)["A"]]
    place = ["North" if value < 0 else "South" for value in columns(2)["B"]]
    own = analyze_factorial({"Heat": heat, "Place": place}, [1, 3, 4, 9])
    plain = analyze_factorial(columns(2), [1, 3, 4, 9])
    assert [effect.effect for effect in own.effects] == [effect.effect for effect in plain.effects]
    assert [effect.term for effect in own.effects] == ["Heat", "Place", "Heat:Place"]


def test_a_fraction_names_what_it_can_not_tell_apart():
    made = fraction(3, ["D=ABC"])
    study = analyze_factorial(made.design, [45, 100, 45, 65, 75, 60, 80, 96])
    effects = {effect.term: effect for effect in study.effects}
    assert effects["AB"].aliases == ("CD",)
    assert effects["A"].aliases == ("BCD",)
    assert effects["AB"].effect == effects["CD"].effect
    assert "ABCD" not in effects
    assert len(study.lenth.half_normal) == 7
    assert "fraction" in study.cautions[0]


def test_a_lost_run_is_cautioned():
    design = {name: column[:-1] for name, column in columns(3).items()}
    assert "not balanced" in analyze_factorial(design, [1, 2, 3, 4, 5, 6, 7]).cautions[0]


def test_means_for_the_plots_are_the_means_of_the_runs():
    study = filtration()
    means = main_effect_means(study)
    assert [round(mean.mean, 4) for mean in means["A"]] == [59.25, 80.875]
    assert means["A"][1].mean - means["A"][0].mean == pytest.approx(21.625)
    cells = interaction_means(study)["A:C"]
    assert len(cells) == 4
    at = {(cell.first_level, cell.second_level): cell.mean for cell in cells}
    assert ((at[1, 1] - at[-1, 1]) - (at[1, -1] - at[-1, -1])) / 2 == pytest.approx(-18.125)


def test_the_best_corner_is_found_and_free_factors_stand_in_the_middle():
    study = filtration(terms=["A", "C", "D", "AC", "AD"])
    best = best_settings(study.reduced, study.factors, "maximum")
    assert best.settings == {"A": 1, "B": 0, "C": -1, "D": 1}
    assert best.response == pytest.approx(70.0625 + 10.8125 - 4.9375 + 7.3125 + 9.0625 + 8.3125)
    worst = best_settings(study.reduced, study.factors, "minimum")
    assert worst.response < best.response
    met = best_settings(study.reduced, study.factors, "target", target=75)
    assert met.response == pytest.approx(75)
    assert predict(study.reduced, met.settings, study.factors) == pytest.approx(75)
    assert "outside" in best_settings(study.reduced, study.factors, "target", target=500).words
    with pytest.raises(StatisticsError, match="goal"):
        best_settings(study.reduced, study.factors, "best")


def test_steepest_climb_follows_the_main_effects():
    study = filtration(terms=["A", "D"])
    path = steepest_path(study.reduced, study.factors, steps=2, step=1)
    assert path[0]["A"] / path[0]["D"] == pytest.approx(21.625 / 14.625)
    assert math.hypot(path[1]["A"], path[1]["D"]) == pytest.approx(2)
    assert steepest_path(study.reduced, study.factors, climb=False)[0]["A"] < 0
    with pytest.raises(StatisticsError, match="direction"):
        steepest_path(filtration(terms=["AC"]).reduced, study.factors)


@pytest.mark.parametrize(
    ("call", "sentence"),
    [
        (lambda: analyze_factorial({}, [1, 2]), "no factors"),
        (lambda: analyze_factorial(columns(2), []), "at least 2"),
        (lambda: analyze_factorial(columns(2), [1, 2, 3]), "4 settings for 3 results"),
        (lambda: analyze_factorial(columns(2), [1, 2, 3, math.nan]), "is empty"),
        (lambda: analyze_factorial(columns(2), [1, 2, 3, math.inf]), "infinite"),
        (lambda: analyze_factorial({"A": [1, 1, 1]}, [1, 2, 3]), "never changes"),
        (lambda: analyze_factorial({"A": [1, 2, 4]}, [1, 2, 3]), "response surface"),
        (lambda: analyze_factorial({"A": ["a", "b", "c"]}, [1, 2, 3]), "two are needed"),
        (lambda: analyze_factorial({"A": [-1, None, 1]}, [1, 2, 3]), "blank"),
        (lambda: analyze_factorial({"A": [-1, 1, -1, 1], "B": [0, -1, 1, 1]}, [1, 2, 3, 4]), "in the middle"),
        (lambda: filtration(terms=["AX"]), "names no known factors"),
        (lambda: filtration(terms=["AA"]), "twice"),
        (lambda: filtration(terms=[]), "no terms"),
        (lambda: analyze_factorial(fraction(2, ["C=AB"]).design, [1, 2, 3, 4], terms=["C", "AB"]), "aliased"),
        (lambda: lenth({"A": 1.0, "B": 2.0}), "at least 3 effects"),
    ],
)
def test_what_can_not_be_analysed_is_refused_in_words(call, sentence):
    with pytest.raises(StatisticsError, match=sentence):
        call()


def test_results_that_are_all_equal_show_no_effect_and_no_test():
    study = analyze_factorial(columns(3), [5.1] * 8, terms=["A"])
    assert all(abs(effect.effect) < 1e-12 for effect in study.effects)
    assert study.reduced.fit.f[1] is None
    assert study.reduced.fit.r_squared is None


def test_the_face_gives_the_optimum_beside_the_model():
    answer = analysis_named("doe_factorial").answer(
        {"factors": "ABCD", "design": columns(4), "y": FILTRATION, "reduced_terms": ["A", "C", "D", "AC", "AD"]}
    )
    assert answer["optimum"]["maximum"]["settings"]["C"] == -1
    assert answer["lenth"]["pse"] == 2.625
    with pytest.raises(StatisticsError, match="no column 'Z'"):
        analysis_named("doe_factorial").answer({"factors": "AZ", "design": columns(2), "y": [1, 2, 3, 4]})


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.integers(-50, 50), min_size=8, max_size=8),
    st.permutations(range(8)),
    st.floats(0.01, 100),
    st.floats(-100, 100),
)
def test_neither_order_nor_unit_nor_origin_changes_an_effect(y, order, factor, shift):
    design = columns(3)
    plain = analyze_factorial(design, y)
    moved = analyze_factorial(
        {name: [column[at] for at in order] for name, column in design.items()},
        [y[at] * factor + shift for at in order],
    )
    for one, two in zip(plain.effects, moved.effects, strict=True):
        assert two.effect == pytest.approx(one.effect * factor, rel=1e-9, abs=1e-9 * (factor + abs(shift)))


@pytest.mark.slow
def test_lenth_raises_fewer_false_alarms_than_it_promises():
    rng = np.random.default_rng(3)
    alarms = [len(lenth({str(i): v for i, v in enumerate(rng.normal(0, 1, 15))}).active) for _ in range(4000)]
    # t with m/3 df is conservative (Ye & Hamada 2000): about 3 % an effect instead of 5 % for m = 15
    assert 0.02 <= np.mean(alarms) / 15 <= 0.04


def test_a_plackett_burman_design_is_judged_by_its_main_effects_alone():
    # 12 runs hold 11 independent effects; the 55 interactions are spread over them and make no evidence of their own.
    points = plackett_burman(12).points
    design = {f"x{j + 1}": points[:, j].tolist() for j in range(11)}
    y = 20 + 4 * points[:, 2] + np.random.default_rng(3).normal(0, 1, 12)
    study = analyze_factorial(design, y.tolist())
    assert study.lenth.df == pytest.approx(11 / 3)
    assert len(study.lenth.half_normal) == 11
    assert study.lenth.active == ("x3",)
    assert any("partly mixed" in caution for caution in study.cautions)


@pytest.mark.slow
def test_lenth_on_a_plackett_burman_design_keeps_its_error_rate():
    points = plackett_burman(12).points
    design = {f"x{j + 1}": points[:, j].tolist() for j in range(11)}
    rng, runs, alarms = np.random.default_rng(5), 1500, 0
    for _ in range(runs):
        alarms += len(analyze_factorial(design, rng.normal(0, 1, 12).tolist()).lenth.active)
    # Lenth's margin of error is known to be somewhat wide of 5 % an effect (Ye & Hamada 2000: 3.5 to 5 %).
    assert 0.02 < alarms / (11 * runs) < 0.06


def test_a_regular_fraction_keeps_all_its_contrasts():
    made = fraction(4, ["E=ABCD"])
    y = np.random.default_rng(1).normal(0, 1, 16).tolist()
    assert len(analyze_factorial(made.design, y).lenth.half_normal) == 15
