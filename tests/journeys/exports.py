"""Raw files for journeys: the real ones where their folder is there, else look-alikes with the same awkwardness; and
what they say, worked out again without the application."""

from __future__ import annotations

import csv
import io
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from statistics import median

from tests.factories_gage import aiag_table

SHARED = Path(__file__).resolve().parents[3] / "shared" / "data"
RINGS = "pistonrings_long.csv"
RINGS_WIDE = "pistonrings_wide_semicolon_decimal_comma.csv"
GAGE = "gage_study_long.csv"
CASES, EVENTS, REQUESTS = TICKETS = ("helpdesk_cases.csv", "helpdesk_events.csv", "nyc311_requests.csv")
COUNTS = "nhs_ae_attendances.csv"
RESOLVED = "6"


def as_csv(rows: Iterable[Iterable[object]]) -> bytes:
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    return text.getvalue().encode()


def file_of(name: str) -> bytes:
    """The real file where it is, else one made alike."""
    path = SHARED / name
    if path.exists():
        return path.read_bytes()
    made: dict[str, Callable[[Random], bytes]] = {
        RINGS: lambda random: as_csv(_rings(random)),
        RINGS_WIDE: lambda random: _wide(_rings(random)),
        GAGE: lambda _random: aiag_table().encode(),
        CASES: lambda random: as_csv(_cases(random)),
        EVENTS: lambda random: as_csv(_events(random)),
        REQUESTS: lambda random: as_csv(_requests(random)),
        COUNTS: lambda random: as_csv(_attendances(random)),
    }
    return made[name](Random(5))


def rows_of(content: bytes) -> list[dict[str, str]]:
    """The rows of a file by the names of its columns."""
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))


def _rings(random: Random) -> list[list[object]]:
    """Forty samples of five piston rings, as Montgomery has them."""
    rows = [[f"{random.gauss(74.0012, 0.0099):.3f}", at, "True"] for at in range(1, 41) for _ in range(5)]
    return [["diameter", "sample", "trial"], *rows]


def _wide(rows: list[list[object]]) -> bytes:
    """A line a sample, as a spreadsheet of a decimal comma writes it."""
    samples: dict[object, list[str]] = defaultdict(list)
    for diameter, sample, _ in rows[1:]:
        samples[sample].append(str(diameter).replace(".", ","))
    lines = [f"{sample};{';'.join(own)}" for sample, own in samples.items()]
    return "\r\n".join(["sample;ring1;ring2;ring3;ring4;ring5", *lines, ""]).encode("cp1252")


def _spans(random: Random) -> list[tuple[datetime, datetime]]:
    begun = datetime(2025, 2, 2, 8, tzinfo=UTC)
    starts = [begun + timedelta(hours=3 * at) for at in range(400)]
    return [(one, one + timedelta(minutes=1 + int(60 * random.lognormvariate(3, 0.9)))) for one in starts]


def _cases(random: Random) -> list[list[object]]:
    shape = "%Y-%m-%d %H:%M:%S"
    head: list[object] = ["case_id", "created_at", "resolved_at", "events", "last_activity"]
    rows = [[at, f"{one:{shape}}", f"{end:{shape}}", 3, 6] for at, (one, end) in enumerate(_spans(random))]
    return [head, *rows]


def _events(random: Random) -> list[list[object]]:
    """Several events a ticket, activities as bare numbers; one in ten is resolved, opened and resolved again."""
    rows: list[list[object]] = [["CaseID", "ActivityID", "CompleteTimestamp"]]
    for at, (one, end) in enumerate(_spans(random)):
        parts = [(1, 0.0), (8, 0.3), *([(6, 0.5), (9, 0.7)] if at % 10 == 0 else []), (6, 1.0)]
        rows += [[at, act, f"{one + (end - one) * part:%Y-%m-%d %H:%M:%S}"] for act, part in parts]
    return rows


def _requests(random: Random) -> list[list[object]]:
    """US dates without seconds, newest first, open requests, empty due dates, commas inside quotes."""
    rows: list[list[object]] = []
    for at, (one, end) in enumerate(_spans(random)):
        is_open = at % 20 == 0
        closed = "" if is_open else _us(end)
        kind = random.choice(["Noise, loud music/party", "Dead Animal", "Animal in a Park"])
        rows.append([64_000_000 + at, _us(one), closed, "DSNY", kind, "In Progress" if is_open else "Closed", ""])
    head: list[object] = ["Unique Key", "Created Date", "Closed Date", "Agency", "Complaint Type", "Status", "Due Date"]
    return [head, *reversed(rows)]


def _us(moment: datetime) -> str:
    return f"{moment.month}/{moment.day}/{moment.year} {moment.hour}:{moment.minute:02d}"


def _attendances(random: Random) -> list[list[object]]:
    """Tens of thousands a month, wider than chance; a site that lacks one type, types as numbers and as a word."""
    rows: list[list[object]] = [["period", "org_code", "type", "attendances", "breaches", "admissions"]]
    for at in range(36):
        level = 0.13 + 0.05 * random.random()
        for site in ("R1H", "RAL", "RF4", "RJ1"):
            for kind, size, share in (("1", 12_000, level), ("2", 700, 0.01), ("other", 6_000, 0.01)):
                if (site, kind) != ("RAL", "2"):
                    count = size + random.randrange(size // 10)
                    rows.append([_month(at), site, kind, count, int(count * share), count // 4])
    return rows


def _month(at: int) -> str:
    return f"{2016 + (at + 3) // 12}-{(at + 3) % 12 + 1:02d}-01"


@dataclass(frozen=True, slots=True)
class Told:
    """What a file of tickets says: how many, how many open, the median hours of closed ones and of all.

    The median of all is Kaplan and Meier's, product by product: the first moment at which at most half are open.
    ``latest`` is the last moment the file speaks of: an open ticket was still open then.
    """

    tickets: int
    open: int
    closed_median: float
    all_median: float
    hours: tuple[tuple[datetime, float], ...]
    latest: datetime
    earliest: datetime


def told_by(name: str) -> Told:
    """Worked out from the bare file, row by row."""
    rows = rows_of(file_of(name))
    spans: list[tuple[datetime, datetime | None]] = []
    if name == EVENTS:
        events: dict[str, list[tuple[datetime, str]]] = defaultdict(list)
        for row in rows:
            events[row["CaseID"]].append((_moment(row["CompleteTimestamp"]), row["ActivityID"]))
        for own in events.values():
            own.sort(key=lambda one: one[0])
            end = None
            for moment, act in own:  # a second closing of what is closed changes nothing
                end = (end or moment) if act == RESOLVED else None
            spans.append((own[0][0], end))
    elif name == REQUESTS:
        spans = [(_us_moment(row["Created Date"]), _us_moment(row["Closed Date"])) for row in rows]
    else:
        spans = [(_moment(row["created_at"]), _moment(row["resolved_at"])) for row in rows]
    every = [moment for span in spans for moment in span if moment is not None]
    latest = max(every)
    done = [(end, (end - one).total_seconds() / 3600) for one, end in spans if end is not None and end >= one]
    waits = [(latest - one).total_seconds() / 3600 for one, end in spans if end is None]
    return Told(
        tickets=len(spans),
        open=len(waits),
        closed_median=median(hours for _, hours in done),
        all_median=_kaplan_meier([hours for _, hours in done], waits),
        hours=tuple(sorted(done)),
        latest=latest,
        earliest=min(every),
    )


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def _us_moment(text: str) -> datetime | None:
    return None if not text else datetime.strptime(text, "%m/%d/%Y %H:%M").replace(tzinfo=UTC)


def _kaplan_meier(ended: list[float], waiting: list[float]) -> float:
    still, survival = len(ended) + len(waiting), 1.0
    half: float | None = None
    marks = sorted([(hours, 0) for hours in ended] + [(hours, 1) for hours in waiting])
    for hours, is_open in marks:
        if not is_open:
            if half is not None:  # exactly half were left from there to here: the middle of the two, as R has it
                return (half + hours) / 2
            survival *= 1 - 1 / still
            if abs(survival - 0.5) < 1e-9:
                half = hours
            elif survival < 0.5:
                return hours
        still -= 1
    raise AssertionError("more than half are open")


@dataclass(frozen=True, slots=True)
class Counted:
    """What a file of counts says: rows, months, breaches and attendances, and each month's share."""

    rows: int
    breaches: int
    attendances: int
    shares: dict[str, float]


def counts_of(name: str = COUNTS) -> Counted:
    """Added up from the bare file."""
    months: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    rows = rows_of(file_of(name))
    for row in rows:
        months[row["period"]][0] += int(row["breaches"])
        months[row["period"]][1] += int(row["attendances"])
    return Counted(
        len(rows),
        sum(bad for bad, _ in months.values()),
        sum(size for _, size in months.values()),
        {month: bad / size for month, (bad, size) in sorted(months.items())},
    )
