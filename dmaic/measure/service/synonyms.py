"""What do exports call their columns? Names that every system may use, and how two names are compared."""

from __future__ import annotations

import re

from dmaic.measure.service.fields import Field

_WRAPPED = re.compile(r"custom field \((.*)\)", re.IGNORECASE)


def norm(header: str) -> str:
    """A column name without capitals, signs and wrapping: “Custom field (Request Type)” is “request type”.

    What ServiceNow (u_) and Salesforce (__c) put around names of one's own is taken off too.
    """
    text = header.strip().lstrip("\ufeff")
    wrapped = _WRAPPED.fullmatch(text)
    text = wrapped[1] if wrapped else text.removeprefix("u_").removesuffix("__c")
    text = re.sub(r"([a-zà-ÿ])([A-ZÀ-Ý])", r"\1 \2", text)
    return " ".join(re.findall(r"[^\W_]+", text.lower()))


def names_of(**columns: str) -> dict[str, Field]:
    """Names by field, as ``created="created at|opened"``."""
    return {name: Field(to) for to, names in columns.items() for name in names.split("|")}


EVERYWHERE: dict[str, Field] = names_of(
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
    paused_open="on hold time in minutes within business hours|on hold time within business hours|business hold time",
    paused="on hold time|on hold time in minutes|hold duration total|time on hold|pending time|waiting for customer|"
    "paused|paused time|wartezeit kunde|customer wait",
    wait="wait|wait time|queue time|total queue|queue duration|in queue|"
    "time in queue|asa|speed of answer|ring time|waiting time|wartezeit|queue wait",
    handle="handle time|total handle|"
    "handling time|aht|contact handle time|bearbeitungszeit|handle duration|interaction time",
    talk="talk time|talk|talk duration|total talk|conversation time|gesprächszeit|agent talk time|"
    "agent interaction duration",
    hold="hold time|hold|hold duration|total hold|haltezeit|customer hold time|customer hold duration",
    wrap="after call work|acw|acw time|after call work time|wrap|wrap up|wrap up time|wrap time|nachbearbeitung|"
    "nachbearbeitungszeit|after contact work|after contact work time|after contact work duration|total acw|"
    "acw duration",
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

CLOCKS = frozenset(
    {"time", "start time", "call time", "call start time", "clock", "clock time", "time of call", "time opened"}
    | {"open time", "created time", "event time", "uhrzeit", "zeit", "heure", "hora"}
)
"""Names of a column that holds the clock time of a date beside it."""

ASKED: tuple[re.Pattern[str], ...] = (
    re.compile(r"\bhow likely\b.*\brecommend|\brecommend\b.*\b(friend|colleague)"),
    re.compile(r"\bhow satisfied\b|\boverall satisfaction\b|\bsatisfied (are|were) you\b"),
    re.compile(r"\bhow easy\b|\bwas (it )?easy\b|\bmade it easy\b|\bhow much effort\b"),
    re.compile(r"wie wahrscheinlich\b.*\bempfehl|wie zufrieden\b"),
)
"""Questions of surveys, as their exports write them over the column of the answers."""


def asks(name: str) -> bool:
    """Whether a column's name (after `norm`) is the question that a score answers."""
    return len(name.split()) > 2 and not name.endswith(" group") and any(one.search(name) for one in ASKED)
