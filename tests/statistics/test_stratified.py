"""Mix shift and share of the gap: published examples, sums that add up, paradoxes, refusals."""

import pytest

from dmaic.errors import StatisticsError
from dmaic.statistics.gap import Part, gap_by_stratum
from dmaic.statistics.mix_shift import Period, Split, Stratum, mix_shift
from dmaic.statistics.registry import analysis_named


def share(successes, n):
    return Period(n, successes / n, successes / n * (1 - successes / n))


# Kidney stones treated by open surgery and by puncture (Charig et al., BMJ 1986; 292: 879).
KIDNEY_STONES = [
    Stratum("small stones", before=share(81, 87), after=share(234, 270)),
    Stratum("large stones", before=share(192, 263), after=share(55, 80)),
]


def test_kidney_stones_reverse_through_the_mix_alone():
    found = mix_shift(KIDNEY_STONES)
    assert (found.before, found.after) == (pytest.approx(273 / 350), pytest.approx(289 / 350))
    assert found.change == pytest.approx(16 / 350)
    assert found.rate_effect.value < 0 < found.mix_effect
    assert all(row.rate_effect < 0 for row in found.strata)
    assert found.reversed
    assert "only through the mix" in found.sentence
    assert found.mix_adjusted_after == pytest.approx((87 * 234 / 270 + 263 * 55 / 80) / 350)


@pytest.mark.parametrize("split", list(Split))
def test_only_every_stratum_going_the_other_way_is_a_reversal(split):
    """Easy 10 to 5 %, hard 20 to 30 %, shares 80/20 to 40/60: the rate effect is -2 from before, but hard got worse."""
    found = mix_shift(
        [
            Stratum("easy", Period(80, 10.0, 900), Period(40, 5.0, 475)),
            Stratum("hard", Period(20, 20.0, 1600), Period(60, 30.0, 2100)),
        ],
        split=split,
    )
    assert found.change == pytest.approx(8)
    assert not found.reversed
    assert not found.mostly_mix
    assert "other way" not in found.sentence
    assert "most part" not in found.sentence


@pytest.mark.parametrize("split", list(Split))
def test_the_parts_add_up_to_the_change(split):
    found = mix_shift(KIDNEY_STONES, split=split)
    assert found.rate_effect.value + found.mix_effect + found.interaction == pytest.approx(found.change)
    assert sum(row.share_of_change for row in found.strata) == pytest.approx(1)
    assert (found.interaction == 0) is (split is Split.MIDPOINT)


def test_kitagawas_own_split_by_hand():
    strata = [Stratum("a", Period(40, 10.0), Period(60, 8.0)), Stratum("b", Period(60, 20.0), Period(40, 19.0))]
    found = mix_shift(strata)
    assert found.rate_effect.value == pytest.approx(0.5 * -2 + 0.5 * -1)
    assert found.mix_effect == pytest.approx(0.2 * 9.0 - 0.2 * 19.5)
    assert found.rate_effect.low is None  # no spread was given
    assert not found.reversed


def test_turning_time_round_turns_the_sign():
    back = [Stratum(s.name, before=s.after, after=s.before) for s in KIDNEY_STONES]
    there, here = mix_shift(KIDNEY_STONES), mix_shift(back)
    assert here.rate_effect.value == pytest.approx(-there.rate_effect.value)
    assert here.mix_effect == pytest.approx(-there.mix_effect)


def test_a_stratum_seen_once_counts_as_mix():
    strata = [*KIDNEY_STONES, Stratum("new", Period(0, None), Period(50, 0.5))]
    found = mix_shift(strata)
    assert found.strata[2].rate_effect == 0
    assert found.rate_effect.value + found.mix_effect == pytest.approx(found.change)


def test_the_rate_effect_carries_its_interval():
    found = mix_shift(KIDNEY_STONES)
    w = (87 / 350 + 270 / 350) / 2
    variance = w**2 * (81 * 6 / 87**3 + 234 * 36 / 270**3) + (1 - w) ** 2 * (192 * 71 / 263**3 + 55 * 25 / 80**3)
    assert found.rate_effect.high - found.rate_effect.value == pytest.approx(1.959964 * variance**0.5, rel=1e-6)


def test_no_change_has_no_shares():
    same = [Stratum("a", Period(5, 1.0), Period(5, 1.0)), Stratum("b", Period(5, 2.0), Period(5, 2.0))]
    assert mix_shift(same).strata[0].share_of_change is None


@pytest.mark.parametrize(
    ("strata", "sentence"),
    [
        (KIDNEY_STONES[:1], "at least two strata"),
        ([KIDNEY_STONES[0], KIDNEY_STONES[0]], "same name"),
        ([Stratum("a", Period(1, None), Period(1, 1)), KIDNEY_STONES[0]], "no value"),
        ([Stratum("a", Period(-1, 1), Period(1, 1)), KIDNEY_STONES[0]], "0 or more"),
        ([Stratum("a", Period(0, 1), Period(1, 1)), Stratum("b", Period(0, 1), Period(1, 1))], "no cases before"),
    ],
)
def test_strata_that_can_not_be_split_are_refused(strata, sentence):
    with pytest.raises(StatisticsError, match=sentence):
        mix_shift(strata)


def test_the_face_reads_counts_and_means():
    strata = [
        {"name": "phone", "before": {"n": 87, "count": 81}, "after": {"n": 270, "count": 234}},
        {"name": "mail", "before": {"n": 263, "count": 192}, "after": {"n": 80, "count": 55}},
    ]
    answer = analysis_named("mix_shift").answer({"strata": strata})
    assert answer["reversed"] is True
    assert answer["rate_effect_ci"][0] < answer["rate_effect"]
    means = [
        {"before": {"n": 10, "value": 5, "sd": 1}, "after": {"n": 20, "value": 4, "sd": 1}},
        {"before": {"n": 10, "value": 9, "sd": 2}, "after": {"n": 20, "value": 8, "sd": 2}},
    ]
    assert analysis_named("mix_shift").answer({"strata": means, "split": "three-part"})["mix_effect"] == 0
    with pytest.raises(StatisticsError, match="between 0 and n"):
        analysis_named("mix_shift").answer({"strata": [{"before": {"n": 1, "count": 2}, "after": {"n": 1}}] * 2})


def test_the_gap_is_shared_out_completely():
    parts = [Part("a", 100, 0.8, 0.16), Part("b", 400, 0.4, 0.24), Part("c", 0.5e3, 0.6)]
    found = gap_by_stratum(parts, target=0.7, unit="")
    assert found.gap == pytest.approx(0.08 + 0.16 + 0.3 - 0.7)
    assert sum(row.share for row in found.parts) == pytest.approx(1)
    assert [row.name for row in found.parts] == ["b", "c", "a"]
    assert found.parts[2].share < 0
    assert found.best == "a"
    assert found.parts[0].contribution.low < found.parts[0].contribution.value
    assert found.sentence.startswith("The gap to 0.7 is -0.16; b carries 75 % of it with 40 % of the cases.")


def test_the_gap_and_its_shares_carry_their_bounds_by_hand():
    found = gap_by_stratum([Part("a", 100, 10.0, 4.0), Part("b", 300, 14.0, 9.0)], target=8.0, higher_is_better=False)
    # the variance of one case: within a 4, b 9; between 0.25 x 3^2 + 0.75 x 1^2; about the target 8 and 45
    assert found.gap == pytest.approx(5.0)
    variance = 0.25 * (4 + 9) + 0.75 * (9 + 1)
    assert found.gap_high - found.gap == pytest.approx(1.959964 * (variance / 400) ** 0.5, rel=1e-6)
    assert found.is_clear
    b = found.parts[0]
    assert (b.name, b.share) == ("b", pytest.approx(0.9))
    assert b.share_high - 0.9 == pytest.approx(
        1.959964 * ((0.1**2 * 0.75 * 45 + 0.9**2 * 0.25 * 8) / 400) ** 0.5 / 5, rel=1e-6
    )
    drawn = 0.75 * 45 - 4.5**2
    assert b.contribution.high - 4.5 == pytest.approx(1.959964 * (drawn / 400) ** 0.5, rel=1e-6)


def test_a_gap_within_chance_has_no_bounded_shares():
    found = gap_by_stratum([Part("a", 4, 10.0, 400.0), Part("b", 4, 9.0, 400.0)], target=9.0)
    assert found.is_clear is False
    assert found.parts[0].share_low is None
    assert gap_by_stratum([Part("a", 4, 10.0), Part("b", 4, 9.0)], target=9.0).is_clear is None


def test_the_change_carries_its_interval_and_chance_is_told():
    found = mix_shift(KIDNEY_STONES)
    before, after = 273 / 350, 289 / 350
    reach = 1.959964 * (before * (1 - before) / 350 + after * (1 - after) / 350) ** 0.5
    assert found.change_high - found.change == pytest.approx(reach, rel=1e-6)
    assert found.is_clear is False
    assert (
        mix_shift([Stratum("a", Period(4, 1), Period(4, 2)), Stratum("b", Period(4, 1), Period(2, 2))]).is_clear is None
    )


def test_less_can_be_better_and_no_gap_is_said():
    answer = analysis_named("gap_share").answer(
        {
            "strata": [{"name": "a", "n": 10, "value": 5, "sd": 2}, {"name": "b", "n": 10, "count": 3}],
            "target": 2.65,
            "higher_is_better": False,
        }
    )
    assert answer["best"] == "b"
    assert "no gap" in answer["sentence"]
    assert answer["parts"][0]["share"] is None


@pytest.mark.parametrize(
    ("parts", "target", "sentence"),
    [
        ([Part("a", 1, 1)], 2, "at least two"),
        ([Part("a", 1, 1), Part("b", 0, 1)], 2, "positive number of cases"),
        ([Part("a", 1, 1), Part("b", 1, 1)], float("nan"), "target"),
    ],
)
def test_gaps_that_can_not_be_shared_are_refused(parts, target, sentence):
    with pytest.raises(StatisticsError, match=sentence):
        gap_by_stratum(parts, target=target)
