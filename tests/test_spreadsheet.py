"""Tables on their way to a spreadsheet: nothing is run, nothing is lost."""

import csv
import io

import pytest

from dmaic.spreadsheet import csv_text, defused, restored


@pytest.mark.parametrize(
    ("text", "harmless"),
    [
        ("=1+1", "'=1+1"),
        ("@sum", "'@sum"),
        ("-cmd|' /C calc'!A0", "'-cmd|' /C calc'!A0"),
        ("+49 30 123", "'+49 30 123"),
        ("\t=1", "'\t=1"),
        (" =1", "' =1"),
        ("-12.5", "-12.5"),
        ("+3e-4", "+3e-4"),
        ("2026-03-01", "2026-03-01"),
        ("", ""),
    ],
)
def test_a_cell_can_not_become_a_formula(text, harmless):
    assert defused(text) == harmless
    assert restored(harmless) == text


def test_a_cell_that_was_not_defused_comes_back_as_it_is():
    assert restored("'s Gravenhage") == "'s Gravenhage"


def test_every_text_of_a_table_is_defused_and_numbers_are_kept_in_full():
    text = csv_text([["=Name", "Value"], ["=A", 1 / 3], ["B, or C", None], ["D", -2]])
    assert "0.3333333333333333" in text
    assert list(csv.reader(io.StringIO(text))) == [
        ["'=Name", "Value"],
        ["'=A", "0.3333333333333333"],
        ["B, or C", ""],
        ["D", "-2"],
    ]
