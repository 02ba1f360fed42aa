"""Pages of measurements: a file is looked at, changed, imported whole or not at all; readings keep their reasons."""

from __future__ import annotations

import io
import os
from pathlib import Path

import pytest
from openpyxl import Workbook
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from config import Config
from dmaic import audit
from dmaic.define.metrics import DataType
from dmaic.measure import datasets, importing, uploads
from dmaic.measure.waiting import KEPT, folder_of
from dmaic.projects.permissions import Role
from tests.conftest import StrictClient
from tests.factories import make_member, make_person, make_project
from tests.measure.data_pages import Place

RINGS = "sample;ring1;ring2\r\n1;74,03;74,002\r\n2;73,995;73,992\r\n3;73,988;74,024\r\n"


@pytest.fixture
def place(session: Session, client: StrictClient) -> Place:
    return Place(session, client)


def test_a_project_without_a_metric_says_what_to_do_first(session: Session, client: StrictClient) -> None:
    project = make_project(session)
    session.commit()
    client.sign_in(project.people_as(Role.LEAD)[0])
    page = client.get(f"/projects/{project.id}/measure/data")
    assert "No metric is defined yet" in page.text


def test_a_file_is_sent_looked_at_and_imported(place: Place) -> None:
    address = place.send(RINGS)
    page = place.client.get(address).text
    assert "Import 6 readings" in page
    assert "74.002" in page  # as it will be stored
    answer = place.act(address, "import")
    assert (answer.status_code, answer.location) == (303, place.page)
    found = place.readings()
    assert found.value.tolist() == [74.03, 74.002, 73.995, 73.992, 73.988, 74.024]
    assert "rings.csv" in place.client.get(place.page).text
    entries = audit.entries_of(place.session, chain=place.project.id, kind="imports")
    assert [(one.act, one.who) for one in entries] == [("imported", "Lea Lead")]
    assert place.client.get(address).status_code == 404  # the file itself is not kept


def test_pasted_cells_take_the_same_way(place: Place) -> None:
    cells = "Tag\tDurchmesser\n03.01.2026\t12,5\n04.01.2026\t\n05.01.2026\t12,7"
    answer = place.client.post(f"{place.page}/upload", data={"text": cells})
    place.act(answer.location, "import")
    found = place.readings()
    assert found.value[[0, 2]].tolist() == [12.5, 12.7]
    assert [found.labels(at) for at in range(3)] == ["2026-01-03", "2026-01-04", "2026-01-05"]
    assert found.counted.tolist() == [True, False, True]


def test_a_workbook_takes_the_same_way(place: Place) -> None:
    book, raw = Workbook(), io.BytesIO()
    sheet = book.active
    assert sheet is not None
    for row in (["Month", "Minutes"], ["2026-01", 12.5], ["2026-02", None], ["2026-03", 0]):
        sheet.append(row)
    book.save(raw)
    address = place.send(raw.getvalue(), "minutes.xlsx")
    assert "sheet" in place.shown(address)
    place.act(address, "import")
    found = place.readings()
    assert found.value[[0, 2]].tolist() == [12.5, 0.0]
    assert found.counted.tolist() == [True, False, True]
    assert found.labels(2) == "2026-03-01"


def test_a_script_that_sends_a_file_is_told_where_to_go_on(place: Place) -> None:
    sent = {"file": (io.BytesIO(RINGS.encode()), "r.csv"), "text": ""}
    answer = place.client.post(f"{place.page}/upload", data=sent, headers={"Accept": "application/json"})
    assert "/uploads/" in answer.json["next"]
    sent = {"file": (io.BytesIO(b"%PDF-1.7"), "r.csv"), "text": ""}
    answer = place.client.post(f"{place.page}/upload", data=sent, headers={"Accept": "application/json"})
    assert (answer.status_code, "PDF" in answer.json["message"]) == (422, True)


def test_a_guess_can_be_changed_and_must_be_looked_at_before_the_import(place: Place) -> None:
    address = place.send('when,mm\n03/01/2026,"1,234"\n03/02/2026,"1,240"\n03/03/2026,"1,238"\n')
    page = place.client.get(address).text
    assert "fits two readings" in page
    assert "fits day first and month first" in page
    answer = place.act(address, "import", decimal=",", thousands="none")
    assert (answer.status_code, answer.location) == (303, address)
    assert "Look at it once more" in place.client.get(address).text
    assert len(place.readings()) == 0
    place.act(address, "import")
    assert place.readings().value.tolist() == [1.234, 1.24, 1.238]


def test_another_delimiter_makes_other_columns_and_new_guesses(place: Place) -> None:
    address = place.send("a;b\n1;2\n3;4\n5;6\n")
    place.act(address, "look", delimiter="comma")
    assert place.shown(address)["part"] == ["leave out"]
    place.act(address, "look", delimiter="semicolon")
    assert len(place.shown(address)["part"]) == 2


def test_rows_with_problems_stop_the_import_until_they_are_left_out_on_purpose(place: Place) -> None:
    address = place.send("day,mm\n2026-01-01,1.5\n2026-01-02,about 2\n2026-01-03,3\n")
    page = place.client.get(address).text
    assert "“about 2” is not a number." in page
    refused = place.act(address, "import")
    assert refused.status_code == 422
    assert "Nothing was imported" in refused.text
    assert len(place.readings()) == 0
    csv = place.client.get(f"{address}/problems.csv").text
    assert "3,mm,about 2,“about 2” is not a number." in csv
    assert place.act(address, "import", leave_out="y").status_code == 303
    assert place.readings().value.tolist() == [1.5, 3.0]
    done = datasets.imports_of(place.session, place.metric)[0]
    assert done.left_out == {importing.WITH_PROBLEMS: 1}
    assert "1 with problems" in place.client.get(place.page).text


def test_the_same_file_twice_is_noticed_and_needs_a_tick(place: Place) -> None:
    place.act(place.send(RINGS), "import")
    address = place.send(RINGS, "renamed.csv")
    assert "This very file is here already" in place.client.get(address).text
    refused = place.act(address, "import")
    assert refused.status_code == 409
    assert "Import it again" in refused.text
    assert len(place.readings()) == 6
    assert place.act(address, "import", again="y").status_code == 303
    assert len(place.readings()) == 12


def test_personal_columns_are_pointed_out_and_left_out(place: Place) -> None:
    rows = "".join(f"ann{at}@example.org,{at % 2},{at}.5\n" for at in range(6))
    address = place.send("mail,line,mm\n" + rows)
    page = place.client.get(address).text
    assert "This looks like personal data" in page
    assert place.shown(address)["part"] == ["leave out", "stratum", "value"]
    place.act(address, "import")
    assert list(place.readings().strata) == ["line"]


def test_open_cases_are_left_out_with_their_count_on_the_page(place: Place) -> None:
    address = place.send("created,closed\n2026-01-01 08:00,2026-01-01 09:30\n2026-01-02 08:00,\n")
    assert "1 row left out: still open" in place.client.get(address).text
    place.act(address, "import")
    assert place.readings().value.tolist() == [1.5]
    assert "1 still open" in place.client.get(place.page).text


def test_a_raw_export_becomes_a_share_per_week(session: Session, client: StrictClient) -> None:
    place = Place(session, client, DataType.PROPORTION)
    rows = "".join(f"2026-01-{day:02},{'late' if day % 4 == 0 else 'in time'}\n" for day in range(5, 26))
    address = place.send("closed,status\n" + rows)
    assert "Choose the column that holds the defects" in place.client.get(address).text
    place.act(address, "look", part=["time", "flag"], period="week")
    assert "Say at which word" in place.client.get(address).text
    place.act(address, "look", flag_value="late")
    place.act(address, "import")
    found = place.readings()
    assert found.defects.tolist() == [1.0, 2.0, 2.0]
    assert found.size.tolist() == [7.0, 7.0, 7.0]


def test_a_reading_is_excluded_only_with_a_reason_and_stays_on_the_page(place: Place) -> None:
    place.act(place.send(RINGS), "import")
    reading = f"{place.page}/readings/1"
    assert place.client.post(f"{reading}/exclude", data={"exclude-reason": " "}).status_code == 422
    answer = place.client.post(f"{reading}/exclude", data={"exclude-reason": "gauge was dropped"})
    assert answer.status_code == 303
    page = place.client.get(answer.location).text
    assert "gauge was dropped" in page
    assert "Excluded" in page
    assert place.readings().excluded.tolist() == [False, True, False, False, False, False]
    place.client.post(f"{reading}/include", data={"exclude-reason": "gauge was fine"})
    assert not place.readings().excluded.any()
    story = place.client.get(reading).text
    assert "gauge was dropped" in story
    assert "gauge was fine" in story


def test_a_reading_is_corrected_with_a_reason_and_the_original_stays(place: Place) -> None:
    place.act(place.send(RINGS), "import")
    reading = f"{place.page}/readings/0"
    assert place.client.post(f"{reading}/correct", data={"correct-value": "74.3"}).status_code == 422
    same = place.client.post(f"{reading}/correct", data={"correct-value": "74,03", "correct-reason": "x"})
    assert "Nothing would change" in same.text
    sent = {"correct-value": "74,3", "correct-reason": "digits swapped"}
    assert place.client.post(f"{reading}/correct", data=sent).status_code == 303
    assert place.readings().value[0] == 74.3
    assert "74.03" in place.client.get(reading).text


def test_an_import_is_withdrawn_and_brought_back_with_reasons(place: Place) -> None:
    place.act(place.send(RINGS), "import")
    done = datasets.imports_of(place.session, place.metric)[0]
    base = f"{place.home}/imports/{done.id}"
    assert place.client.post(f"{base}/withdraw", data={"reason": ""}).status_code == 422
    assert place.client.post(f"{base}/withdraw", data={"reason": "wrong gauge"}).status_code == 303
    assert len(place.readings()) == 0
    page = place.client.get(place.page).text
    assert "wrong gauge" in page
    assert place.client.post(f"{base}/bring-back", data={"reason": "it was right"}).status_code == 303
    assert len(place.readings()) == 6


def test_the_table_pages_backwards_by_number(place: Place) -> None:
    place.act(place.send("mm\n" + "".join(f"{at}.5\n" for at in range(120))), "import")
    page = place.client.get(place.page).text
    assert "Readings 71 to 120" in page
    assert "before=70" in page
    assert "Readings 21 to 70" in place.client.get(f"{place.page}?before=70").text


def test_readings_are_downloaded_with_formulas_defused(place: Place) -> None:
    place.act(place.send("mm,=line\n1.5,=1+1\n2.5,B\n3.5,=1+1\n4.5,B\n"), "import")
    text = place.client.get(f"{place.page}/readings.csv").text
    assert ",'=line" in text
    assert "1,,,1.5,,,,,,,'=1+1" in text
    assert "4,,,4.5,,,,,,,B" in text


def test_a_viewer_sees_the_readings_but_brings_nothing_in(place: Place, session: Session) -> None:
    address = place.send(RINGS)
    viewer = make_member(session, place.project, Role.VIEWER)
    outsider = make_person(session)
    session.commit()
    place.client.sign_in(viewer)
    assert "Bring in" not in place.client.get(place.page).text
    assert place.client.get(address).status_code == 403
    assert place.client.post(f"{place.page}/upload", data={"text": "mm\n1\n"}).status_code == 403
    assert place.client.post(f"{place.page}/readings/0/exclude", data={"exclude-reason": "x"}).status_code == 403
    place.client.sign_in(outsider)
    assert place.client.get(place.page).status_code == 404
    assert place.client.get(address).status_code == 404


def test_a_file_of_another_project_is_not_found(place: Place, session: Session) -> None:
    address = place.send(RINGS)
    other = make_project(session, place.lead)
    session.commit()
    foreign = address.replace(f"/projects/{place.project.id}/", f"/projects/{other.id}/")
    assert place.client.get(foreign).status_code == 404


def test_a_file_can_be_forgotten(place: Place, config: Config) -> None:
    address = place.send(RINGS)
    assert list(folder_of(config.INSTANCE).iterdir())
    place.act(address, "forget")
    assert not list(folder_of(config.INSTANCE).iterdir())


def test_a_file_nobody_imports_is_cleared_away_after_a_day(place: Place, config: Config, session: Session) -> None:
    place.send(RINGS)
    for file in folder_of(config.INSTANCE).iterdir():
        os.utime(file, (0, 0))
    for upload in session.scalars(select(uploads.Upload)):
        upload.at -= 2 * KEPT
    session.commit()
    place.send("mm\n1\n2\n3\n")
    assert len(list(folder_of(config.INSTANCE).iterdir())) == 1
    session.commit()
    assert session.scalar(select(func.count()).select_from(uploads.Upload)) == 1


def test_real_files_go_through_the_pages(place: Place, shared: Path) -> None:
    for name in ("nyc311_requests.csv", "pistonrings_wide_semicolon_decimal_comma.csv"):
        address = place.send((shared / "data" / name).read_bytes(), name)
        assert place.act(address, "import").status_code == 303
    assert len(place.readings()) == 1661 + 200
