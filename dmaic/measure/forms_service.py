"""What is typed to bring a service export in, to say how its clock runs, and to adopt its measures?"""

from __future__ import annotations

from collections.abc import Mapping as Given
from collections.abc import Sequence
from typing import Any

from flask import request
from wtforms import BooleanField, FileField

from dmaic.errors import BadInput
from dmaic.measure.service.clocks import Did, Reopening
from dmaic.measure.service.fields import DURATIONS, FIELDS, Field
from dmaic.measure.service.inbox import Look
from dmaic.measure.service.mapping import DATES, PEOPLE, REASONS, Mapping, People
from dmaic.measure.service.measures import Grain, Measure, measure_named
from dmaic.measure.service.sources import ServiceSource
from dmaic.measure.service.systems import PRESETS
from dmaic.web.forms import (
    ChoiceField,
    EditForm,
    Form,
    LongTextField,
    NumberField,
    TextField,
    at_most,
    between,
    needed,
    optional,
)

ACTS = {
    Did.OPENED: "Open: work goes on",
    Did.RESPONDED: "First response",
    Did.PAUSED: "Paused: waiting for the customer",
    Did.RESUMED: "Resumed",
    Did.RESOLVED: "Resolved or closed",
    Did.NOTHING: "Changes nothing (a note)",
}


class ExportForm(Form):
    """An export, or its cells pasted."""

    file = FileField("Export of your system", description="CSV, text or XLSX, up to a million rows and more.")
    text = LongTextField("or cells pasted from your spreadsheet", description="With the row of the column names.")


class RulesForm(EditForm):
    """How the clock of a source runs."""

    hours = TextField("Hours in which the clock runs", [at_most(500)], description="Empty: round the clock.")
    holidays = LongTextField(
        "Days on which the desk is closed", [at_most(8000)], description="One day a line, as 2026-12-25 Christmas."
    )
    minus_paused = BooleanField("Take out the time on hold (waiting for the customer)")
    reopening = ChoiceField(
        "A reopened ticket counts", [needed], coerce=Reopening, choices=[(one.value, one.value) for one in Reopening]
    )
    same_ticket_days = NumberField(
        "Reopened after so many days it is a new ticket", [optional, between(0, 3650)], description="Empty: never."
    )

    help = {
        "hours": {
            "what": "Business time counts these hours only, on the clock of the time zone. Pauses and changes of the clocks are taken care of.",
            "example": "Mon-Fri 9:00-17:30; Sat 10-14",
            "pitfall": "Customers wait at night and on Sundays too: for what they feel, leave it empty.",
        },
        "reopening": {
            "what": "For event logs. A ticket export has one line a ticket and shows its last resolution only.",
            "pitfall": "Counting until the first resolution makes a desk look fast that closes too early.",
        },
    }


class MappingForm(RulesForm):
    """How an export is read: each guess as a choice."""

    name = TextField("Name of this source", [at_most(120)])
    preset = ChoiceField("Written by", choices=[(one.name, one.title) for one in PRESETS])
    zone = TextField(
        "Time zone of its dates",
        [needed, at_most(60)],
        description="It decides which day and hour a ticket counts in, where a date names no zone.",
    )
    dates = ChoiceField("Order of day and month", choices=list(DATES.items()))
    people = ChoiceField(
        "Agents and customers", coerce=People, choices=[(one.value, words) for one, words in PEOPLE.items()]
    )
    keep_text = BooleanField("Keep free text (subject, tags, comments)")

    help = {
        **RulesForm.help,
        "zone": {
            "what": "Where the wall clock hangs that wrote the dates. Cells that name their own zone (Z, +02:00) are taken at their word.",
            "example": "Europe/Lisbon",
            "pitfall": "Zendesk exports are often in the zone of the person who exported: two people, two zones.",
        },
        "people": {
            "what": "A hash keyed with this installation's secret still tells repeat customers, and nobody can be named.",
            "pitfall": "Improvement looks at the process: names of agents turn a chart into a ranking of people.",
        },
        "keep_text": {
            "what": "Free text is read to find test and merged tickets, and then forgotten unless you tick this."
        },
    }


class DriftForm(Form):
    """Why readings are corrected to what the tickets say today."""

    reason = LongTextField(
        "Reason", [needed, at_most(1000)], description="For example: late closings of the last export."
    )


class PlainForm(Form):
    """Figures for plain words: a yield, and the price of bad experiences."""

    good = NumberField("Share that goes well (%)", [needed, between(0, 100)])
    customers = NumberField("Customers a year", [optional, between(0)])
    problem = NumberField("Share of them with a problem (%)", [optional, between(0, 100)])
    lost = NumberField("Share of those who then turn away (%)", [optional, between(0, 100)])
    value = NumberField("What a customer is worth a year", [optional, between(0)])


class PromiseForm(Form):
    """What a promise to customers rests on."""

    kept = NumberField("Share of cases that would keep it today (%)", [optional, between(0, 100)])
    wanted = NumberField("Share in which it should be kept (%)", [needed, between(0.001, 100)], default=95.0)
    price = NumberField("What one broken promise costs", [optional, between(0)])
    monitored = BooleanField("It is on a control chart, and somebody reacts to a signal")
    informed = BooleanField("Everybody who must keep it has been told")


def mapping_form(found: Look, source: ServiceSource | None, file_name: str) -> MappingForm:
    """The form as it shows this look."""
    mapping = found.mapping
    rules = source or ServiceSource(hours="", holidays="", reopening=Reopening.LAST, minus_paused=True)
    given = {
        "name": source.name if source else file_name.rsplit(".", 1)[0],
        "preset": mapping.preset,
        "zone": mapping.zone,
        "dates": mapping.dates,
        "people": mapping.people,
        "keep_text": mapping.keep_text,
        **{
            name: getattr(rules, name)
            for name in ("hours", "holidays", "reopening", "same_ticket_days", "minus_paused")
        },
    }
    return MappingForm(None, data=given)


def posted_mapping(form: MappingForm, found: Look) -> Mapping:
    """The mapping as sent: fields by the position of their column, units of durations, words of events."""
    headers = found.opening.headers
    fields = request.form.getlist("field")
    if len(fields) != len(headers):
        raise BadInput("The columns of the file changed. Look at it again.")
    try:
        columns = tuple((header, Field(to)) for header, to in zip(headers, fields, strict=True))
        acts = tuple(
            (word, Did[request.form.get(f"act-{at}", did.name)]) for at, (word, did) in enumerate(found.mapping.acts)
        )
    except (ValueError, KeyError):
        raise BadInput("A column can't be that. Choose one of the list.") from None
    units = tuple(
        (header, request.form.get(f"unit-{at}") or found.mapping.unit(header))
        for at, (header, to) in enumerate(columns)
        if to in DURATIONS
    )
    preset = next(one for one in PRESETS if one.name == form.preset.data)
    return Mapping(
        preset=preset.name,
        rows=preset.rows,
        columns=columns,
        units=units,
        zone=form.zone.data or "UTC",
        dates=form.dates.data or "auto",
        people=form.people.data or People.HASH,
        keep_text=bool(form.keep_text.data),
        leave_out=tuple(reason for reason in REASONS if f"leave-{reason}" in request.form),
        acts=acts,
    )


def field_choices() -> list[tuple[str, str]]:
    """What a column can be."""
    return [(one.value, words) for one, words in FIELDS.items()]


def rules_of(form: RulesForm) -> dict[str, Any]:
    """The rules of the clock as sent."""
    return {
        "hours": form.hours.data or "",
        "holidays": form.holidays.data or "",
        "reopening": form.reopening.data,
        "same_ticket_days": form.same_ticket_days.data,
        "minus_paused": bool(form.minus_paused.data),
    }


def posted_adoptions(names: Sequence[str]) -> list[tuple[Measure, Given[str, Any], Grain]]:
    """The measures that were ticked, each with its figures and what one reading is."""
    found: list[tuple[Measure, Given[str, Any], Grain]] = []
    for name in names:
        measure = measure_named(name)
        given = {one.name: request.form.get(f"{name}-{one.name}", "") for one in measure.parameters}
        try:
            grain = Grain(request.form.get(f"{name}-grain", Grain.AUTO.value))
        except ValueError:
            raise BadInput("That is not one of the choices.") from None
        found.append((measure, given, grain))
    return found
