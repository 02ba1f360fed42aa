"""Which system wrote this export? Known by its column names; each name is mapped, and can be mapped otherwise."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from dmaic.measure.service.fields import DURATIONS, NEEDED, Field, Rows

_WRAPPED = re.compile(r"custom field \((.*)\)", re.IGNORECASE)
_BUSINESS = re.compile(r"business|calendar hours|within office")


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


@dataclass(frozen=True, slots=True)
class Match:
    """How well a header fits a preset (0 to 1), and what each column then is."""

    preset: Preset
    score: float
    fields: tuple[Field, ...]


def norm(header: str) -> str:
    """A column name without capitals, signs and wrapping: “Custom field (Request Type)” is “request type”."""
    text = header.strip().lstrip("\ufeff")
    wrapped = _WRAPPED.fullmatch(text)
    text = wrapped[1] if wrapped else text
    text = re.sub(r"([a-zà-ÿ])([A-ZÀ-Ý])", r"\1 \2", text)
    return " ".join(re.findall(r"[^\W_]+", text.lower()))


def _names(**columns: str) -> dict[str, Field]:
    """Names by field, as ``created="created at|opened"``."""
    return {name: Field(to) for to, names in columns.items() for name in names.split("|")}


EVERYWHERE: dict[str, Field] = _names(
    key="id|ticket id|ticket|ticket no|ticket number|ticket nr|case id|case|case number|incident|incident number|"
    "request id|request number|number|unique key|key|reference|ref|vorgang|ticketnummer|fallnummer|vorgangsnummer|"
    "n ticket|numero|interaction id|contact id|conversation id|claim number|claim id|order number",
    created="created|created at|created on|created date|created time|creation date|creation time|date created|"
    "time created|opened|opened at|open date|date opened|date time opened|opening date|submitted|submitted at|"
    "submit date|reported|reported at|reported date|received|received at|logged|logged at|start|start time|started|"
    "started at|begin|erstellt|erstellt am|erstelldatum|angelegt am|eröffnet|eröffnet am|eingang|eingangsdatum|"
    "créé le|date de création|creado|fecha de creación|criado em|data de criação|data apertura",
    responded="first response|first response at|first responded at|first reply at|first replied at|responded|"
    "responded at|first answer|first answered at|answered at|initial response time|first agent reply|"
    "erste antwort|erste antwort am|erstreaktion|primera respuesta|première réponse",
    resolved="resolved|resolved at|resolved on|resolved date|resolved time|resolution date|date resolved|solved|"
    "solved at|solved date|completed|completed at|completion date|finished|finished at|end|end time|ended at|done|"
    "gelöst|gelöst am|erledigt|erledigt am|abgeschlossen am|résolu le|resuelto|resolvido em",
    closed="closed|closed at|closed on|closed date|closed time|close date|date closed|date time closed|geschlossen|"
    "geschlossen am|fermé le|cerrado|fechado em|clôturé le",
    due="due|due at|due date|due by|due by time|due time|deadline|target date|promised|promised by|promised date|"
    "resolution due|fällig|fällig am|zugesagt bis|échéance|fecha límite",
    moment="timestamp|complete timestamp|event time|event timestamp|event date|time stamp|occurred at|changed at|"
    "zeitstempel|ereigniszeit|date time|datetime",
    activity="activity|activity id|activity name|event|event name|event type|action|concept name|aktivität|ereignis|"
    "new status|status to|to status",
    to_response="first reply time|first response time|time to first response|frt|response time|reaktionszeit|"
    "first reply time in minutes|first response time in hrs|time to first reply",
    to_resolution="resolution time|full resolution time|time to resolution|time to resolve|handling duration|"
    "full resolution time in minutes|resolution time in hrs|lösungszeit|bearbeitungsdauer|age hours",
    paused="on hold time|on hold time in minutes|hold duration total|time on hold|pending time|waiting for customer|"
    "paused|paused time|wartezeit kunde|customer wait",
    wait="wait|wait time|queue time|time in queue|asa|speed of answer|ring time|waiting time|wartezeit|queue wait",
    handle="handle time|handling time|aht|contact handle time|bearbeitungszeit|handle duration|interaction time",
    talk="talk time|talk|talk duration|conversation time|gesprächszeit|agent talk time",
    hold="hold time|hold|hold duration|haltezeit|customer hold time",
    wrap="after call work|acw|acw time|after call work time|wrap|wrap up|wrap up time|wrap time|nachbearbeitung|"
    "nachbearbeitungszeit|after contact work|after contact work time",
    paid="paid|paid time|paid minutes|paid hours|scheduled|scheduled time|scheduled minutes|scheduled hours|"
    "bezahlte zeit|planzeit",
    lost="unavailable|unavailable minutes|unavailable time|unavailable hours|not available|shrinkage|"
    "shrinkage minutes|shrinkage hours|lost time|lost minutes|absence|absent minutes",
    reopens="reopens|reopen count|reopened|reopened count|times reopened|reopenings|number of reopens|wiedereröffnet",
    transfers="transfers|transfer count|transferred|times transferred|reassignment count|reassignments|"
    "group stations|number of transfers|weiterleitungen|handoffs|hops",
    contacts="contacts|replies|number of contacts|agent interactions|number of replies|agent replies|touches|"
    "public replies|interactions|kontakte|antworten",
    score="score|rating|satisfaction|satisfaction score|satisfaction rating|csat|csat score|nps|nps score|ces|"
    "ces score|survey results|survey score|customer satisfaction|bewertung|zufriedenheit|note|quality score|qa score|"
    "evaluation score|total score",
    cost="cost|costs|amount|cost eur|handling cost|kosten|betrag|value",
    escalated="escalated|is escalated|escalation flag|was escalated|eskaliert",
    escalation="escalation reason|escalated because|reason for escalation|eskalationsgrund",
    abandoned="abandoned|is abandoned|abandon|call abandoned|aufgelegt",
    at_first="fcr|first contact resolution|first call resolution|resolved at first contact|resolved on first contact|"
    "one touch|erstlösung",
    made_sla="made sla|sla met|resolution status|sla status|within sla|sla achieved|sla eingehalten",
    status="status|state|ticket status|incident state|case status|stato|zustand|estado|statut",
    outcome="resolution|resolution code|close code|closure code|resolution type|disposition|outcome|lösungsart",
    priority="priority|prio|severity|urgency|priorität|dringlichkeit|prioridad|priorité",
    channel="channel|source|via|origin|case origin|contact type|contact channel|medium|media type|kanal|canal|"
    "initiation method|request channel|interaction channel",
    category="category|case reason|complaint type|issue category|topic|reason|contact reason|component|components|"
    "kategorie|thema|grund|anliegen|catégorie|categoría|categoria|problem type|call reason|service|product",
    subcategory="subcategory|sub category|subtopic|descriptor|detail|unterkategorie|sub reason|category 2|issue",
    kind="type|ticket type|issue type|case type|request type|case record type|typ|art|tipo",
    team="team|group|queue|queue name|assignment group|department|case owner group|skill|agency|site|desk|"
    "support group|gruppe|abteilung|warteschlange|equipo|équipe|unit|business unit|location|borough",
    agent="agent|assignee|assigned to|owner|case owner|agent name|handled by|resolved by|technician|bearbeiter|"
    "mitarbeiter|zugewiesen an|resource|org resource|employee|advisor|operator",
    customer="customer|customer id|requester|requester id|caller|caller id|account|account id|account name|"
    "contact|contact name|reporter|client|client id|ani|caller number|from number|kunde|kundennummer|kundennr|"
    "organization|organisation|company|company name|member id|patient id|user|user id",
    segment="segment|customer segment|customer class|abc|abc class|tier|customer tier|kundengruppe",
    tags="tags|labels|tag|label|schlagworte",
    subject="subject|summary|short description|title|betreff|titel|asunto|sujet|oggetto|comment|comments|verbatim|"
    "description|feedback|kommentar|beschreibung",
)  # fmt: skip

PRESETS: tuple[Preset, ...] = (
    Preset(
        "zendesk",
        "Zendesk ticket export",
        Rows.TICKETS,
        frozenset({"initially assigned at", "assignee stations", "group stations", "requester wait time in minutes"})
        | {"summation column", "requester external id", "first reply time in minutes", "via", "solved at", "reopens"}
        | {"full resolution time in minutes", "satisfaction score"},
        _names(
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
        _names(
            channel="source",
            responded="initial response time",
            contacts="agent interactions",
            made_sla="resolution status",
            score="survey results",
            category="type",
            team="group",
        ),
        unit="hours",
    ),
    Preset(
        "salesforce",
        "Salesforce Service Cloud case report",
        Rows.TICKETS,
        frozenset({"case number", "date time opened", "date time closed", "case origin", "case owner", "case reason"})
        | {"is escalated", "is closed", "contact id", "account id", "owner id", "age hours"},
        _names(
            key="case number",
            created="created date|date time opened|opened date",
            resolved="closed date|date time closed",
            channel="origin|case origin",
            category="reason|case reason",
            agent="case owner|owner id",
            customer="contact id|account id|account name",
            omit="is closed|closed|age hours|open|is deleted|contact name",
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
        _names(
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
        _names(
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
        | {"new status", "event timestamp", "old status"},
        _names(
            key="case id|case concept name|case|ticket id|ticket|trace",
            moment="time timestamp|timestamp|complete timestamp|start timestamp|date|time|created at|changed at|when",
            activity="concept name|activity|activity id|event|event type|new status|status",
            agent="resource|org resource|user",
            omit="old status|lifecycle transition",
        ),
    ),
    Preset(
        "calls",
        "Call list (ACD)",
        Rows.CALLS,
        frozenset({"talk time", "after call work", "acw", "acw time", "hold time", "queue time", "wrap up", "ani"})
        | {"talk", "wrap up time", "wait time", "abandoned", "call id", "call start", "speed of answer", "handle time"}
        | {"skill", "call start time", "dnis", "disconnect reason", "calling number", "after contact work"},
        _names(
            key="call id|contact id|interaction id|session id|conversation id|ucid|id",
            created="call start|call start time|start|start time|date time|timestamp|date|call date",
            resolved="call end|end time|call end time",
            team="queue|queue name|skill",
            customer="ani|calling number|caller number|from|from number|phone number",
            outcome="disposition|wrap up code|disconnect reason",
            omit="dnis",
        ),
        unit="seconds",
    ),
    Preset(
        "survey",
        "Survey export (NPS, CSAT, CES)",
        Rows.ANSWERS,
        frozenset({"response id", "recorded date", "nps", "nps score", "csat", "ces", "survey name", "sent at"})
        | {"respondent id", "date submitted", "invited at", "survey id", "score", "rating", "comment", "responded at"},
        _names(
            key="response id|respondent id|survey response id|invitation id|id",
            created="sent at|invited at|recorded date|date submitted|submitted at|end date|completed at|date|"
            "response date|created at|responded at",
            score="score|nps|nps score|rating|csat|ces|answer|q 1|likelihood to recommend",
            omit="start date|ip address|progress|duration in seconds|finished|ticket id|responded at",
        ),
    ),
    Preset(
        "evaluations",
        "Call quality evaluations",
        Rows.EVALUATIONS,
        frozenset({"evaluation id", "evaluator", "quality score", "qa score", "evaluation date", "evaluated at"})
        | {"evaluation score", "scorecard", "form name", "critical error"},
        _names(
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
        _names(created="date|shift date|day|datum", lost="absence minutes"),
    ),
    Preset(
        "staff",
        "Staff list: joined and left",
        Rows.STAFF,
        frozenset({"hire date", "hired", "termination date", "left", "leave date", "employee id", "joined"})
        | {"hired on", "left on", "joined on", "last day", "exit date"},
        _names(
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
        _names(
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


def detect(headers: Sequence[str]) -> list[Match]:
    """The presets that fit these column names, the best first; the last resort is any ticket list.

    Three telling column names make a preset certain (score 1), two likely. One whose needed columns are not there is
    out, and so is a survey where the rows are resolved; counts by period have a numerator and no resolution.
    """
    names = [norm(header) for header in headers]
    found = []
    for preset in PRESETS:
        hits = len(preset.marks.intersection(names))
        fields = fields_of(headers, preset)
        fits = hits >= 2 and set(NEEDED[preset.rows]) <= set(fields)
        if preset.rows == Rows.ANSWERS and Field.RESOLVED in fields:
            fits = False
        if preset.rows == Rows.PERIODS:
            fits = fits and bool({Field.DEFECTS, Field.GOOD} & set(fields))
            fits = fits and not {Field.RESOLVED, Field.CLOSED} & set(fields)
        if fits or preset is ANY:
            found.append((min(1.0, round(hits / 3, 2)), hits, Match(preset, min(1.0, round(hits / 3, 2)), fields)))
    return [match for _, _, match in sorted(found, key=lambda one: (-one[0], -one[1]))]


def fields_of(headers: Sequence[str], preset: Preset) -> tuple[Field, ...]:
    """What each column is under a preset. A field is given once: to the first column by the preset's own order."""
    names = [norm(header) for header in headers]
    fields = [Field.OMIT] * len(names)
    taken: set[Field] = set()
    ranks = _ranks(preset.name)
    for at in sorted(range(len(names)), key=lambda at: (ranks.get(names[at], len(ranks)), at)):
        to = preset.columns.get(names[at]) or EVERYWHERE.get(names[at]) or _durations(names[at])
        if to is None or to == Field.OMIT or to in taken:
            continue
        fields[at] = to
        taken.add(to)
    return tuple(fields)


@lru_cache
def _ranks(name: str) -> dict[str, int]:
    return {column: at for at, column in enumerate(dict.fromkeys([*BY_NAME[name].columns, *EVERYWHERE]))}


def _durations(name: str) -> Field | None:
    """“Resolution time (h)”, “talk time sec”: a known duration with its unit behind it."""
    if _BUSINESS.search(name):
        return None
    bare = re.sub(r"\b(in )?(h|hrs?|hours?|min|mins|minutes?|s|secs?|seconds?|days?)$", "", name).strip()
    to = EVERYWHERE.get(bare)
    return to if bare != name and to in DURATIONS else None


_UNITS = (
    (re.compile(r"\b(seconds?|secs?|s|sekunden)$"), "seconds"),
    (re.compile(r"\b(minutes?|mins?|minuten)$"), "minutes"),
    (re.compile(r"\b(hours?|hrs?|h|stunden)$"), "hours"),
    (re.compile(r"\b(days?|d|tage)$"), "days"),
)


def unit_of(header: str, preset: Preset) -> str:
    """The unit of a duration: as the column's name says, else as the system writes it."""
    name = norm(header)
    return next((unit for pattern, unit in _UNITS if pattern.search(name)), preset.unit)
