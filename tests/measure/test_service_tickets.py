"""From an export to tickets: overlapping files, withdrawn files, event logs, junk rows, people as hashes."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from sqlalchemy.orm import Session

from dmaic import audit
from dmaic.errors import BadInput, Conflict, NotFound, RuleBroken
from dmaic.measure.service.calendars import NO_MOMENT
from dmaic.measure.service.clocks import Did, Reopening
from dmaic.measure.service.export import Export, open_export, read_export
from dmaic.measure.service.fields import Field, Rows
from dmaic.measure.service.mapping import Mapping, People, guess_mapping
from dmaic.measure.service.sources import (
    ServiceImport,
    ServiceSource,
    add_source,
    bring_back_file,
    change_source,
    files_of,
    open_file,
    open_source,
    sources_of,
    withdraw_file,
)
from dmaic.measure.service.taking_in import take_in
from dmaic.measure.service.tickets import Tickets, read_tickets
from dmaic.people.accounts import Person
from dmaic.projects.project import Project
from tests.factories import make_project

SECRET = b"a secret of this installation"
JANUARY = """Ticket ID,Created,Resolved,Category,Customer,Status
T-1,2026-01-05 09:00,2026-01-05 12:00,Billing,ann@example.org,Closed
T-2,2026-01-06 09:00,,Login,bob@example.org,Open
T-3,2026-01-07 09:00,2026-01-08 09:00,Billing,Ann@example.org ,Closed
"""
FEBRUARY = """Ticket ID,Status,Created,Resolved,Category,Customer
T-2,Closed,2026-01-06 09:00,2026-02-02 10:00,Login,bob@example.org
T-3,Closed,2026-01-07 09:00,2026-01-08 09:00,Billing,Ann@example.org
T-4,Open,2026-02-03 09:00,,Billing,ann@example.org
"""


def write(folder: Path, text: str | bytes, name: str = "export.csv") -> Path:
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def read(path: Path, mapping: Mapping | None = None, **changes: Any) -> tuple[Mapping, Export]:
    opening = open_export(path)
    found = mapping or guess_mapping(opening.headers, opening.rows).mapping
    if changes:
        found = Mapping(**{**{name: getattr(found, name) for name in Mapping.__dataclass_fields__}, **changes})
    return found, read_export(opening, found, secret=SECRET)


def bring(session: Session, source: ServiceSource, path: Path, by: Person) -> ServiceImport:
    raw = path.read_bytes()
    export = read_export(open_export(path), source.mapping, secret=SECRET)
    digest = hashlib.sha256(raw).hexdigest()
    return take_in(session, source, export, by=by, file_name=path.name, file_hash=digest, file_bytes=len(raw))


def source_of(session: Session, project: Project, path: Path, **changes: Any) -> ServiceSource:
    mapping, _ = read(path, **changes)
    return add_source(session, project, name="Desk", mapping=mapping)


def lines(tickets: Tickets) -> dict[str, str]:
    """Each ticket with the day of its resolution."""
    days = [
        "" if one == NO_MOMENT else datetime.fromtimestamp(one, UTC).date().isoformat()
        for one in tickets.resolved.tolist()
    ]
    return dict(zip([key.decode() for key in tickets.keys.tolist()], days, strict=True))


def test_overlapping_files_update_tickets_without_doubling_them(
    session: Session, project: Project, lead: Person, tmp_path: Path
) -> None:
    january, february = write(tmp_path, JANUARY, "jan.csv"), write(tmp_path, FEBRUARY, "feb.csv")
    source = source_of(session, project, january)
    first = bring(session, source, january, lead)
    assert (first.new, first.changed, first.same, first.rows) == (3, 0, 0, 3)
    second = bring(session, source, february, lead)
    assert (second.new, second.changed, second.same) == (1, 1, 1)
    assert lines(read_tickets(session, source)) == {
        "T-1": "2026-01-05",
        "T-2": "2026-02-02",
        "T-3": "2026-01-08",
        "T-4": "",
    }


def test_a_withdrawn_file_is_passed_over_and_can_come_back(
    session: Session, project: Project, lead: Person, tmp_path: Path
) -> None:
    january, february = write(tmp_path, JANUARY, "jan.csv"), write(tmp_path, FEBRUARY, "feb.csv")
    source = source_of(session, project, january)
    first, second = bring(session, source, january, lead), bring(session, source, february, lead)
    withdraw_file(session, source, second.id, reason="Wrong desk", by=lead)
    assert lines(read_tickets(session, source)) == {"T-1": "2026-01-05", "T-2": "", "T-3": "2026-01-08"}
    bring_back_file(session, source, second.id, reason="It was the right desk")
    withdraw_file(session, source, first.id, reason="Test", by=lead)
    assert set(lines(read_tickets(session, source))) == {"T-2", "T-3", "T-4"}  # the second file holds them itself
    acts = [entry.act for entry in audit.entries_of(session, chain=project.id, kind="service_imports")]
    assert acts == ["withdrew", "brought back", "withdrew", "imported", "imported"]
    with pytest.raises(RuleBroken):
        withdraw_file(session, source, first.id, reason="Again", by=lead)
    with pytest.raises(BadInput):
        bring_back_file(session, source, first.id, reason=" ")
    with pytest.raises(RuleBroken):
        bring_back_file(session, source, second.id, reason="Again")
    with pytest.raises(BadInput):
        withdraw_file(session, source, second.id, reason="", by=lead)
    with pytest.raises(NotFound):
        open_file(session, source, 999)


def test_the_very_same_file_is_refused(session: Session, project: Project, lead: Person, tmp_path: Path) -> None:
    january = write(tmp_path, JANUARY)
    source = source_of(session, project, january)
    done = bring(session, source, january, lead)
    with pytest.raises(BadInput, match="Lea Lead"):
        bring(session, source, january, lead)
    withdraw_file(session, source, done.id, reason="Once more", by=lead)
    assert bring(session, source, january, lead).new == 3
    assert len(files_of(session, source)) == 2


def test_a_ticket_that_comes_twice_in_a_file_counts_once(
    session: Session, project: Project, lead: Person, tmp_path: Path
) -> None:
    twice = JANUARY + "T-2,2026-01-06 09:00,2026-01-09 10:00,Login,bob@example.org,Closed\n"
    path = write(tmp_path, twice)
    source = source_of(session, project, path)
    done = bring(session, source, path, lead)
    assert (done.new, done.rows, done.left_out) == (
        3,
        4,
        {"earlier rows of tickets that come again in the file": 1},
    )
    assert lines(read_tickets(session, source))["T-2"] == "2026-01-09"


def test_a_column_that_comes_later_is_blank_in_earlier_files(
    session: Session, project: Project, lead: Person, tmp_path: Path
) -> None:
    january = write(tmp_path, JANUARY, "jan.csv")
    source = source_of(session, project, january)
    bring(session, source, january, lead)
    more = write(tmp_path, "Ticket ID,Created,Resolved,Channel,Rating\nT-9,2026-02-01 9:00,,Phone,4\n", "more.csv")
    opening = open_export(more)
    change_source(session, source, version=source.version, mapping=guess_mapping(opening.headers, opening.rows).mapping)
    bring(session, source, more, lead)
    tickets = read_tickets(session, source)
    assert tickets.words(Field.CHANNEL).texts() == ["", "", "", "Phone"]
    assert tickets.words(Field.CATEGORY).texts() == ["Billing", "Login", "Billing", ""]
    assert np.isnan(tickets.numbers(Field.SCORE)).tolist() == [True, True, True, False]
    assert tickets.words(Field.TEAM).texts() == [""] * 4
    assert read_tickets(session, source, [Field.CHANNEL]).columns.keys() == {"created", "channel"}


def test_people_become_keyed_hashes(session: Session, project: Project, lead: Person, tmp_path: Path) -> None:
    path = write(tmp_path, JANUARY)
    source = source_of(session, project, path)
    bring(session, source, path, lead)
    customers = read_tickets(session, source).words(Field.CUSTOMER).texts()
    assert customers[0] == customers[2] != customers[1]
    assert "ann" not in "".join(customers)
    other = read_export(open_export(path), source.mapping, secret=b"another installation")
    assert (
        other.blocks[0][1]["customer"]
        != read_export(open_export(path), source.mapping, secret=SECRET).blocks[0][1]["customer"]
    )
    kept = read_export(open_export(path), read(path, people=People.KEEP)[0], secret=SECRET)
    assert "customer" in kept.blocks[0][1]
    left = read_export(open_export(path), read(path, people=People.OMIT)[0], secret=SECRET)
    assert "customer" not in left.blocks[0][1]


def test_free_text_and_what_looks_personal_stay_out_unless_asked_for(tmp_path: Path) -> None:
    rows = "".join(f'T-{n},2026-01-05 09:00,"Invoice, wrong ""again""\nplease",ann{n}@example.org\n' for n in range(9))
    path = write(tmp_path, "Ticket ID,Created,Subject,Reply to\n" + rows)
    opening = open_export(path)
    guess = guess_mapping(opening.headers, opening.rows)
    assert dict(guess.mapping.columns)["Reply to"] == Field.OMIT
    assert guess.personal == {"Reply to": "mail addresses"}
    export = read_export(opening, guess.mapping, secret=SECRET)
    assert set(export.blocks[0][1]) == {"key", "created"}
    _, asked = read(path, keep_text=True)
    assert set(asked.blocks[0][1]) == {"key", "created", "subject"}


def test_rows_that_are_no_work_of_the_desk_are_left_out_and_counted(tmp_path: Path) -> None:
    path = write(
        tmp_path,
        "Ticket ID,Created,Status,Tags,Subject\n"
        "1,2026-01-05 09:00,Solved,vip,Cannot log in\n"
        "2,2026-01-05 09:00,Solved,closed_by_merge,Same again\n"
        "3,2026-01-05 09:00,Solved,test_ticket billing,x\n"
        "4,2026-01-05 09:00,Spam,,x\n"
        "5,2026-01-05 09:00,Cancelled,,x\n"
        "6,2026-01-05 09:00,Solved,,This is a test ticket 3\n"
        "7,2026-01-05 09:00,Solved,,Test of the new invoice fails\n"
        ",2026-01-05 09:00,Solved,,x\n"
        "9,soon,Solved,,x\n",
    )
    mapping, export = read(path)
    assert {reason: count for reason, count in export.left_out.items() if count} == {
        "merged or duplicate tickets": 1,
        "test tickets": 2,
        "spam": 1,
        "cancelled tickets": 1,
        "rows without a number": 1,
        "rows without a readable date": 1,
    }
    assert (export.rows, export.kept, export.problems.count) == (9, 2, 1)
    assert export.problems.kept[0].row == 10
    kept = read_export(open_export(path), Mapping.of_json({**mapping.to_json(), "leave_out": []}), secret=SECRET)
    assert kept.kept == 7


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_every_usual_encoding_is_read(tmp_path: Path, encoding: str) -> None:
    text = "Ticket ID;Created;Kategorie\r\n1;05.01.2026 09:00;Rückfrage\r\n2;13.01.2026 09:00;Störung\r\n"
    _, export = read(write(tmp_path, text.encode(encoding)))
    assert export.kept == 2
    assert datetime.fromtimestamp(export.last, UTC) == datetime(2026, 1, 13, 9, tzinfo=UTC)


def test_moments_follow_from_durations_where_only_these_are_given(tmp_path: Path) -> None:
    header = (
        "Id,Created at,First reply time in minutes,Full resolution time in minutes,Via,Reopens,Satisfaction Score\n"
    )
    path = write(tmp_path, header + "7,2026-01-05 09:00,30,120,Mail,0,Good\n8,2026-01-05 10:00,,,Mail,0,Offered\n")
    opening = open_export(path)
    guess = guess_mapping(opening.headers, opening.rows)
    assert (guess.preset.name, guess.score) == ("zendesk", 1.0)
    export = read_export(opening, guess.mapping, secret=SECRET)
    assert {"responded", "resolved", "score"} <= set(export.blocks[0][1])
    assert datetime.fromtimestamp(export.last, UTC) == datetime(2026, 1, 5, 11, tzinfo=UTC)


def test_an_end_before_its_start_is_counted(tmp_path: Path) -> None:
    path = write(tmp_path, "Ticket ID,Created,Resolved\n1,2026-01-05 09:00,2026-01-04 09:00\n")
    assert read(path)[1].reversed == 1


LOG = """CaseID,ActivityID,CompleteTimestamp
1,open,2026-01-05 09:00
1,pending customer,2026-01-05 10:00
1,customer replied,2026-01-05 13:00
1,closed,2026-01-05 14:00
2,open,2026-01-06 09:00
"""
MORE = """CaseID,ActivityID,CompleteTimestamp
1,closed,2026-01-05 14:00
1,reopened,2026-01-20 09:00
2,open,2026-01-06 09:00
2,closed,2026-01-21 09:00
3,open,2026-01-22 09:00
"""


def test_an_event_log_becomes_tickets_and_overlapping_logs_join(
    session: Session, project: Project, lead: Person, tmp_path: Path
) -> None:
    first, second = write(tmp_path, LOG, "a.csv"), write(tmp_path, MORE, "b.csv")
    source = source_of(session, project, first)
    assert source.rows == Rows.EVENTS
    assert dict(source.mapping.acts)["pending customer"] == Did.PAUSED
    done = bring(session, source, first, lead)
    assert (done.new, done.changed, done.same) == (2, 0, 0)
    tickets = read_tickets(session, source)
    assert lines(tickets) == {"1": "2026-01-05", "2": ""}
    assert tickets.worked is not None
    assert tickets.worked[0] / 3600 == 2
    done = bring(session, source, second, lead)
    assert (done.new, done.changed, done.same) == (1, 2, 0)
    tickets = read_tickets(session, source)
    assert lines(tickets) == {"1": "", "2": "2026-01-21", "3": ""}
    assert tickets.numbers(Field.REOPENS).tolist() == [1, 0, 0]
    change_source(session, source, version=source.version, same_ticket_days=7.0, reopening=Reopening.OPEN)
    assert lines(read_tickets(session, source)) == {"1": "2026-01-05", "2": "2026-01-21", "1/2": "", "3": ""}
    # a log that says nothing new
    again = write(tmp_path, LOG + "2,closed,2026-01-21 09:00\n", "c.csv")
    done = bring(session, source, again, lead)
    assert (done.new, done.changed, done.same) == (0, 0, 2)


def test_a_log_of_codes_ends_with_the_code_most_tickets_end_with(shared: Path) -> None:
    opening = open_export(shared / "data" / "helpdesk_events.csv")
    acts = dict(guess_mapping(opening.headers, opening.rows).mapping.acts)
    assert [code for code, did in acts.items() if did == Did.RESOLVED] == ["6"]


def test_the_real_files_are_read_whole(shared: Path) -> None:
    for name, rows in (("helpdesk_cases", 3804), ("helpdesk_events", 2474), ("nyc311_requests", 1900)):
        _, export = read(shared / "data" / f"{name}.csv")
        assert (export.rows, export.kept, export.problems.count) == (rows, rows, 0)


def test_calls_without_a_number_are_told_apart_and_known_again(
    session: Session, project: Project, lead: Person, tmp_path: Path
) -> None:
    text = "Call start,Queue,Talk time,After call work\n" + "2026-01-05 09:00,Sales,60,10\n" * 2
    first, second = write(tmp_path, text, "a.csv"), write(tmp_path, text + "2026-01-06 09:00,Sales,70,5\n", "b.csv")
    source = source_of(session, project, first)
    assert source.rows == Rows.CALLS
    assert bring(session, source, first, lead).new == 2
    done = bring(session, source, second, lead)
    assert (done.new, done.changed, done.same) == (1, 0, 2)


def test_a_mapping_survives_another_order_of_columns_and_names_a_lost_one(tmp_path: Path) -> None:
    mapping, _ = read(write(tmp_path, JANUARY))
    assert Mapping.of_json(mapping.to_json()) == mapping
    _, export = read(write(tmp_path, FEBRUARY), mapping)
    assert export.kept == 3
    with pytest.raises(BadInput, match="Created"):
        read(write(tmp_path, "Ticket ID,Resolved\n1,2026-01-05\n"), mapping)
    with pytest.raises(BadInput, match="can't be read"):
        Mapping.of_json({"preset": "tickets"})
    with pytest.raises(BadInput, match="Two columns"):
        Mapping(columns=(("a", Field.CREATED), ("b", Field.CREATED)))
    with pytest.raises(BadInput):
        Mapping(units=(("a", "fortnights"),))
    with pytest.raises(BadInput):
        Mapping(dates="whenever")


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("2026-01-05,1\n2026-01-06,2\n", "no row of column names"),
        ("Ticket ID,Created\n", "no rows"),
        ("Ticket ID,Resolved\n1,2026-01-05\n", "Created"),
        ("Ticket ID,Created\n1,soon\n", "No row of the file can be kept"),
    ],
)
def test_a_file_that_gives_nothing_is_refused_with_a_sentence(tmp_path: Path, text: str, sentence: str) -> None:
    with pytest.raises(BadInput, match=sentence):
        read(write(tmp_path, text))


def test_a_source_is_named_once_and_saved_from_the_version_that_was_seen(session: Session, project: Project) -> None:
    source = add_source(session, project, name=" Desk ", mapping=Mapping(), hours="Mon-Fri 9-17")
    assert source.name == "Desk"
    assert source.calendar.opens_on(0)
    with pytest.raises(RuleBroken):
        add_source(session, project, name="Desk", mapping=Mapping())
    with pytest.raises(BadInput):
        add_source(session, project, name=" ", mapping=Mapping())
    with pytest.raises(BadInput):
        change_source(session, source, version=source.version, hours="whenever")
    with pytest.raises(Conflict):
        change_source(session, source, version=source.version + 1, hours="")
    assert sources_of(session, project) == [source]
    assert open_source(session, project, source.id) is source
    with pytest.raises(NotFound):
        open_source(session, make_project(session), source.id)


def test_a_source_without_files_has_no_tickets(session: Session, project: Project) -> None:
    source = add_source(session, project, name="Desk", mapping=Mapping())
    assert len(read_tickets(session, source)) == 0


def test_a_moment_in_the_future_is_left_blank_and_said(tmp_path: Path) -> None:
    text = (
        "Ticket ID,Created,Resolved,Due date\n"
        "1,2026-01-05 09:00,2062-01-05 10:00,2062-01-09\n"
        "2,2026-01-05 09:00,9999-12-31,2026-01-09\n"
    )
    _, export = read(write(tmp_path, text))
    assert [(one.row, one.sentence) for one in export.problems.kept] == [(2, "“2062-01-05 10:00” lies in the future.")]
    assert datetime.fromtimestamp(export.last, UTC) == datetime(2026, 1, 5, 9, tzinfo=UTC)
