"""What can a column of a service export be? Moments, durations, counts, marks of yes or no, words, a row's name."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum


class Rows(StrEnum):
    """What one row of the export is."""

    TICKETS = "tickets"
    EVENTS = "events"
    CALLS = "calls"
    ANSWERS = "answers"
    EVALUATIONS = "evaluations"
    SHIFTS = "shifts"
    STAFF = "staff"
    PERIODS = "periods"

    @property
    def words(self) -> str:
        return ROWS[self]


ROWS: Mapping[Rows, str] = {
    Rows.TICKETS: "One row a ticket, case or request",
    Rows.EVENTS: "One row an event: several rows a ticket",
    Rows.CALLS: "One row a call or chat",
    Rows.ANSWERS: "One row an answer to a survey",
    Rows.EVALUATIONS: "One row an evaluated contact",
    Rows.SHIFTS: "One row a shift or agent-day",
    Rows.STAFF: "One row an employee",
    Rows.PERIODS: "One row a period: cases already counted",
}


class Field(StrEnum):
    """What a column is to the measures."""

    OMIT = "omit"
    KEY = "key"
    CREATED = "created"
    CLOCK = "clock"
    RESPONDED = "responded"
    RESOLVED = "resolved"
    CLOSED = "closed"
    DUE = "due"
    MOMENT = "moment"
    TO_RESPONSE = "to_response"
    TO_RESOLUTION = "to_resolution"
    PAUSED = "paused"
    PAUSED_OPEN = "paused_open"
    WAIT = "wait"
    HANDLE = "handle"
    TALK = "talk"
    HOLD = "hold"
    WRAP = "wrap"
    PAID = "paid"
    LOST = "lost"
    REOPENS = "reopens"
    TRANSFERS = "transfers"
    CONTACTS = "contacts"
    SCORE = "score"
    COST = "cost"
    TOTAL = "total"
    DEFECTS = "defects"
    GOOD = "good"
    ESCALATED = "escalated"
    ABANDONED = "abandoned"
    AT_FIRST = "at_first"
    MADE_SLA = "made_sla"
    STATUS = "status"
    OUTCOME = "outcome"
    PRIORITY = "priority"
    CHANNEL = "channel"
    CATEGORY = "category"
    SUBCATEGORY = "subcategory"
    KIND = "kind"
    TEAM = "team"
    AGENT = "agent"
    CUSTOMER = "customer"
    SEGMENT = "segment"
    ESCALATION = "escalation"
    ACTIVITY = "activity"
    TAGS = "tags"
    SUBJECT = "subject"
    STRATUM = "stratum"


_STRATUM = "stratum:"


def column_title(name: str) -> str:
    """A column of an export in words: its field, or the header it had in the file."""
    return name.removeprefix(_STRATUM) if name.startswith(_STRATUM) else FIELDS[Field(name)]


FIELDS: Mapping[Field, str] = {
    Field.OMIT: "Leave out",
    Field.KEY: "Number of the ticket",
    Field.CREATED: "Created (call started, period)",
    Field.CLOCK: "Clock time, where the date stands alone",
    Field.RESPONDED: "First response",
    Field.RESOLVED: "Resolved",
    Field.CLOSED: "Closed",
    Field.DUE: "Promised by",
    Field.MOMENT: "When the event happened",
    Field.TO_RESPONSE: "Time to first response",
    Field.TO_RESOLUTION: "Time to resolution",
    Field.PAUSED: "Time on hold (waiting for customer)",
    Field.PAUSED_OPEN: "Time on hold within opening hours",
    Field.WAIT: "Time in the queue",
    Field.HANDLE: "Handle time",
    Field.TALK: "Talk time",
    Field.HOLD: "Hold time in the call",
    Field.WRAP: "After-call work",
    Field.PAID: "Time paid",
    Field.LOST: "Time not available",
    Field.REOPENS: "Times reopened",
    Field.TRANSFERS: "Times transferred",
    Field.CONTACTS: "Contacts or replies needed",
    Field.SCORE: "Score or rating",
    Field.COST: "Cost",
    Field.TOTAL: "Count of all cases",
    Field.DEFECTS: "Count that went wrong",
    Field.GOOD: "Count that went well",
    Field.ESCALATED: "Escalated?",
    Field.ABANDONED: "Abandoned?",
    Field.AT_FIRST: "Resolved at first contact?",
    Field.MADE_SLA: "SLA met?",
    Field.STATUS: "Status",
    Field.OUTCOME: "Kind of resolution",
    Field.PRIORITY: "Priority",
    Field.CHANNEL: "Channel",
    Field.CATEGORY: "Category",
    Field.SUBCATEGORY: "Subcategory",
    Field.KIND: "Type",
    Field.TEAM: "Team or queue",
    Field.AGENT: "Agent",
    Field.CUSTOMER: "Customer",
    Field.SEGMENT: "Customer segment (A, B, C)",
    Field.ESCALATION: "Reason of escalation",
    Field.ACTIVITY: "What happened (event)",
    Field.TAGS: "Tags",
    Field.SUBJECT: "Subject (free text)",
    Field.STRATUM: "Something else to split by",
}

MOMENTS = frozenset({Field.CREATED, Field.RESPONDED, Field.RESOLVED, Field.CLOSED, Field.DUE, Field.MOMENT})
STARTS = frozenset({Field.CREATED, Field.MOMENT})
"""What a clock time in a column of its own belongs to."""
DURATIONS = frozenset(
    {Field.TO_RESPONSE, Field.TO_RESOLUTION, Field.PAUSED, Field.PAUSED_OPEN, Field.WAIT, Field.HANDLE, Field.TALK}
    | {Field.HOLD, Field.WRAP, Field.PAID, Field.LOST}
)
FIGURES = frozenset(
    {Field.REOPENS, Field.TRANSFERS, Field.CONTACTS, Field.SCORE, Field.COST, Field.TOTAL, Field.DEFECTS, Field.GOOD}
)
YES_COUNTS = frozenset({Field.REOPENS, Field.TRANSFERS})
"""Counts that some systems write as yes and no."""
MARKS = frozenset({Field.ESCALATED, Field.ABANDONED, Field.AT_FIRST, Field.MADE_SLA})
WORDS = frozenset(Field) - MOMENTS - DURATIONS - FIGURES - MARKS - {Field.OMIT, Field.KEY, Field.CLOCK}
NUMBERS = DURATIONS | FIGURES | MARKS

HASHED = frozenset({Field.AGENT, Field.CUSTOMER})
"""Words about people: kept as a keyed hash, which still tells one from another and nobody by name."""

JUDGED = frozenset({Field.TAGS, Field.SUBJECT})
"""Free text: read to find test and merged tickets, kept only when asked for."""

STRATA = (
    Field.CATEGORY,
    Field.SUBCATEGORY,
    Field.CHANNEL,
    Field.TEAM,
    Field.PRIORITY,
    Field.KIND,
    Field.SEGMENT,
)
"""What a measure can be split by."""

NEEDED: Mapping[Rows, tuple[Field, ...]] = {
    Rows.TICKETS: (Field.KEY, Field.CREATED),
    Rows.EVENTS: (Field.KEY, Field.MOMENT),
    Rows.CALLS: (Field.CREATED,),
    Rows.ANSWERS: (Field.CREATED, Field.SCORE),
    Rows.EVALUATIONS: (Field.CREATED, Field.SCORE),
    Rows.SHIFTS: (Field.CREATED, Field.PAID),
    Rows.STAFF: (Field.KEY, Field.CREATED),
    Rows.PERIODS: (Field.CREATED, Field.TOTAL),
}
"""Without these columns nothing can be read from rows of this kind."""
