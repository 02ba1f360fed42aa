"""Which systems are known, and what do they call their columns?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from dmaic.measure.service.fields import Field, Rows
from dmaic.measure.service.synonyms import names_of


@dataclass(frozen=True, slots=True)
class Preset:
    """The export of one system.

    ``marks`` are column names that hardly any other system writes; ``columns`` says what its columns are, on top of
    the names that every export may use. ``unit`` is the unit of its durations where the column does not say one.
    """

    name: str
    title: str
    rows: Rows
    marks: frozenset[str]
    columns: Mapping[str, Field] = field(default_factory=dict)
    unit: str = "minutes"


PRESETS: tuple[Preset, ...] = (
    Preset(
        "zendesk",
        "Zendesk ticket export",
        Rows.TICKETS,
        frozenset({"initially assigned at", "assignee stations", "group stations", "requester wait time in minutes"})
        | {"summation column", "requester external id", "first reply time in minutes", "via", "solved at", "reopens"}
        | {"full resolution time in minutes", "satisfaction score"},
        names_of(
            resolved="solved at",
            channel="via",
            contacts="replies",
            to_response="first reply time in minutes",
            to_resolution="full resolution time in minutes",
            paused="on hold time in minutes",
            transfers="group stations",
            score="satisfaction score",
            kind="ticket type",
            customer="requester id",
            omit="resolution time|assigned at|initially assigned at",
        ),
    ),
    Preset(
        "freshdesk",
        "Freshdesk ticket export",
        Rows.TICKETS,
        frozenset({"initial response time", "first response time in hrs", "resolution time in hrs", "survey results"})
        | {"agent interactions", "customer interactions", "resolution status", "first response status"}
        | {"due by time", "every response status", "association type"},
        names_of(
            channel="source",
            responded="initial response time",
            contacts="agent interactions",
            made_sla="resolution status",
            score="survey results",
            category="type",
            team="group",
            customer="contact id|unique external id|company name",
        ),
        unit="hours",
    ),
    Preset(
        "salesforce",
        "Salesforce Service Cloud case report",
        Rows.TICKETS,
        frozenset({"case number", "date time opened", "date time closed", "case origin", "case owner", "case reason"})
        | {"is escalated", "is closed", "contact id", "account id", "owner id", "age hours"}
        | {"casenumber", "createddate", "closeddate", "isescalated", "isclosed", "ownerid", "accountid", "contactid"},
        names_of(
            key="case number|casenumber",
            created="created date|date time opened|opened date|createddate",
            resolved="closed date|date time closed|closeddate",
            escalated="is escalated|isescalated|escalated",
            channel="origin|case origin",
            category="reason|case reason",
            agent="case owner|owner id|ownerid",
            customer="contact id|contactid|account id|accountid|account name",
            omit="is closed|isclosed|closed|age hours|open|is deleted|isdeleted|contact name",
        ),
        unit="hours",
    ),
    Preset(
        "servicenow",
        "ServiceNow incident list",
        Rows.TICKETS,
        frozenset({"sys id", "opened at", "assignment group", "reassignment count", "reopen count", "made sla"})
        | {"caller id", "contact type", "incident state", "sys updated on", "business duration", "calendar duration"}
        | {"short description", "sys mod count", "opened by", "resolved by", "close code", "caller"},
        names_of(
            key="number",
            channel="contact type|channel",
            made_sla="made sla",
            agent="assigned to|resolved by",
            customer="caller|caller id",
            outcome="close code|resolution code",
            omit="sys id|business duration|calendar duration|escalation",
        ),
        unit="seconds",
    ),
    Preset(
        "jira",
        "Jira Service Management export",
        Rows.TICKETS,
        frozenset({"issue key", "issue id", "issue type", "project key", "request type", "satisfaction rating"})
        | {"project name", "status category", "organizations", "project lead", "watchers", "sla time to resolution"}
        | {"customer request type", "request participants"},
        names_of(
            key="issue key",
            kind="issue type",
            category="request type|customer request type|components|component s",
            outcome="resolution",
            score="satisfaction rating",
            customer="reporter|reporter id|organizations",
            omit="issue id|time to resolution|time to first response|parent id|id",
        ),
    ),
    Preset(
        "events",
        "Event log (one row an event)",
        Rows.EVENTS,
        frozenset({"activity", "activity id", "activity name", "complete timestamp", "concept name", "time timestamp"})
        | {"case concept name", "event", "event name", "event type", "event time", "lifecycle transition", "timestamp"}
        | {"new status", "event timestamp", "old status", "changed at", "author", "from string", "to string"}
        | {"new value", "old value", "changed by", "from status", "to status"},
        names_of(
            key="case id|case concept name|case|ticket id|ticket|issue key|trace",
            moment="time timestamp|timestamp|complete timestamp|start timestamp|date|time|created at|changed at|when",
            activity="concept name|activity|activity id|event|event type|new status|to status|to string|to|new value|"
            "status",
            agent="resource|org resource|user|author|changed by",
            omit="old status|from|from status|from string|old value|lifecycle transition",
        ),
    ),
    Preset(
        "calls",
        "Call list (ACD)",
        Rows.CALLS,
        frozenset({"talk time", "after call work", "acw", "acw time", "hold time", "queue time", "wrap up", "ani"})
        | {"talk", "wrap up time", "wait time", "abandoned", "call id", "call start", "speed of answer", "handle time"}
        | {"skill", "call start time", "dnis", "disconnect reason", "calling number", "after contact work"}
        | {"total talk", "total acw", "total queue", "total handle", "conversation id", "disconnect type"}
        | {"skill name", "in queue", "agent time", "abandon", "disp code", "master contact id"}
        | {"initiation timestamp", "disconnect timestamp", "agent interaction duration", "queue duration"}
        | {"after contact work duration"},
        names_of(
            key="call id|contact id|interaction id|session id|conversation id|ucid|id",
            created="call start|call start time|start|start time|initiation timestamp|date time|timestamp|start date|"
            "date|call date",
            resolved="call end|end time|call end time|disconnect timestamp|end date",
            team="queue|queue name|skill|skill name",
            agent="agent|agent name|users",
            customer="ani|ani from|calling number|caller number|caller id|customer endpoint|from|from number|"
            "phone number",
            outcome="disposition|wrap up code|disp code|disconnect reason",
            omit="dnis|dnis to|remote|master contact id",
        ),
        unit="seconds",
    ),
    Preset(
        "survey",
        "Survey export (NPS, CSAT, CES)",
        Rows.ANSWERS,
        frozenset({"response id", "recorded date", "nps", "nps score", "csat", "ces", "survey name", "sent at"})
        | {"respondent id", "date submitted", "invited at", "survey id", "score", "rating", "comment", "responded at"}
        | {"collector id", "distribution channel", "user language", "recipient email", "submission id"},
        names_of(
            key="response id|respondent id|survey response id|invitation id|id",
            created="sent at|invited at|recorded date|date submitted|submitted at|end date|completed at|date|"
            "response date|response timestamp|timestamp|zeitstempel|created at|responded at",
            score="score|nps|nps score|rating|csat|ces|answer|q1|likelihood to recommend",
            omit="start date|ip address|progress|duration in seconds|finished|ticket id|responded at",
        ),
    ),
    Preset(
        "evaluations",
        "Call quality evaluations",
        Rows.EVALUATIONS,
        frozenset({"evaluation id", "evaluator", "quality score", "qa score", "evaluation date", "evaluated at"})
        | {"evaluation score", "scorecard", "form name", "critical error"},
        names_of(
            key="evaluation id|id|form id",
            created="evaluation date|evaluated at|date|evaluated on",
            score="quality score|qa score|evaluation score|score|total score",
            omit="evaluator",
        ),
    ),
    Preset(
        "shifts",
        "Shifts: time paid and time available",
        Rows.SHIFTS,
        frozenset({"paid minutes", "paid hours", "paid time", "scheduled minutes", "scheduled hours", "shift date"})
        | {"unavailable minutes", "unavailable hours", "lost minutes", "shrinkage minutes", "absence minutes"},
        names_of(created="date|shift date|day|datum", lost="absence minutes"),
    ),
    Preset(
        "staff",
        "Staff list: joined and left",
        Rows.STAFF,
        frozenset({"hire date", "hired", "termination date", "left", "leave date", "employee id", "joined"})
        | {"hired on", "left on", "joined on", "last day", "exit date"},
        names_of(
            key="employee id|employee|personnel number|staff id|id",
            created="hire date|hired|hired on|joined|joined on|start date|entry date",
            resolved="termination date|left|left on|leave date|exit date|last day|end date",
        ),
    ),
    Preset(
        "periods",
        "Counts by period (month, week or day)",
        Rows.PERIODS,
        frozenset({"period", "month", "week", "reporting period", "week ending", "numerator", "denominator"})
        | {"attendances", "breaches", "calls offered", "offered", "total", "defects", "total cases", "errors"}
        | {"not met", "within target", "late", "total calls", "failures", "no shows", "abandoned", "calls abandoned"},
        names_of(
            created="period|reporting period|month|week|week ending|week commencing|date|day|monat|woche|mois|mes",
            total="denominator|attendances|total attendances|calls offered|offered|total calls|total|total cases|cases|"
            "all|count|n|calls|tickets|contacts|volume|appointments|claims|orders|transactions|units|inspected|anzahl",
            defects="numerator|breaches|defects|defectives|failures|failed|errors|late|missed|not met|over target|"
            "abandoned|calls abandoned|abandoned calls|no shows|did not attend|dna|complaints|rejected|reworked|"
            "reopened|fehler|verspätet",
            good="within target|met|in target|on time|within sla|answered in time|calls answered in time|good",
            team="org code|organisation code|organization code|provider|provider code|trust|hospital|branch|region",
            omit="key|id|number|reference",
        ),
    ),
    Preset("tickets", "Any ticket list", Rows.TICKETS, frozenset()),
)  # fmt: skip
BY_NAME = {preset.name: preset for preset in PRESETS}
ANY = BY_NAME["tickets"]
