"""Which signals tell a change for the better, and which ranges only repeat them?"""

from __future__ import annotations

from dmaic.statistics.control_chart import Signal, better_of, echoes_of


def signal(panel: int, last: int, side: str) -> Signal:
    return Signal(rule="beyond", title="beyond", panel=panel, first=last, last=last, points=(last,), side=side)


LOW, HIGH = signal(0, 10, "below"), signal(0, 20, "above")
JUMP_DOWN, JUMP_BACK, JUMP_UP, ALONE = (signal(1, at, "above") for at in (10, 11, 20, 30))
ALL = [LOW, HIGH, JUMP_DOWN, JUMP_BACK, JUMP_UP, ALONE]


def test_a_range_repeats_the_value_at_its_point_and_the_one_before() -> None:
    assert echoes_of(ALL) == {
        JUMP_DOWN: frozenset({LOW}),
        JUMP_BACK: frozenset({LOW}),
        JUMP_UP: frozenset({HIGH}),
    }


def test_for_the_better_is_what_points_where_good_lies_and_what_only_repeats_it() -> None:
    assert better_of(ALL, "lower") == {LOW, JUMP_DOWN, JUMP_BACK}
    assert better_of(ALL, "higher") == {HIGH, JUMP_UP}
    assert better_of(ALL, "") == frozenset()


def test_a_range_between_a_good_and_a_bad_value_is_no_good_news() -> None:
    jump = signal(1, 11, "above")
    assert jump not in better_of([LOW, signal(0, 11, "above"), jump], "lower")
