"""What a column is, by its cells as well as by its name; dates and clock times in columns of their own."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from dmaic.measure.service.export import Export, open_export, read_export
from dmaic.measure.service.fields import Field
from dmaic.measure.service.mapping import Guess, guess_mapping
from dmaic.measure.service.reading import with_clock

SECRET = b"a secret of this installation"


def guessed(folder: Path, lines: list[str]) -> tuple[Guess, Export]:
    path = folder / "export.csv"
    path.write_text("\n".join(lines) + "\n")
    opening = open_export(path)
    guess = guess_mapping(opening.headers, opening.rows)
    return guess, read_export(opening, guess.mapping, secret=SECRET)


def columns(guess: Guess) -> dict[str, Field]:
    return dict(guess.mapping.columns)


def test_a_date_and_the_clock_time_beside_it_are_one_moment(tmp_path: Path) -> None:
    lines = [f"{day:02d}/03/2026,9:0{day % 10}:00 PM,{day},Billing,{20 * day},No" for day in range(10, 28)]
    guess, export = guessed(tmp_path, ["Start Date,Start Time,Contact ID,Skill Name,Hold Time,Abandon", *lines])
    assert (guess.preset.name, columns(guess)["Start Date"]) == ("calls", Field.CREATED)
    assert columns(guess)["Start Time"] == Field.CLOCK
    assert datetime.fromtimestamp(export.first, UTC) == datetime(2026, 3, 10, 21, 0, tzinfo=UTC)
    assert datetime.fromtimestamp(export.last, UTC) == datetime(2026, 3, 27, 21, 7, tzinfo=UTC)
    assert export.problems.count == 0


def test_a_time_beside_a_whole_moment_is_left_alone(tmp_path: Path) -> None:
    lines = [f"2026-03-{day} 09:00,10:00,{day},Billing,30,40" for day in range(10, 28)]
    guess, _ = guessed(tmp_path, ["Call start,Time,Call ID,Queue,Talk time,ACW", *lines])
    assert columns(guess)["Time"] != Field.CLOCK


@pytest.mark.parametrize(
    ("day", "clock", "expected"),
    [
        ("04/03/2026", "12:05 AM", "04/03/2026 00:05:00"),
        ("04/03/2026", "", "04/03/2026"),
        ("", "12:05", ""),
        (46_085.0, 0.5, 46_085.5),
        (datetime(2026, 3, 4), "13:00:01", datetime(2026, 3, 4, 13, 0, 1)),  # noqa: DTZ001 - a workbook's cell
    ],
)
def test_cells_of_texts_and_workbooks_are_joined(day: Any, clock: Any, expected: Any) -> None:
    assert with_clock(day, clock) == expected


def test_a_name_that_the_cells_deny_is_passed_over(tmp_path: Path) -> None:
    lines = [f"{at},2026-03-{at} 09:00,120,Solved by talk,30,Yes" for at in range(10, 28)]
    guess, export = guessed(tmp_path, ["Call ID,Date,Total Talk,Wrap-up,Total Queue,Transferred", *lines])
    assert columns(guess)["Wrap-up"] == Field.OUTCOME  # words, no duration
    assert columns(guess)["Transferred"] == Field.TRANSFERS  # yes is once
    assert export.problems.count == 0


def test_a_column_that_is_needed_is_mapped_by_its_name_all_the_same(tmp_path: Path) -> None:
    path = tmp_path / "export.csv"
    path.write_text("Ticket ID,Created\n" + "".join(f"{at},soon\n" for at in range(5)))
    opening = open_export(path)
    assert columns(guess_mapping(opening.headers, opening.rows))["Created"] == Field.CREATED


def test_who_wrote_a_ticket_is_nothing_to_split_by(tmp_path: Path) -> None:
    lines = [f"{at},2026-03-{at} 09:00,{('Ana', 'Bo')[at % 2]},{('East', 'West')[at % 2]}" for at in range(10, 28)]
    guess, _ = guessed(tmp_path, ["Number,Opened at,Opened by,Coast", *lines])
    assert columns(guess)["Opened by"] == Field.OMIT
    assert columns(guess)["Coast"] == Field.STRATUM
