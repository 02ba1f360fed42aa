"""Designs, fractions and run sheets: published tables, orthogonality, blocks, refusals."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dmaic.errors import StatisticsError
from dmaic.statistics.experiment import (
    box_behnken,
    central_composite,
    fraction,
    fraction_effects,
    fractional_factorial,
    full_factorial,
    plackett_burman,
    run_sheet,
    runs_to_choose_from,
    standard_fraction,
)
from dmaic.statistics.experiment.fractions import GENERATORS
from dmaic.statistics.registry import analysis_named

# Box, Hunter & Hunter (2005), table 6.22 and Montgomery, table 8.14
RESOLUTIONS = {
    (3, 4): 3, (4, 8): 4, (5, 16): 5, (5, 8): 3, (6, 32): 6, (6, 16): 4, (6, 8): 3, (7, 64): 7, (7, 32): 4,
    (7, 16): 4, (7, 8): 3, (8, 128): 8, (8, 64): 5, (8, 32): 4, (8, 16): 4, (9, 128): 6, (9, 64): 4, (9, 32): 4,
    (9, 16): 3, (10, 128): 5, (10, 64): 4, (10, 32): 4, (10, 16): 3, (11, 64): 4, (11, 32): 4, (11, 16): 3, (15, 16): 3,
}  # fmt: skip


def test_a_full_factorial_comes_in_standard_order():
    assert full_factorial([2, 2]).points.tolist() == [[-1, -1], [1, -1], [-1, 1], [1, 1]]
    mixed = full_factorial([3, 2])
    assert mixed.points.tolist() == [[-1, -1], [0, -1], [1, -1], [-1, 1], [0, 1], [1, 1]]
    assert full_factorial([2] * 5).runs == 32


@pytest.mark.parametrize("runs", [n for n in range(4, 97, 4) if n not in {52, 92}])
def test_screening_designs_are_balanced_and_orthogonal(runs):
    points = plackett_burman(runs).points
    assert points.shape == (runs, runs - 1)
    assert (points.T @ points == runs * np.eye(runs - 1)).all()
    assert not points.sum(axis=0).any()


def test_screening_designs_that_are_not_at_hand_are_refused():
    for runs in (10, 52, 92, 100):
        with pytest.raises(StatisticsError, match="runs"):
            plackett_burman(runs)


@pytest.mark.parametrize(("k", "runs"), list(GENERATORS))
def test_tabled_fractions_have_their_published_resolution(k, runs):
    made = standard_fraction(k, runs)
    assert made.resolution == RESOLUTIONS[k, runs]
    assert (len(made.factors), made.runs) == (k, runs)
    points = np.array(list(made.design.values()))
    assert (points @ points.T == runs * np.eye(k)).all()


def test_fractions_have_their_published_word_lengths():
    # Box, Hunter & Hunter; Wu & Hamada, appendix 4A (A3, A4, ...)
    assert standard_fraction(7, 8).pattern == {3: 7, 4: 7, 7: 1}
    assert standard_fraction(7, 32).pattern == {4: 1, 5: 2}
    assert standard_fraction(8, 32).pattern == {4: 3, 5: 4}
    assert standard_fraction(9, 32).pattern == {4: 6, 5: 8, 8: 1}


def test_the_injection_moulding_fraction_has_its_published_aliases():
    # Montgomery, 2^(6-2) with E=ABC, F=BCD: I = ABCE = BCDF = ADEF
    made = fraction(4, ["E=ABC", "F=BCD"])
    assert made.words == ("ABCE", "ADEF", "BCDF")
    assert made.resolution == 4
    assert ("AB", "CE") in made.aliases
    assert ("AD", "EF") in made.aliases
    assert ("AE", "BC", "DF") in made.aliases
    assert "mixed with each other" in made.words_plain


def test_a_negative_generator_turns_the_sign_of_its_words():
    made = fraction(3, ["D=-ABC"])
    assert made.words == ("-ABCD",)
    assert ("AB", "-CD") in made.aliases
    assert made.design["D"] == (1, -1, -1, 1, -1, 1, 1, -1)
    effects = fraction_effects(made, [float(b * c) for b, c in zip(made.design["B"], made.design["C"], strict=True)])
    assert effects["AD-BC"] == -2
    assert effects["AB-CD"] == 0


def test_five_factors_in_sixteen_runs_confuse_nothing_simple():
    made = fraction(4, ["E=ABCD"])
    assert made.resolution == 5
    assert len(made.aliases) == 15
    assert all(len(group) == 1 for group in made.aliases)


def test_no_generators_is_the_full_factorial():
    made = fraction(3)
    assert (made.words, made.resolution) == ((), None)
    assert "every effect" in made.words_plain


def test_the_filtration_half_fraction_gives_the_book_s_effects():
    # Montgomery, 2^(4-1): A 19.00, B 1.50, C 14.00, D 16.50, AB -1.00, AC -18.50, AD 19.00
    effects = fraction_effects(fraction(3, ["D=ABC"]), [45, 100, 45, 65, 75, 60, 80, 96])
    assert effects == {"A": 19, "B": 1.5, "C": 14, "D": 16.5, "AB+CD": -1, "AC+BD": -18.5, "AD+BC": 19}


def test_a_column_that_leaves_its_generator_is_noticed():
    made = fraction(2, ["C=AB"])
    wrong = dict(made.design) | {"C": (1, 1, -1, -1)}
    with pytest.raises(StatisticsError, match="does not follow its generator C=AB"):
        fraction_effects(made, [1, 2, 3, 4], wrong)


@pytest.mark.parametrize(
    ("generators", "sentence"),
    [(["ABC"], "can't be read"), (["D=ABX"], "not a base factor"), (["A=BC"], "already"), (["D=AAB"], "twice")],
)
def test_generators_that_make_no_sense_are_refused(generators, sentence):
    with pytest.raises(StatisticsError, match=sentence):
        fraction(3, generators)


def test_central_composite_designs_have_their_published_axial_distances():
    # Montgomery, table 11.? : rotatable 1.414, 1.682, 2.000, 2.378, and 2.000 for the half fraction of five
    distances = {2: 1.414, 3: 1.682, 4: 2.0, 5: 2.378}
    for k, distance in distances.items():
        assert np.max(central_composite(k).points) == pytest.approx(distance, abs=5e-4)
    half = central_composite(5, factorial_runs=16, centre_points=6)
    assert (half.runs, np.max(half.points), half.cautions) == (32, 2, ())
    assert np.max(central_composite(3, alpha="face_centred").points) == 1
    assert np.max(central_composite(3, alpha="spherical").points) == pytest.approx(math.sqrt(3))
    assert np.max(central_composite(3, alpha=1.5).points) == 1.5


@pytest.mark.parametrize(("k", "centres"), [(2, 1), (3, 5), (4, 2), (5, 6)])
def test_the_orthogonal_distance_makes_squares_uncorrelated(k, centres):
    points = central_composite(k, centre_points=centres, alpha="orthogonal").points
    squares = points**2 - (points**2).mean(axis=0)
    gram = squares.T @ squares
    assert np.abs(gram - np.diag(np.diag(gram))).max() < 1e-9


def test_the_rotatable_distance_makes_prediction_equal_all_round():
    points = central_composite(2, centre_points=5).points
    model = lambda at: np.column_stack([np.ones(len(at)), at, at[:, :1] * at[:, 1:], at**2])  # noqa: E731
    inverse = np.linalg.inv(model(points).T @ model(points))
    angle = np.linspace(0, 2 * np.pi, 13)
    around = model(np.column_stack([np.cos(angle), np.sin(angle)]))
    variance = np.einsum("ij,jk,ik->i", around, inverse, around)
    assert np.ptp(variance) < 1e-12


def test_a_coarse_fraction_under_a_composite_design_is_cautioned():
    assert "resolution 3" in central_composite(5, factorial_runs=8).cautions[0]
    with pytest.raises(StatisticsError, match="runs to choose from"):
        central_composite(5, factorial_runs=4)
    with pytest.raises(StatisticsError, match="kind of alpha"):
        central_composite(2, alpha="round")
    with pytest.raises(StatisticsError, match="above 0"):
        central_composite(2, alpha=0)


@pytest.mark.parametrize(("k", "runs"), [(3, 15), (4, 27), (5, 46), (6, 54), (7, 62)])
def test_box_behnken_designs_have_their_published_sizes(k, runs):
    design = box_behnken(k)
    assert design.runs == runs
    edges = design.points[[kind == "edge" for kind in design.kinds]]
    assert len({tuple(row) for row in edges}) == len(edges)
    assert not edges.sum(axis=0).any()
    gram = edges.T @ edges
    assert (gram == np.diag(np.diag(gram))).all()
    columns = [np.ones(runs), *design.points.T, *(design.points**2).T]
    columns += [design.points[:, i] * design.points[:, j] for i in range(k) for j in range(i)]
    assert np.linalg.matrix_rank(np.array(columns)) == (k + 1) * (k + 2) // 2


def test_box_behnken_knows_three_to_seven_factors():
    for k in (2, 8):
        with pytest.raises(StatisticsError, match="3 to 7"):
            box_behnken(k)


def test_the_runs_to_choose_from_are_listed():
    assert runs_to_choose_from(5) == (8, 16, 32)
    assert fractional_factorial(5, 8).cautions
    assert fractional_factorial(3, 8).cautions == ()


def test_a_run_sheet_holds_every_run_in_a_random_order_that_comes_again():
    made = run_sheet(full_factorial([2, 2, 2]), seed=4, replicates=2, centre_points=3)
    assert len(made.runs) == 19
    assert [run.run for run in made.runs] == list(range(1, 20))
    assert sorted(run.standard for run in made.runs) == sorted([*range(1, 9), *range(1, 9), 9, 9, 9])
    assert made == run_sheet(full_factorial([2, 2, 2]), seed=4, replicates=2, centre_points=3)
    other = run_sheet(full_factorial([2, 2, 2]), seed=5, replicates=2, centre_points=3)
    assert [run.standard for run in other.runs] != [run.standard for run in made.runs]


def test_settings_come_in_the_factors_own_units():
    made = run_sheet(
        full_factorial([2, 2]),
        seed=1,
        factors=["Heat", "Supplier"],
        levels={"Heat": (150, 170), "Supplier": ("North", "South")},
        randomise=False,
    )
    assert [run.settings for run in made.runs] == [
        {"Heat": 150, "Supplier": "North"},
        {"Heat": 170, "Supplier": "North"},
        {"Heat": 150, "Supplier": "South"},
        {"Heat": 170, "Supplier": "South"},
    ]
    assert any("random order" in caution for caution in made.cautions)
    with pytest.raises(StatisticsError, match="no middle"):
        run_sheet(full_factorial([2]), seed=1, levels={"A": ("North", "South")}, centre_points=1)


@pytest.mark.parametrize(
    ("factors", "blocks", "confounded"),
    [
        (3, 2, ("ABC",)),
        (4, 2, ("ABCD",)),
        (3, 4, ("AB", "AC", "BC")),
        (5, 4, 3),  # Montgomery, table 7.9: ABC, CDE and ABDE: nothing shorter than three
        (6, 8, 3),  # ABEF, ABCD, ACE: nothing shorter than three
    ],
)
def test_blocks_confound_the_longest_interactions(factors, blocks, confounded):
    made = run_sheet(full_factorial([2] * factors), seed=1, blocks=blocks)
    sizes = {block: sum(run.block == block for run in made.runs) for block in range(1, blocks + 1)}
    assert set(sizes.values()) == {2**factors // blocks}
    if isinstance(confounded, int):
        assert min(len(term) for term in made.confounded) == confounded
        assert len(made.confounded) == blocks - 1
    else:
        assert made.confounded == confounded


def test_main_effects_are_clear_of_blocks():
    made = run_sheet(full_factorial([2] * 4), seed=9, blocks=4)
    for block in range(1, 5):
        inside = [run.coded for run in made.runs if run.block == block]
        assert all(sum(coded[name] for coded in inside) == 0 for name in made.factors)


def test_a_replicate_can_be_a_block_of_any_design():
    made = run_sheet(box_behnken(3), seed=2, replicates=3, blocks=3)
    assert all(run.block == run.replicate for run in made.runs)
    with pytest.raises(StatisticsError, match="don't fit"):
        run_sheet(box_behnken(3), seed=2, blocks=2)


@pytest.mark.parametrize(
    ("call", "sentence"),
    [
        (lambda: full_factorial([]), "number of levels"),
        (lambda: full_factorial([2, 1]), "at least 2"),
        (lambda: full_factorial([10] * 5), "100000 runs"),
        (lambda: run_sheet(full_factorial([2, 2]), seed=1, factors=["A"]), "2 factors"),
        (lambda: run_sheet(full_factorial([2, 2]), seed=1, levels={"Z": (1, 2)}), "no factor 'Z'"),
        (lambda: run_sheet(full_factorial([2, 2]), seed=1, levels={"A": (1, 1)}), "differ"),
        (lambda: run_sheet(full_factorial([2, 2]), seed=1, blocks=3), "don't fit"),
        (lambda: standard_fraction(5, 12), "runs to choose from: 8, 16"),
    ],
)
def test_what_is_no_plan_is_refused_in_words(call, sentence):
    with pytest.raises(StatisticsError, match=sentence):
        call()


def test_the_faces_give_designs_and_sheets():
    ask = analysis_named("doe_designs").answer
    assert ask({"kind": "central_composite", "k": 4, "centre_points": 6})["runs"] == 30
    assert ask({"kind": "fractional_factorial", "base_factors": 3, "generators": ["D=ABC"]})["runs"] == 8
    assert ask({"kind": "fractional_factorial", "k": 7, "runs": 16})["method"]["resolution"] == "4"
    assert ask({"kind": "box_behnken", "k": 4, "centre_points": 1})["runs"] == 25
    assert ask({"kind": "plackett_burman", "runs": 20})["gram_is_20_identity"] is True
    sheet = analysis_named("doe_run_sheet").answer(
        {"kind": "full_factorial", "levels": [2, 2], "replicates": 2, "seed": 3}
    )
    assert len(sheet["runs"]) == 8


@settings(max_examples=30, deadline=None)
@given(st.integers(2, 5), st.data())
def test_words_of_any_fraction_are_constant_columns(base, data):
    letters = "ABCDE"[:base]
    added = data.draw(st.integers(1, 3))
    generators = []
    for name in "PQR"[:added]:
        parts = data.draw(st.sets(st.sampled_from(letters), min_size=2, max_size=base))
        generators.append(f"{name}={data.draw(st.sampled_from(['', '-']))}{''.join(sorted(parts))}")
    made = fraction(base, generators)
    assert len(made.words) == 2**added - 1
    for word in made.words:
        product = np.prod([made.design[letter] for letter in word.lstrip("-")], axis=0)
        assert (product == (-1 if word.startswith("-") else 1)).all()
