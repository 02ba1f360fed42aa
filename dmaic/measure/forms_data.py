"""What is typed to bring data in, and to exclude or correct a reading?"""

from __future__ import annotations

from dataclasses import fields
from typing import Any

from flask import request
from wtforms import BooleanField, DateTimeLocalField, FileField

from dmaic.errors import BadInput
from dmaic.measure.importing import Part, Preview, Settings
from dmaic.measure.importing.settings import (
    DATES,
    DECIMALS,
    DELIMITERS,
    EDGES,
    EMPTY,
    ENCODINGS,
    ENDS,
    GROUPS,
    ORDERS,
    PARTS,
    PERIODS,
    THOUSANDS,
    UNITS,
)
from dmaic.web.forms import ChoiceField, Form, LongTextField, NumberField, TextField, at_most, needed, optional

# Signs that a browser might trim travel under names.
_DELIMITER_NAMES = {"comma": ",", "semicolon": ";", "tab": "\t", "bar": "|"}
_THOUSANDS_NAMES = {"none": "", "comma": ",", "point": ".", "space": " ", "apostrophe": "'"}
_NAMED = {"delimiter": _DELIMITER_NAMES, "thousands": _THOUSANDS_NAMES}
LAYOUT = ("encoding", "delimiter", "quoted", "sheet", "header")

COUNTED_PARTS = (Part.OMIT, Part.DEFECTS, Part.SIZE, Part.FLAG, Part.TIME, Part.STRATUM)
MEASURED_PARTS = (Part.OMIT, Part.VALUE, Part.TIME, Part.START, Part.END, Part.SUBGROUP, Part.STRATUM)


class UploadForm(Form):
    """A file, or cells pasted from a spreadsheet."""

    file = FileField("File", description="CSV, TSV, text or XLSX, up to a million rows and more.")
    text = LongTextField("or cells pasted from your spreadsheet", description="With the row of the column names.")


class ReadingForm(Form):
    """How a file is read: every guess as a choice."""

    encoding = ChoiceField("Encoding", choices=list(ENCODINGS.items()))
    delimiter = ChoiceField("Delimiter", choices=[(name, DELIMITERS[sign]) for name, sign in _DELIMITER_NAMES.items()])
    quoted = ChoiceField("Quotation marks", choices=[("yes", "Enclose cells"), ("no", "Are ordinary signs")])
    sheet = ChoiceField("Sheet")
    header = ChoiceField("Column names", coerce=int)
    decimal = ChoiceField("Decimal sign", choices=list(DECIMALS.items()))
    thousands = ChoiceField("Thousands", choices=[(name, THOUSANDS[sign]) for name, sign in _THOUSANDS_NAMES.items()])
    dates = ChoiceField("Order of the date", choices=list(DATES.items()))
    order = ChoiceField("Readings in order", choices=list(ORDERS.items()))
    unit = ChoiceField("Durations in", choices=[(one, one.capitalize()) for one in UNITS])
    time_of = ChoiceField("A duration belongs to the time", choices=list(ENDS.items()))
    group = ChoiceField("Subgroups", choices=list(GROUPS.items()))
    flag_value = ChoiceField("A row is defective when it says", empty="Choose")
    period = ChoiceField("Rows become readings", choices=list(PERIODS.items()))
    edges = ChoiceField("Periods at the edges", choices=list(EDGES.items()))
    empty = ChoiceField("Periods without rows", choices=list(EMPTY.items()))
    filter_column = ChoiceField("Only rows where", coerce=int)
    filter_value = TextField("says", validators=[at_most(200)])
    leave_out = BooleanField("Leave the rows with problems out")
    again = BooleanField("Import it again: its readings are meant to be there twice")

    def offer(self, found: Preview | None, settings: Settings) -> None:
        """Fill the choices that depend on the file, and drop the fields that say nothing about it."""
        self.header.choices = [(0, "There are none"), *((row, f"In row {row}") for row in range(1, 21))]
        sheets = found.sheets if found else (settings.sheet,)
        self.sheet.choices = [(one, one) for one in sheets]
        names = list(found.names) if found else []
        self.filter_column.choices = [(-1, "All rows"), *enumerate(names)]
        self.flag_value.choices = [("", "Choose"), *((word, word) for word in _words(found, settings))]
        for name in unasked(found, settings):
            del self[name]


def _words(found: Preview | None, settings: Settings) -> list[str]:
    at = settings.column(Part.FLAG)
    words = list(found.columns[at].words) if found is not None and at is not None else []
    return words if settings.flag_value in ("", *words) else [*words, settings.flag_value]


def unasked(found: Preview | None, settings: Settings) -> set[str]:
    """The choices that make no difference for this file and metric."""
    has = set(settings.parts)
    timed = bool(has & {Part.TIME, Part.START})
    counted = found is not None and found.is_counted
    is_text = found is None or not found.sheets
    out: set[str] = {"sheet"} if is_text else {"encoding", "delimiter", "quoted"}
    if found is None:
        return {one.name for one in fields(Settings)} - set(LAYOUT) - {"parts"} | out
    if counted:
        out |= {"unit", "time_of", "group"}
        out |= set() if timed else {"period"}
        out |= set() if settings.period else {"edges", "empty"}
        out |= {"order"} if settings.period else set()
        out |= set() if found.counts_events else {"empty"}
        out |= set() if Part.FLAG in has else {"flag_value"}
    else:
        out |= {"flag_value", "period", "edges", "empty"}
        out |= set() if Part.START in has else {"time_of"}
        out |= set() if timed else {"group"}
        out |= set() if Part.START in has or _has_clocks(found, settings) else {"unit"}
    return out | (set() if timed else {"order", "dates"})


def _has_clocks(found: Preview, settings: Settings) -> bool:
    """Whether values are written as h:mm, so that their unit is a choice."""
    return any(":" in word for at in settings.columns(Part.VALUE) for word in found.columns[at].words)


def form_of(settings: Settings, found: Preview | None) -> ReadingForm:
    """The form as it shows these settings."""
    shown = settings.to_json() | {"quoted": "yes" if settings.quoted else "no"}
    for name, signs in _NAMED.items():
        shown[name] = next(one for one, sign in signs.items() if sign == shown[name])
    form = ReadingForm(None, data=shown)
    form.offer(found, settings)
    return form


def posted_settings(shown: Settings) -> Settings:
    """The settings as sent with this request; what the page did not ask stays as it was shown.

    A new layout (delimiter, sheet, row of the names ...) makes other columns: everything else is then guessed anew.
    """
    given: dict[str, Any] = {
        one.name: request.form[one.name] for one in fields(Settings) if one.name in request.form and one.name != "parts"
    }
    for name, signs in _NAMED.items():
        if name in given:
            given[name] = _known(signs, given[name])
    if "quoted" in given:
        given["quoted"] = given["quoted"] == "yes"
    for name in ("header", "filter_column"):
        if name in given:
            given[name] = _whole(given[name])
    layout = {name: given.get(name, getattr(shown, name)) for name in LAYOUT}
    if any(layout[name] != getattr(shown, name) for name in LAYOUT):
        return Settings(**layout, thousands="")
    parts = request.form.getlist("part") or [one.value for one in shown.parts]
    return Settings.of_json(shown.to_json() | given | {"parts": parts})


def _known(signs: dict[str, str], name: str) -> str:
    if name not in signs:
        raise BadInput("That is not one of the choices.")
    return signs[name]


def _whole(text: str) -> int:
    try:
        return int(text)
    except ValueError:
        raise BadInput("That is not one of the choices.") from None


def part_choices(*, counted: bool, chosen: Part) -> list[tuple[str, str]]:
    """What a column can be for this kind of metric."""
    offered = COUNTED_PARTS if counted else MEASURED_PARTS
    return [(one.value, PARTS[one]) for one in (offered if chosen in offered else (*offered, chosen))]


class ReasonForm(Form):
    """Why something is done."""

    reason = LongTextField("Reason", [needed, at_most(1000)])


class CorrectionForm(ReasonForm):
    """The right figures in the place of wrong ones; what is left empty stays."""

    value = NumberField("Right value", [optional], decimals_usual=True)
    defects = NumberField("Right number of defects", [optional])
    size = NumberField("Right number looked at", [optional])
    at = DateTimeLocalField(
        "Right time", [optional], format=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M", "%Y-%m-%d"]
    )
