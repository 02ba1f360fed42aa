"""One cell, one column: numbers, dates and personal data as people write them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from dmaic.measure.importing import figures
from dmaic.measure.importing.dates import TimeReader, guess_order
from dmaic.measure.importing.figures import NumberReader, guess_signs
from dmaic.measure.importing.personal import why_personal

# --- numbers ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cells", "signs"),
    [
        (["74,03", "74,002"], (",", "")),
        (["74.03", "74.002"], (".", "")),
        (["1.234,50", "12,1"], (",", ".")),
        (["1,234.50", "7"], (".", ",")),
        (["1 234,5", "2"], (",", " ")),
        (["1'234.50"], (".", "'")),
        (["1,234,567"], (".", ",")),
        (["1.234.567"], (",", ".")),
        (["0,125", "3,250"], (",", "")),
        (["12", "13"], (".", "")),
    ],
)
def test_signs_are_decided_by_the_whole_column(cells: list[str], signs: tuple[str, str]) -> None:
    found = guess_signs({"x": cells})
    assert (found.decimal, found.thousands) == signs
    assert found.ambiguous == ()


def test_a_column_that_fits_both_readings_is_named() -> None:
    found = guess_signs({"x": ["1,234", "2,500"]})
    assert (found.decimal, found.thousands, found.ambiguous) == (".", ",", ("x",))
    settled = guess_signs({"x": ["1,234", "2,5"]})
    assert (settled.decimal, settled.thousands, settled.ambiguous) == (",", "", ())


@pytest.mark.parametrize(
    ("cell", "figure"),
    [
        ("12,5", 12.5),
        (" 12,5 % ", 12.5),
        ("€ 1.234,50", 1234.5),
        ("−3", -3.0),
        ("(7,5)", -7.5),
        ("12,50-", -12.5),
        ("1,5E3", 1500.0),
        ("1:30:00", 1.5),
        (0.0, 0.0),
    ],
)
def test_a_number_is_read_as_people_write_it(cell: Any, figure: float) -> None:
    assert NumberReader(",", ".").column([cell])[0] == [figure]


@pytest.mark.parametrize("cell", ["", " ", "NA", "n/a", "#N/A", "-", "NULL"])
def test_a_blank_is_missing_and_never_zero(cell: str) -> None:
    found, bad = NumberReader(".", "").column(["0", cell])
    assert found[0] == 0.0
    assert found[1] != found[1]
    assert bad == {}


@pytest.mark.parametrize("cell", ["1,23", "12.3.4", "#DIV/0!", "late", "1e999", "1_000", "inf", "12 min", "2026-03-04"])
def test_what_is_no_number_gets_a_sentence(cell: str) -> None:
    _, bad = NumberReader(".", ",").column(["1", cell])
    assert list(bad) == [1]
    assert cell in bad[1]


# --- dates -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("order", "cell", "moment"),
    [
        ("ymd", "2026-03-04", "2026-03-04 00:00"),
        ("ymd", "2026-03-04 14:05:06", "2026-03-04 14:05"),
        ("ymd", "2026-03-04T14:05:06.25Z", "2026-03-04 14:05"),
        ("ymd", "2026-03-04T00:30:00+02:00", "2026-03-03 22:30"),
        ("mdy", "3/4/2026 9:05", "2026-03-04 09:05"),
        ("mdy", "3/13/2025 12:05 AM", "2025-03-13 00:05"),
        ("mdy", "3/13/2025 1:05 pm", "2025-03-13 13:05"),
        ("dmy", "4.3.26", "2026-03-04 00:00"),
        ("dmy", "04/03/2026 23:59", "2026-03-04 23:59"),
        ("dmy", "4. März 2026", "2026-03-04 00:00"),
        ("dmy", "Wed, 4 Mar 2026 10:00", "2026-03-04 10:00"),
        ("mdy", "Mar 4, 2026", "2026-03-04 00:00"),
        ("ymd", "Mar 2026", "2026-03-01 00:00"),
        ("ymd", "2026-W10", "2026-03-02 00:00"),
        ("ymd", "20260304", "2026-03-04 00:00"),
        ("ymd", 46085.5, "2026-03-04 12:00"),
        ("dmy", "31-Dec-99", "1999-12-31 00:00"),
    ],
)
def test_a_date_is_read_as_people_write_it(order: str, cell: Any, moment: str) -> None:
    moments, bad = TimeReader(order).column([cell])
    assert bad == {}
    assert f"{datetime.fromtimestamp(moments[0] / 1e6, UTC):%Y-%m-%d %H:%M}" == moment


@pytest.mark.parametrize("cell", ["31/02/2026", "13/13/2026", "yesterday", "2026-03-04 25:00", "12:30", "3.14"])
def test_what_is_no_date_gets_a_sentence(cell: str) -> None:
    _, bad = TimeReader("dmy").column(["01/02/2026", cell])
    assert list(bad) == [1]
    assert cell in bad[1]


def test_the_order_of_day_and_month_is_decided_by_the_whole_column() -> None:
    assert guess_order({"d": ["03/04/2026", "13/04/2026"]}).dates == "dmy"
    assert guess_order({"d": ["03/04/2026", "04/13/2026"]}).dates == "mdy"
    assert guess_order({"d": ["2026-03-04"]}).dates == "ymd"
    assert guess_order({"d": ["03.04.2026"]}).dates == "dmy"
    unsure = guess_order({"d": ["03/01/2026", "03/02/2026", "03/03/2026"]})
    assert (unsure.dates, unsure.ambiguous) == ("mdy", ("d",))  # read day first, the rows would jump by months


# --- personal data ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "cells", "why"),
    [
        ("Contact", ["ann@example.org", "bo@example.org"], "mail addresses"),
        ("E-Mail", [], "a mail address"),
        ("Rückruf", ["+49 30 1234567", "030 / 765 43 21"], "phone numbers"),
        ("First name", ["Ann", "Bo"], "names of people"),
        ("Agent", ["Ann Miller", "Bo Chen", "Cy Dahl"], "names of people"),
        ("Customer name", ["Schmidt, Anna", "O'Neil, Pat"], "names of people"),
        ("Submitter", ["asilva", "bjones"], "names of people"),
        ("Last Modified By", ["Service Desk", "asilva"], "names of people"),
        ("sys_created_by", ["admin"], "names of people"),
        ("RecipientLastName", ["Silva", "Jones"], "names of people"),
        ("Reporter Id", ["5b10a2", "5b10a3"], "names of people"),
        ("Users", ["Ana Silva", "Bo Chen"], "names of people"),
        ("Watchers", ["3", "0"], ""),
        ("Team Name", ["Front Desk", "Team Blue"], ""),
        ("Reporter type", ["internal", "external"], ""),
        ("Due by", ["04.03.2026"], ""),
        ("Agency Name", ["Department of Sanitation"], ""),
        ("Date", ["04.03.2026", "05.03.2026"], ""),
        ("Value", ["12.5"], ""),
        ("Complaint Type", ["Dead Animal", "Noise Street"], ""),
    ],
)
def test_personal_data_are_pointed_out(name: str, cells: list[str], why: str) -> None:
    assert why_personal(name, cells) == why


def test_missing_words_are_lower_case() -> None:
    assert all(word == word.lower() for word in figures.MISSING)
