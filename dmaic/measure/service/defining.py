"""What does the operational definition of an adopted measure say? Every field, with examples from the tickets."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import numpy as np

from dmaic.charts.text import called
from dmaic.define.metrics import DataType, Direction
from dmaic.measure.service.calendars import NO_MOMENT
from dmaic.measure.service.fields import FIELDS, STRATA, Field, Rows
from dmaic.measure.service.mapping import REASONS
from dmaic.measure.service.measures import Grain, Measure
from dmaic.measure.service.observing import Observed
from dmaic.measure.service.observing.base import Combined
from dmaic.measure.service.sources import ServiceSource
from dmaic.measure.service.systems import BY_NAME
from dmaic.measure.service.tickets import Tickets

_MADE_OF = {
    Grain.DAY: "One reading a day",
    Grain.WEEK: "One reading a week, Monday to Sunday",
    Grain.MONTH: "One reading a calendar month",
    Grain.EACH: "One reading a ticket or row",
    Grain.BETWEEN: "One reading an event",
    Grain.SINCE: "One reading an event",
}
_TIMED = (Field.CREATED, Field.RESPONDED, Field.RESOLVED, Field.CLOSED, Field.DUE)


def definition_of(
    measure: Measure,
    chosen: Mapping[str, Any],
    *,
    source: ServiceSource,
    tickets: Tickets,
    observed: Observed,
    grain: Grain,
) -> dict[str, Any]:
    """The values of ``define_metric``, less code, role and owner."""
    mapping = source.mapping
    title = measure.said(measure.title, chosen)
    limit = chosen.get("limit") if grain == Grain.EACH else None
    used = sorted({FIELDS[to] for _, to in mapping.columns if to in set().union(*measure.needs)})
    left_out = ", ".join(REASONS[reason] for reason in mapping.leave_out) or "no rows"
    averaged = measure.data_type == DataType.CONTINUOUS and grain != Grain.EACH
    several = Grain.EACH in measure.grains or grain != Grain.DAY
    named = averaged and several and observed.combined in (Combined.MEAN, Combined.MEDIAN)
    middle = f", {observed.combined.value} of a {grain.value}" if named else ""
    lowest, highest = natural_limits(measure)
    values = {
        "name": f"{title}{middle}",
        "description": measure.said(measure.description, chosen),
        "data_type": measure.data_type,
        "unit": measure.unit,
        "unit_of_analysis": grain.value if averaged else measure.unit_of_analysis,
        "direction": measure.direction,
        "lower_limit": lowest,
        "lower_is_boundary": lowest is not None,
        "upper_limit": highest if limit is None else limit,
        "upper_is_boundary": limit is None and highest is not None,
        "numerator": measure.said(measure.numerator, chosen),
        "denominator": measure.said(measure.denominator, chosen),
        "inclusions": measure.said(measure.inclusions, chosen),
        "exclusions": f"{measure.said(measure.exclusions, chosen)} The import left out: {left_out}.",
        "time_window": f"{measure.time_window} {_MADE_OF[grain]}; periods not known in full wait.",
        "clock_rules": clock_rules(measure, source),
        "source_system": f"{source.name} ({BY_NAME[mapping.preset].title})",
        "source_query": f"Columns read: {', '.join(used)}. Time zone of the file: {mapping.zone}.",
        "stratifiers": ", ".join(_split_by(source)),
        "refresh": "With each export that is brought in.",
        "final_after_days": int(chosen["days"]) if "days" in chosen and measure.name != "backlog_age" else None,
        "worked_examples": "\n".join(examples_of(measure, tickets, observed)),
        "limitations": " ".join([measure.limitations, *observed.remarks]),
    }
    return {**values, **_between_events(measure, title, grain)} if grain.is_of_events else values


def _between_events(measure: Measure, title: str, grain: Grain) -> dict[str, Any]:
    """What is said otherwise where a reading is what lies between two events."""
    cases = grain == Grain.BETWEEN
    what, event = f"{measure.unit_of_analysis}s" if cases else "days", title[:1].lower() + title[1:]
    return {
        "name": f"{what.capitalize()} between two events: {event}",
        "description": f"How many {what} lie between one event and the next. An event: {event}.",
        "data_type": DataType.TIME_BETWEEN,
        "unit": what,
        "unit_of_analysis": "event",
        "direction": Direction.UP,
        "lower_limit": 0.0,
        "lower_is_boundary": True,
        "upper_limit": None,
        "upper_is_boundary": False,
        "numerator": f"{measure.unit_of_analysis.capitalize()}s that were judged and went well since the event before."
        if cases
        else "Days since the event before.",
        "denominator": "Each event once; the first has none before it.",
    }


def natural_limits(measure: Measure) -> tuple[float | None, float | None]:
    """Between which figures a measure lies by nature: no time or count below 0, no share above 100 %."""
    if measure.name == "nps":
        return -100.0, 100.0
    if measure.unit.startswith("%"):
        return 0.0, 100.0
    counted = measure.data_type in (DataType.COUNT, DataType.RATE)
    return (0.0 if counted or measure.unit in ("h", "min", "s", "tickets") else None), None


def clock_rules(measure: Measure, source: ServiceSource) -> str:
    """Business hours, pauses, reopenings and open tickets in words."""
    if source.rows == Rows.PERIODS:
        return "The periods of the file, as they were counted elsewhere."
    if not measure.clocked:
        return f"Calendar days of the time zone {source.mapping.zone}."
    said = [source.calendar.words]
    fields = source.mapping.fields
    has_pauses = bool({Field.PAUSED, Field.PAUSED_OPEN} & fields) or source.rows == Rows.EVENTS
    if measure.name.startswith(("resolution", "sla")) and has_pauses:
        exact = source.rows == Rows.EVENTS or source.calendar.is_always_open or Field.PAUSED_OPEN in fields
        said.append(
            "Time on hold is not taken out."
            if not source.minus_paused
            else "Time on hold (waiting for the customer) is taken out."
            if exact
            else "Of the time on hold (waiting for the customer) what must lie within these hours is taken out."
        )
    if source.rows == Rows.EVENTS:
        said.append(f"A reopened ticket counts {source.reopening.value}.")
        if source.same_ticket_days is not None:
            said.append(f"Reopened after {source.same_ticket_days:g} days it is a new ticket.")
    elif measure.name.startswith(("resolution", "sla")):
        said.append("A reopened ticket counts until the last resolution that the export shows.")
    open_ones = "An open ticket counts as late once its time is over."
    said.append(open_ones if measure.data_type == DataType.PROPORTION else "An open ticket has no time yet.")
    return " ".join(said)


def examples_of(measure: Measure, tickets: Tickets, observed: Observed) -> list[str]:
    """Three real records put to the definition: a good one, a bad one, and one that does not count."""
    if len(tickets) == 0 or measure.name in ("backlog", "backlog_age", "turnover"):
        return _period_examples(measure, observed)
    rows = observed.row
    if observed.given_by is not None:
        return _counted_examples(tickets, observed)
    if observed.defects is not None and not (observed.defects == 1).all():
        bad, good = rows[observed.defects > 0], rows[observed.defects == 0]
        picked = [(int(one), "yes, as a miss") for one in bad[:1]] + [(int(one), "yes, as good") for one in good[:1]]
    elif observed.value is not None:
        order = np.argsort(observed.value, kind="stable")
        middle, longest = order[order.size // 2], order[-1]
        picked = [
            (int(rows[at]), f"yes, {observed.value[at]:.4g} {measure.unit}")
            for at in dict.fromkeys([int(middle), int(longest)])
        ]
    else:
        picked = [(int(one), "yes") for one in rows[:2]]
    out = np.setdiff1d(np.arange(len(tickets)), rows)
    picked += [(int(one), "no") for one in out[:1]]
    seen = {row for row, _ in picked}
    picked += [(int(one), "yes") for one in rows if int(one) not in seen][: max(0, 3 - len(picked))]
    return [f"{tickets.keys[row].decode()}; {counted}; {_told(tickets, row)}" for row, counted in picked]


def _period_examples(measure: Measure, observed: Observed) -> list[str]:
    """Three days or months with their figures."""
    found = []
    for at in range(min(3, len(observed))):
        day = datetime.fromtimestamp(int(observed.wall[at]), UTC).date().isoformat()
        if observed.defects is not None and observed.size is not None:
            said = f"{observed.defects[at]:g} of {observed.size[at]:g}"
        else:
            assert observed.value is not None
            said = f"{observed.value[at]:g} {measure.unit}"
        found.append(f"{day}; {said}; from the tickets of the export")
    return found


def _counted_examples(tickets: Tickets, observed: Observed) -> list[str]:
    """Three rows of counts put to the definition, one that does not count among them."""
    assert observed.defects is not None
    found = []
    for at in range(min(2, len(observed))):
        said = f"{observed.defects[at]:,.0f}" + ("" if observed.size is None else f" of {observed.size[at]:,.0f}")
        found.append(f"{tickets.keys[observed.row[at]].decode()}; yes, {said}; as the file counts it")
    out = np.setdiff1d(np.arange(len(tickets)), observed.row)
    found += [f"{tickets.keys[row].decode()}; no; a count is missing, zero or impossible" for row in out[:1]]
    if len(found) < 3 <= len(observed):
        found.append(
            f"{tickets.keys[observed.row[-1]].decode()}; yes, {observed.defects[-1]:,.0f}; as the file counts it"
        )
    return found


def _told(tickets: Tickets, row: int) -> str:
    """What the record says: its moments, and the words that matter."""
    said = []
    for name in _TIMED:
        moment = tickets.moments(name)[row]
        if moment != NO_MOMENT:
            said.append(f"{FIELDS[name].split(' (')[0].lower()} {_moment(tickets, moment)}")
    if tickets.is_open[row] and tickets.rows not in (Rows.CALLS, Rows.ANSWERS):
        said.append("open when last seen" if tickets.is_lost[row] else "still open")
    for name in (Field.STATUS, Field.PRIORITY):
        word = tickets.words(name)
        if word.codes[row] >= 0:
            said.append(f"{FIELDS[name].lower()} {word.words[word.codes[row]]}")
    return ", ".join(said).replace(";", ",")


def _moment(tickets: Tickets, moment: int) -> str:
    wall = int(tickets.walls(np.array([moment], dtype=np.int64))[0])
    return called(datetime.fromtimestamp(wall, UTC))


def _split_by(source: ServiceSource) -> list[str]:
    mapped = [FIELDS[one] for one in STRATA if one in source.mapping.fields]
    return [*mapped, *(header for header, to in source.mapping.columns if to == Field.STRATUM)]
