"""The ways through a map: expected passes and rolled yields against arithmetic by hand."""

from __future__ import annotations

import pytest

from dmaic.errors import BadInput, StatisticsError
from dmaic.measure.process_ways import Stop, expected_passes, rolled_of, shares_typed

# A -> decision -> C or D -> E, with first-time yields of 90, 100, 80, 90 and 100 %.
A = Stop("A", (1,), first_time_yield=0.9)
C = Stop("C", (4,), first_time_yield=0.8)
D = Stop("D", (4,), first_time_yield=0.9)
E = Stop("E", (None,), first_time_yield=1.0)


def branched(*shares):
    return [A, Stop("Which?", (2, 3), shares, quiet=True, first_time_yield=1.0), C, D, E]


def test_a_case_takes_one_of_the_ways_out_of_a_decision():
    assert expected_passes(branched(0.25, 0.75)) == pytest.approx((1, 1, 0.25, 0.75, 1))
    with pytest.raises(StatisticsError, match=r"“Which\?” has 2 ways out. Say which share"):
        expected_passes(branched())


def test_yields_roll_up_along_each_way_and_are_weighted_by_the_cases():
    found = rolled_of(branched(0.25, 0.75))
    assert [(one.name, one.share, round(one.rolled, 6)) for one in found.ways] == [("C", 0.25, 0.72), ("D", 0.75, 0.81)]
    assert found.weighted == pytest.approx(0.25 * 0.72 + 0.75 * 0.81)
    assert found.ways[0].normalised == pytest.approx(0.72 ** (1 / 3))  # A, C, E: the decision is no root
    untold = rolled_of(branched())
    assert [round(one.rolled, 6) for one in untold.ways] == [0.72, 0.81]
    assert untold.weighted is None


def test_a_loop_of_rework_is_charged_with_the_share_that_takes_it():
    # 20 % are mended and checked again: 1 + 0.2 + 0.04 + ... = 1.25 checks and 0.25 repairs a case.
    loop = [
        Stop("Make", (1,), first_time_yield=0.9),
        Stop("Check", (None, 2), (0.8, 0.2), first_time_yield=0.8),
        Stop("Mend", (1,), is_rework=True, first_time_yield=0.5),
    ]
    assert expected_passes(loop) == pytest.approx((1, 1.25, 0.25))
    found = rolled_of(loop)
    assert found.weighted == pytest.approx(0.72)
    assert len(found.ways) == 1


def test_rework_beside_the_way_leaves_the_rolled_yield_alone():
    beside = [
        Stop("Make", (1, 2), (0.1, 0.9), first_time_yield=0.9),
        Stop("Mend", (2,), is_rework=True, first_time_yield=0.5),
        Stop("Send", (None,), first_time_yield=1.0),
    ]
    assert expected_passes(beside) == pytest.approx((1, 0.1, 1))
    assert rolled_of(beside).weighted == pytest.approx(0.9)


def test_rework_that_every_case_takes_and_a_loop_without_an_end_are_withheld():
    with pytest.raises(StatisticsError, match="“Mend” is rework, yet every case"):
        expected_passes([Stop("Make", (1,)), Stop("Mend", (None,), is_rework=True)])
    with pytest.raises(StatisticsError, match="no way leads to the end"):
        expected_passes([Stop("A", (1,)), Stop("B", (0,))])


def test_a_step_of_work_without_a_yield_leaves_the_roll_up_open():
    assert rolled_of([Stop("A", (1,), first_time_yield=0.9), Stop("B", (None,))]) is None
    waited = rolled_of([Stop("A", (1,), first_time_yield=0.9), Stop("Wait", (None,), quiet=True)])
    assert waited.ways[0].normalised == pytest.approx(0.9)


def test_more_ways_than_anybody_reads_are_not_rolled_up():
    many = []
    for at in range(0, 21, 3):
        many += [
            Stop(f"Q{at}", (at + 1, at + 2), (0.5, 0.5), quiet=True),
            Stop(f"L{at}", (at + 3,), first_time_yield=0.9),
            Stop(f"R{at}", (at + 3,), first_time_yield=0.9),
        ]
    assert rolled_of([*many, Stop("Out", (None,), first_time_yield=1.0)]) is None


def test_shares_are_read_as_people_type_them():
    assert shares_typed("", 2) == ()
    assert shares_typed("90 %; 10", 2) == pytest.approx((0.9, 0.1))
    assert shares_typed("12,5; 87,5", 2) == pytest.approx((0.125, 0.875))
    assert shares_typed("33; 33; 33", 3) == pytest.approx((1 / 3,) * 3)


@pytest.mark.parametrize(
    ("text", "ways", "said"),
    [
        ("most; few", 2, "can't be read"),
        ("90; 10", 1, "Name two or more ways"),
        ("90", 2, "1 given for 2 ways"),
        ("90; 20", 2, "add up to 110 %"),
        ("150; -50", 2, "100 % together"),
        ("nan; 10", 2, "100 % together"),
    ],
)
def test_shares_that_can_not_be_are_refused(text, ways, said):
    with pytest.raises(BadInput, match=said) as refused:
        shares_typed(text, ways)
    assert refused.value.field == "shares"
