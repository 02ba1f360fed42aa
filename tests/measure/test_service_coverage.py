"""Since when and until when the files of a source know a ticket: files by month, old files, exports by closing day."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from random import Random
from typing import TypeAlias

import numpy as np
import pytest
from sqlalchemy.orm import Session

from dmaic.measure.service.beside import waiting
from dmaic.measure.service.calendars import NO_MOMENT
from dmaic.measure.service.coverage import beginning, known_until
from dmaic.measure.service.observing.base import BEFORE, LOST, STILL_OPEN
from dmaic.measure.service.sources import ServiceSource, files_of, sources_of
from dmaic.measure.service.starting import start_problem
from dmaic.measure.service.tickets import Tickets, read_tickets
from dmaic.people.accounts import Person
from dmaic.projects.permissions import Role
from dmaic.projects.project import Project
from tests.factories import make_project
from tests.measure.service_exports import bring
from tests.measure.service_tickets import at, seen

DAY = timedelta(days=1)
SHAPE = "%Y-%m-%d %H:%M:%S"
START = datetime(2026, 1, 1)  # noqa: DTZ001 - a wall clock, as exports write it
Line: TypeAlias = tuple[int, datetime, datetime]
Bring: TypeAlias = Callable[..., tuple[Tickets, ServiceSource]]


def desk(days: int = 90, *, a_day: int = 6) -> list[Line]:
    """Tickets with the moments of their creation and resolution; half of them take more than 24 hours."""
    random = Random(5)
    each = timedelta(hours=24 / a_day)
    starts = [START + at * each for at in range(days * a_day)]
    return [(number, one, one + timedelta(hours=random.lognormvariate(3.2, 0.8))) for number, one in enumerate(starts)]


def export(lines: Sequence[Line], made: datetime) -> str:
    """These tickets as an export of a moment holds them."""
    rows = [
        f"T-{number},{created:{SHAPE}},{'' if ended > made else f'{ended:{SHAPE}}'},{'AB'[number % 2]}"
        for number, created, ended in lines
        if created <= made
    ]
    return "\n".join(["Ticket ID,Created,Resolved,Category", *rows]) + "\n"


@pytest.fixture
def project(session: Session) -> Project:
    return make_project(session)


@pytest.fixture
def lead(project: Project) -> Person:
    return project.people_as(Role.LEAD)[0]


@pytest.fixture
def tickets_of(session: Session, project: Project, lead: Person, tmp_path: Path) -> Bring:
    """The tickets of a source into which these exports came, one after the other, and the source."""

    def made(*exports: str) -> tuple[Tickets, ServiceSource]:
        source, name = None, f"Desk {len(sources_of(session, project))}"
        for text in exports:
            source = bring(session, source, text, project, by=lead, folder=tmp_path, name=name)
        assert source is not None
        return read_tickets(session, source), source

    return made


def test_an_open_ticket_counts_as_long_as_it_was_seen(tickets_of: Bring) -> None:
    """Exports of the tickets created in each month: February's says nothing of January's open ones."""
    lines, edges = desk(), [START + at * 30 * DAY for at in range(4)]
    months = [export([one for one in lines if begin <= one[1] < end], end) for begin, end in pairwise(edges)]
    tickets, _ = tickets_of(*months)
    at_the_ends = {number for number, created, ended in lines for end in edges[1:3] if created < end < ended}
    still = {number for number, _, ended in lines if ended > edges[3]}
    lost = {int(key.decode()[2:]) for key in tickets.keys[tickets.is_lost].tolist()}
    assert lost == at_the_ends
    assert {int(key.decode()[2:]) for key in tickets.keys[tickets.is_open].tolist()} == lost | still
    told = waiting(tickets)
    assert told is not None
    assert told.open == len(still)
    assert f"{len(lost)} more were open when last seen" in told.sentence


def test_the_project_of_a_problem_knows_its_tickets_as_long_as_the_source_did(
    tickets_of: Bring, session: Session, project: Project, lead: Person
) -> None:
    lines, edges = desk(), [START, START + 45 * DAY, START + 90 * DAY]
    halves = [export([one for one in lines if begin <= one[1] < end], end) for begin, end in pairwise(edges)]
    tickets, source = tickets_of(*halves)
    own = tickets.words("category").says("A")
    _, begun = start_problem(session, project, source, {"category": ["A"]}, by=lead, start_on=date(2026, 4, 1))
    there = read_tickets(session, begun)
    assert set(there.keys[there.is_lost].tolist()) == set(tickets.keys[own & tickets.is_lost].tolist()) != set()
    assert len(there) == own.sum()


def test_what_will_never_be_decided_is_left_out_and_keeps_nothing_back(tickets_of: Bring) -> None:
    lines, edges = desk(), [START, START + 45 * DAY, START + 90 * DAY]
    halves = [export([one for one in lines if begin <= one[1] < end], end) for begin, end in pairwise(edges)]
    tickets, _ = tickets_of(*halves)
    found = seen(tickets, "sla_customer", targets="24")
    ends = [max(one for _, *both in lines if begin <= both[0] < end for one in both if one <= end)
            for begin, end in pairwise(edges)]  # fmt: skip
    decided = [
        (created, ended)
        for _, created, ended in lines
        for (begin, end), last in zip(pairwise(edges), ends, strict=True)
        if begin <= created < end and last - created > DAY
    ]
    assert found.defects is not None
    assert (len(found), found.defects.sum()) == (len(decided), sum(ended - created > DAY for created, ended in decided))
    assert found.left_out[LOST] > 0
    assert found.ends * 86_400 >= at(str(edges[2] - 2 * DAY))  # the second half is not held back by the first


def test_an_older_file_that_comes_later_opens_nothing_again(tickets_of: Bring, session: Session) -> None:
    lines = desk(40)
    newest, old = export(lines, START + 40 * DAY), export(lines, START + 20 * DAY)
    right, _ = tickets_of(newest)
    tickets, source = tickets_of(newest, old)
    assert tickets.resolved.tolist() == right.resolved.tolist()
    done = files_of(session, source)[0]
    open_then = sum(1 for _, created, ended in lines if created <= START + 20 * DAY < ended)
    assert (done.new, done.changed, done.same) == (0, 0, done.kept)
    assert done.left_out == {"rows older than what is known": open_then}


def test_a_correction_of_older_tickets_speaks_though_its_file_ends_earlier(tickets_of: Bring) -> None:
    lines = desk(40)
    number, created, ended = lines[3]
    mended = export([(number, created, ended + timedelta(hours=5)), *lines[4:40]], START + 40 * DAY)
    tickets, _ = tickets_of(export(lines, START + 40 * DAY), mended)
    shown = dict(zip(tickets.keys.tolist(), tickets.resolved.tolist(), strict=True))
    assert shown[b"T-3"] == at((ended + timedelta(hours=5)).replace(microsecond=0).isoformat())


def test_an_export_by_the_day_of_closing_begins_with_its_first_closing(tickets_of: Bring) -> None:
    lines = desk()
    begins = lines[0][2] + DAY
    old = [(9_000 + at, START - (at + 2) * 40 * DAY, begins + at * 3 * DAY) for at in range(20)]
    chosen = [one for one in [*old, *lines] if one[2] >= begins]
    tickets, _ = tickets_of(export(chosen, START + 90 * DAY))
    first = min(ended for _, _, ended in chosen)
    assert tickets.begin == at(first.replace(microsecond=0).isoformat())
    assert "chosen by when tickets were closed or changed" in tickets.began
    found = seen(tickets, "sla_customer", targets="24")
    assert found.left_out[BEFORE] == sum(1 for _, created, _ in chosen if created < first)
    assert found.remarks == [tickets.began]
    assert seen(tickets, "resolution_time").left_out == {
        "ends before it begins": 0, STILL_OPEN: int(tickets.is_open.sum())
    }  # fmt: skip


def test_an_export_by_the_day_of_creation_begins_where_it_begins(tickets_of: Bring) -> None:
    lines = desk()
    tickets, _ = tickets_of(export(lines, START + 90 * DAY))
    assert (tickets.begin, tickets.began) == (at(START.isoformat()), "")


def test_a_few_stray_old_tickets_begin_nothing(tickets_of: Bring) -> None:
    lines = [(9_000, START - 3_000 * DAY, START - 2_999 * DAY), *desk()]
    tickets, _ = tickets_of(export(lines, START + 90 * DAY))
    assert tickets.begin == at(START.isoformat())
    assert tickets.began.startswith("1 ticket lies long before all others, which begin on 1 Jan 2026")


def test_few_tickets_say_nothing_of_how_they_were_chosen() -> None:
    created = np.array([0, 10**8, 10**8 + 5])
    assert beginning(created, np.full(3, NO_MOMENT), 0, created + 9).at == 0


def test_a_ticket_is_known_to_the_end_of_the_newest_file_that_reaches_back_to_it() -> None:
    created = np.array([5, 15, 25])
    assert known_until(created, [(0, 10), (10, 20), (20, 30)]).tolist() == [10, 20, 30]
    assert known_until(created, [(0, 10), (4, 30), (20, 28)]).tolist() == [30, 30, 30]
