"""Importing: any table in any of its forms gives the same readings, and what can't be read is named."""

from __future__ import annotations

import csv
import io
import tracemalloc
import zipfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from dmaic.define.metrics import DataType
from dmaic.errors import BadInput
from dmaic.measure import importing
from dmaic.measure.datasets import time_us
from dmaic.measure.importing import Part, Preview, Settings, Wanted
from dmaic.measure.importing import workbook as workbook_rows

MEASURED = Wanted(DataType.CONTINUOUS)
SHARE = Wanted(DataType.PROPORTION)


@pytest.fixture
def look(tmp_path: Path) -> Any:
    """Write a file and look at it."""

    def look(
        content: str | bytes, wanted: Wanted = MEASURED, chosen: Settings | None = None, *, encoding: str = "utf-8"
    ) -> Preview:
        path = tmp_path / "file"
        path.write_bytes(content if isinstance(content, bytes) else content.encode(encoding))
        return importing.preview(path, importing.kind_of(path), wanted, chosen)

    return look


def values(found: Preview) -> list[float]:
    return list(found.readings[0].value or [])


def days(found: Preview) -> list[str]:
    return [f"{datetime.fromtimestamp(one / 1e6, UTC):%Y-%m-%d %H:%M}" for one in found.readings[0].time or []]


# --- any table in any form -------------------------------------------------------------------------------------------

FORMS = st.fixed_dictionaries(
    {
        "encoding": st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "cp1252"]),
        "delimiter": st.sampled_from([";", "\t", "|", ","]),
        "decimal": st.sampled_from([".", ","]),
        "end": st.sampled_from(["\n", "\r\n"]),
        "dates": st.sampled_from(["%Y-%m-%d %H:%M", "%d.%m.%Y %H:%M", "%m/%d/%Y %I:%M %p", "%d/%m/%Y"]),
    }
)
ROWS = st.lists(
    st.tuples(
        st.integers(0, 4_000_000),
        st.one_of(st.none(), st.decimals(-9_999, 9_999, places=2)),
        st.sampled_from(["Früh", "Spät, kurz", 'say "no"', "two\nlines"]),
    ),
    min_size=4,
    max_size=30,
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(FORMS, ROWS)
def test_any_table_in_any_form_gives_the_same_readings(tmp_path: Path, form: dict[str, str], rows: Any) -> None:
    start = datetime(2026, 1, 13, tzinfo=UTC)
    out = io.StringIO()
    writer = csv.writer(out, delimiter=form["delimiter"], lineterminator=form["end"])
    writer.writerow(["Datum", "Wert", "Schicht"])
    for minutes, value, shift in [(0, 1.25, "Früh"), *rows]:
        text = "" if value is None else f"{value:.2f}".replace(".", form["decimal"])
        writer.writerow([(start + timedelta(minutes=minutes)).strftime(form["dates"]), text, shift])
    path = tmp_path / "any"
    path.write_bytes(out.getvalue().encode(form["encoding"]))
    found = importing.preview(path, importing.kind_of(path), MEASURED)
    chosen = found.settings.to_json() | {"order": "file", "parts": ["time", "value", "stratum"]}
    again = importing.preview(path, found.kind, MEASURED, Settings.of_json(chosen))
    assert again.result.problems.kept == []
    conversion = importing.Conversion(again.settings, again.names, DataType.CONTINUOUS)
    batch = next(iter(importing.read_all(path, found.kind, conversion)))
    shown = start.replace(hour=0) if "%M" not in form["dates"] else start
    assert batch.time is not None
    assert batch.time[0] == time_us(shown)
    expected = [1.25, *(None if value is None else float(value) for _, value, _ in rows)]
    assert [None if one != one else one for one in batch.value or []] == expected  # noqa: PLR0124 - NaN
    assert [" ".join(shift.split()) for _, _, shift in rows] == list(batch.strata["Schicht"])[1:]


def test_thirty_rows_pasted_from_a_spreadsheet_keep_their_blank_and_their_gap(look: Any) -> None:
    lines = [f"{day:02}.01.2026\t{10 + day // 8},{125 * (day % 8):03}" for day in range(1, 31)]
    lines[6] = "07.01.2026\t"
    del lines[12]
    found = look("Tag\tMinuten\n" + "\n".join(lines))
    assert (found.settings.delimiter, found.settings.decimal, found.settings.dates) == ("\t", ",", "dmy")
    assert (found.result.rows, found.result.readings, found.result.blank) == (29, 29, 1)
    assert values(found)[0] == 10.125  # the points of the dates tell that a comma is the decimal sign here
    assert "fits two readings" in found.cautions[0]
    assert values(found)[6] != values(found)[6]


def test_numbers_without_a_head_are_all_readings(look: Any) -> None:
    found = look("74,03\n74,002\n74,019\n")
    assert (found.settings.header, found.settings.decimal, found.names) == (0, ",", ("Column 1",))
    assert values(found) == [74.03, 74.002, 74.019]


def test_a_title_above_the_table_is_passed_over(look: Any) -> None:
    found = look("Weekly report\n\nDate;Minutes;Team\n2026-01-05;12;A\n2026-01-06;13;B\n2026-01-07;14;A\n")
    assert (found.settings.header, found.names) == (3, ("Date", "Minutes", "Team"))
    assert found.result.rows == 3


def test_a_wide_table_makes_a_row_a_subgroup(look: Any) -> None:
    found = look("sample;ring1;ring2;ring3\n1;74,03;74,002;74,019\n2;73,995;;74,001\n")
    assert values(found) == [74.03, 74.002, 74.019, 73.995, 74.001]
    assert found.readings[0].subgroup == ["1", "1", "1", "2", "2"]
    assert found.result.blank == 1


def test_every_problem_has_its_row_column_and_sentence(look: Any) -> None:
    found = look("date,value\n2026-01-01,1.5\n2026-01-02,about 2\n2026-02-31,3\n,4\n2026-01-05,5,6\n2026-01-06,\n")
    said = [(one.row, one.column, one.cell) for one in found.result.problems.kept]
    assert said == [(3, "value", "about 2"), (4, "date", "2026-02-31"), (5, "date", ""), (6, "value", "6")]
    assert found.result.problems.rows == 4
    assert found.result.readings == 2


def test_a_quotation_mark_that_is_never_closed_is_refused_not_swallowed(look: Any) -> None:
    layout = Settings(parts=(Part.VALUE, Part.OMIT))
    with pytest.raises(BadInput, match="Row 3 can't be read: a quotation mark"):
        look('value,note\n1,ok\n2,"open\n3,lost\n', MEASURED, layout)


def test_a_duration_runs_from_start_to_end_and_open_rows_are_counted(look: Any) -> None:
    found = look(
        "Ticket,Created,Closed\n1,3/13/2026 21:52,3/14/2026 9:52\n2,3/12/2026 8:00,\n3,3/11/2026 8:00,3/11/2026 8:30\n",
        Wanted(DataType.CONTINUOUS, "Resolution time", "h"),
    )
    assert [one.value for one in found.settings.parts] == ["leave out", "start", "end"]
    assert values(found) == [0.5, 12.0]  # oldest first: by when they were closed
    assert found.result.left_out == {importing.STILL_OPEN: 1}


def test_a_duration_that_ends_before_it_starts_is_a_problem(look: Any) -> None:
    found = look("opened,closed\n2026-01-02,2026-01-01\n2026-01-02,2026-01-04\n")
    assert [(one.row, one.column) for one in found.result.problems.kept] == [(2, "closed")]


# --- counts ----------------------------------------------------------------------------------------------------------


def test_defects_and_number_looked_at_are_found_by_their_names(look: Any) -> None:
    found = look('week,inspected,defective\n2026-01-05,"1,200",12\n2026-01-12,"1,150",9\n', SHARE)
    assert [one.value for one in found.settings.parts] == ["time", "size", "defects"]
    assert found.readings[0].size == [1200.0, 1150.0]
    assert found.readings[0].defects == [12.0, 9.0]


def test_counts_that_cannot_be_are_problems(look: Any) -> None:
    found = look("day,n,defects\n2026-01-01,10,11\n2026-01-02,0,0\n2026-01-03,10,1.5\n2026-01-04,10,-1\n", SHARE)
    assert [one.row for one in found.result.problems.kept] == [2, 3, 4, 5]


def test_a_raw_export_is_counted_per_period(look: Any) -> None:
    rows = [("2026-01-05", "late"), ("2026-01-06", "on time"), ("2026-01-12", "LATE"), ("2026-01-18", "on time")]
    text = "closed,status\n" + "".join(f"{day},{status}\n" for day, status in rows * 2)
    chosen = Settings(parts=(Part.TIME, Part.FLAG), flag_value="late", period="week")
    found = look(text, SHARE, chosen)
    assert found.readings[0].defects == [2.0, 2.0]
    assert found.readings[0].size == [4.0, 4.0]
    assert days(found) == ["2026-01-05 00:00", "2026-01-12 00:00"]


def test_a_period_that_is_not_whole_is_left_out_and_said_so(look: Any) -> None:
    text = "closed,bad\n" + "".join(f"2026-01-{day:02},{int(day == 20)}\n" for day in range(5, 29))
    chosen = Settings(parts=(Part.TIME, Part.DEFECTS), period="week")
    found = look(text, SHARE, chosen)
    assert days(found) == ["2026-01-05 00:00", "2026-01-12 00:00", "2026-01-19 00:00"]
    assert found.result.left_out == {importing.PART_PERIODS: 1}
    assert "26 Jan 2026" in found.result.notes[0]


def test_days_without_an_event_count_as_zero_and_are_said_so(look: Any) -> None:
    found = look("date\n2026-01-01\n2026-01-01\n2026-01-04\n", Wanted(DataType.COUNT))
    assert found.settings.period == "day"
    assert found.readings[0].defects == [2.0, 0.0, 0.0, 1.0]
    assert found.result.notes == ["2 periods without a row counted as 0."]


def test_only_the_chosen_rows_are_read(look: Any) -> None:
    chosen = Settings(parts=(Part.VALUE, Part.OMIT), filter_column=1, filter_value="a")
    found = look("v,team\n1,A\nodd,B\n3,a\n", MEASURED, chosen)
    assert values(found) == [1.0, 3.0]
    assert found.result.left_out == {importing.NOT_CHOSEN: 1}
    assert not found.result.problems


def test_what_is_not_mapped_yet_is_said_in_words(look: Any) -> None:
    found = look("a,b\nx,1\ny,2\n", SHARE)
    assert any("Choose the column that holds the defects" in one for one in found.missing)
    assert found.readings == ()


def test_personal_columns_are_left_out_by_default(look: Any) -> None:
    rows = "".join(f"{at},ann{at % 3}@example.org,{at}.5\n" for at in range(12))
    found = look("nr,mail,minutes\n" + rows)
    assert [one.value for one in found.settings.parts] == ["leave out", "leave out", "value"]
    assert [one.name for one in found.personal] == ["mail"]
    assert found.personal_taken == []


# --- files that are something else -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "empty"),
        (b"%PDF-1.7 ...", "PDF"),
        (b"\xd0\xcf\x11\xe0 old", "old Excel"),
        (b"\x00\x01\x02\x03 binary \x00\x00\x07", "not a table"),
        (b"PK\x03\x04 broken", "damaged"),
    ],
)
def test_a_file_is_judged_by_its_content(tmp_path: Path, content: bytes, said: str) -> None:
    path = tmp_path / "table.csv"
    path.write_bytes(content)
    with pytest.raises(BadInput, match=said):
        importing.kind_of(path)


def test_an_archive_that_is_no_workbook_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "x.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("hello.txt", "hello")
    with pytest.raises(BadInput, match="not an Excel workbook"):
        importing.kind_of(path)


def workbook(path: Path, rows: list[list[Any]], title: str = "Data") -> Path:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = title
    for row in rows:
        sheet.append(row)
    book.save(path)
    return path


def test_a_workbook_is_read_with_its_own_types(tmp_path: Path) -> None:
    path = workbook(
        tmp_path / "x.xlsx",
        [["Date", "Minutes", "Shift"]]
        + [
            [datetime(2026, 1, day, tzinfo=UTC).replace(tzinfo=None), None if day == 2 else day + 0.5, "A"]
            for day in range(1, 5)
        ],
    )
    kind = importing.kind_of(path)
    found = importing.preview(path, kind, MEASURED)
    assert (kind, found.sheets, found.names) == (importing.Kind.WORKBOOK, ("Data",), ("Date", "Minutes", "Shift"))
    assert days(found)[0] == "2026-01-01 00:00"
    assert [one for one in values(found) if one == one] == [1.5, 3.5, 4.5]  # noqa: PLR0124 - NaN
    assert found.result.blank == 1


def test_a_sheet_with_a_cell_in_its_farthest_corner_is_refused_in_bounded_memory(tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet["A1"], sheet["XFD1048576"] = 1, 2
    path = tmp_path / "far.xlsx"
    book.save(path)
    tracemalloc.start()
    with pytest.raises(BadInput, match=r"blank rows|right of column"):
        importing.preview(path, importing.kind_of(path), MEASURED)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 30_000_000


def test_a_workbook_that_unpacks_to_too_much_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = workbook(tmp_path / "x.xlsx", [["a"], [1]])
    monkeypatch.setattr(workbook_rows, "MAX_UNPACKED", 100)
    with pytest.raises(BadInput, match="unpacks to more"):
        importing.kind_of(path)


def test_a_row_of_a_workbook_too_long_to_hold_is_refused(tmp_path: Path) -> None:
    path = workbook(tmp_path / "x.xlsx", [["a"], [1]])
    bomb = tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(path) as good, zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as bad:
        for part in good.infolist():
            content = good.read(part)
            if part.filename.endswith("sheet1.xml"):
                content = content.replace(b"</row>", b"<c/>" * 2_000_000 + b"</row>", 1)
            bad.writestr(part.filename, content)
    with pytest.raises(BadInput, match="too long"):
        importing.kind_of(bomb)


# --- the real files --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "wanted", "rows", "readings"),
    [
        ("nhs_ae_attendances.csv", SHARE, 1589, 1589),
        ("helpdesk_cases.csv", Wanted(DataType.CONTINUOUS, "Resolution time", "h"), 3804, 3804),
        ("nyc311_requests.csv", Wanted(DataType.CONTINUOUS, "Time to close", "h"), 1900, 1661),
        ("pistonrings_long.csv", MEASURED, 200, 200),
        ("pistonrings_wide_semicolon_decimal_comma.csv", MEASURED, 40, 200),
        ("rubber_colour.csv", MEASURED, 100, 100),
        ("gage_study_long.csv", MEASURED, 90, 90),
    ],
)
def test_real_files_are_read_without_a_question(
    shared: Path, name: str, wanted: Wanted, rows: int, readings: int
) -> None:
    path = shared / "data" / name
    found = importing.preview(path, importing.kind_of(path), wanted)
    assert (found.result.rows, found.result.readings, found.missing) == (rows, readings, ())
    assert found.result.problems.kept == []


def test_open_requests_of_a_city_are_left_out_with_their_count(shared: Path) -> None:
    path = shared / "data" / "nyc311_requests.csv"
    found = importing.preview(path, importing.kind_of(path), Wanted(DataType.CONTINUOUS, "Time to close", "h"))
    assert found.settings.dates == "mdy"
    assert found.result.left_out == {importing.STILL_OPEN: 239}


def test_the_two_forms_of_the_piston_rings_are_the_same_readings(shared: Path) -> None:
    found = []
    for name in ("pistonrings_long.csv", "pistonrings_wide_semicolon_decimal_comma.csv"):
        path = shared / "data" / name
        first = importing.preview(path, importing.kind_of(path), MEASURED)
        conversion = importing.Conversion(first.settings, first.names, DataType.CONTINUOUS)
        batch = next(iter(importing.read_all(path, first.kind, conversion)))
        found.append((batch.value, batch.subgroup))
    assert found[0] == found[1]
