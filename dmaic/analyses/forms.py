"""A form for every analysis, made from its declared fields; and what was typed, as the JSON of its input."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from wtforms import Field as FormField
from wtforms.validators import InputRequired
from wtforms.widgets import TextArea, TextInput

from dmaic.analyses.typed import group_names, read, write
from dmaic.errors import BadInput
from dmaic.statistics.fields import fields_of
from dmaic.statistics.fields.blame import blamed
from dmaic.statistics.fields.declared import Field, Kind, lead_of
from dmaic.statistics.fields.examples import example_of
from dmaic.web.forms import ChoiceField, Form, Typed, starred

_ROWS = {
    Kind.NUMBERS: 8, Kind.FLAGS: 8, Kind.GROUPS: 8, Kind.ROWS: 8, Kind.COLUMNS: 8, Kind.RECORDS: 7, Kind.STRUCTURE: 7,
    Kind.AMOUNTS: 6, Kind.WORDS: 4, Kind.NUMBER_OR_NUMBERS: 4, Kind.NUMBER_OR_WORDS: 3,
}  # fmt: skip
_HOW = {
    Kind.NUMBERS: "Paste a column, one number a row.",
    Kind.FLAGS: "Paste a column of yes and no.",
    Kind.WORDS: "One a row, or parted by commas.",
    Kind.GROUPS: "Paste the columns side by side; a first row may name the groups.",
    Kind.ROWS: "Paste the rows from a spreadsheet.",
    Kind.COLUMNS: "Paste the columns with their names in the first row.",
    Kind.AMOUNTS: "One a row: the name and its number.",
    Kind.NUMBER_OR_NUMBERS: "One number, or a column of them.",
    Kind.NUMBER_OR_WORDS: "A number, or one name a row.",
    Kind.STRUCTURE: "As JSON.",
}
_FIGURES = frozenset({Kind.NUMBER, Kind.WHOLE, Kind.SHARE})
PREFIX = "in_"


class ValueField(FormField):
    """One field of an analysis, typed as text."""

    def __init__(self, declared: Field, **kwargs: Any) -> None:
        super().__init__(declared.label, [starred] if declared.needed else [], description=_hint(declared), **kwargs)
        self.declared = declared
        self.text = ""
        widget: Any = TextArea() if declared.kind in _ROWS else Typed() if declared.kind in _FIGURES else TextInput()
        self.widget = widget
        self.render_kw = {"spellcheck": "false"}
        if declared.kind in _ROWS:
            self.render_kw |= {"rows": _ROWS[declared.kind], "autocomplete": "off", "class": "cells"}

    def process_data(self, value: Any) -> None:
        self.data, self.text = value, write(self.declared, value)

    def process_formdata(self, valuelist: list[Any]) -> None:
        self.text = str(valuelist[0]) if valuelist else ""
        self.data = None
        try:
            self.data = read(self.declared, self.text)
        except BadInput as refusal:
            raise ValueError(str(refusal)) from None

    def _value(self) -> str:
        return self.text


class AnalysisForm(Form):
    """The fields of one analysis under one choice of what is asked."""

    name: str
    lead: str | None
    choice: str | None

    @property
    def all_fields(self) -> list[tuple[Field, FormField]]:
        """Each declared field of this form beside its control."""
        return [(one, self[PREFIX + one.name]) for one in _fitting(self.name, self.choice)]

    def main(self) -> list[FormField]:
        """What is asked first: what is needed, what an example shows, and whatever was filled in or is wrong."""
        example = example_of(self.name, self.choice)
        return [shown for one, shown in self.all_fields if self._is_main(one, shown, example)]

    def further(self) -> list[FormField]:
        """The options that most people leave alone."""
        main = self.main()
        return [shown for _, shown in self.all_fields if shown not in main]

    def _is_main(self, one: Field, shown: FormField, example: Mapping[str, Any]) -> bool:
        if one.name == self.lead:
            return False
        filled = shown.data not in (None, "", _usual(one))
        return one.needed or one.name in example or filled or bool(shown.errors)

    def given(self) -> dict[str, Any]:
        """The input as JSON: what was filled in, less the options left as they usually are."""
        found: dict[str, Any] = {}
        for one, shown in self.all_fields:
            value = _of_choice(one, shown.data) if one.kind in {Kind.CHOICE, Kind.FLAG} else shown.data
            if value is not None and (value != one.default or one.name == self.lead):
                found[one.name] = value
        if self.lead is not None and self.choice is not None:
            found = {self.lead: self.choice, **found}
        for one, shown in self.all_fields:
            if (
                one.kind is Kind.GROUPS
                and "names" not in found
                and isinstance(shown, ValueField)
                and isinstance(shown.data, list)
            ):
                names = group_names(shown._value())
                found |= {"names": names} if len(names) == len(shown.data) else {}
        return found

    def complete(self) -> bool:
        """Put a sentence at every needed field that is empty; True if there is none."""
        empty = [
            shown for one, shown in self.all_fields if one.needed and not shown.errors and shown.data in (None, "")
        ]
        for shown in empty:
            shown.errors = [*shown.errors, "Fill this in."]
        return not empty

    def blame(self, refusal: BadInput) -> None:
        """Show a refusal of the analysis at the field it speaks of, else above the form."""
        field = blamed(refusal, [one for one, _ in self.all_fields])
        if field and field != self.lead:
            self[PREFIX + field].errors = [str(refusal)]
        else:
            self.form_errors.append(str(refusal))


def form_of(name: str, choice: str | None) -> type[AnalysisForm]:
    """The form of an analysis under the value of its deciding choice (None where there is no such choice)."""
    fields = _fitting(name, choice)
    members: dict[str, Any] = {PREFIX + one.name: _control(one) for one in fields}
    return type(
        "OneAnalysisForm",
        (AnalysisForm,),
        {**members, "name": name, "lead": lead_of(fields_of(name)), "choice": choice},
    )


def as_typed(name: str, choice: str | None, given: Mapping[str, Any]) -> dict[str, Any]:
    """An input as the data of its form under that choice."""
    fields = [one for one in _fitting(name, choice) if one.name in given]
    return {PREFIX + one.name: _for_control(one, given[one.name]) for one in fields}


def choices_of(name: str) -> tuple[Field | None, str | None]:
    """The field that decides what is asked, and the value that the main example has."""
    lead = lead_of(fields_of(name))
    if lead is None:
        return None, None
    field = next(one for one in fields_of(name) if one.name == lead)
    return field, example_of(name).get(lead, field.default)


def _fitting(name: str, choice: str | None) -> list[Field]:
    lead = lead_of(fields_of(name))
    return [one for one in fields_of(name) if lead is None or one.fits({lead: choice})]


def _control(one: Field) -> Any:
    if one.kind is Kind.FLAG:
        words = (
            ((("yes", "Yes"), ("no", "No")), None)
            if isinstance(one.default, bool)
            else ((("yes", "Yes"), ("no", "No")), "Not known")
        )
        return _choice(one, *words)
    if one.kind is Kind.CHOICE:
        return _choice(one, one.choices, None if one.default is not None else "Choose" if one.needed else "As usual")
    return ValueField(one)


def _choice(one: Field, choices: Any, empty: str | None) -> Any:
    validators = [InputRequired("Choose one.")] if one.needed and one.default is None else []
    return ChoiceField(
        one.label,
        validators,
        description=one.meaning,
        choices=choices,
        empty=empty,
        default=_for_control(one, one.default),
    )


def _for_control(one: Field, value: Any) -> Any:
    if one.kind is Kind.FLAG:
        return None if value is None else "yes" if value else "no"
    return value


def _of_choice(one: Field, value: Any) -> Any:
    if value in (None, ""):
        return None
    return value == "yes" if one.kind is Kind.FLAG else value


def _usual(one: Field) -> Any:
    return _for_control(one, one.default)


def _hint(one: Field) -> str:
    """What the field means, how it is typed, and what holds when it is left out."""
    words = [one.meaning]
    if one.kind in _HOW:
        words.append(_HOW[one.kind])
    if one.kind is Kind.RECORDS:
        words.append(f"Name the columns in the first row: {', '.join(part.name for part in one.parts)}.")
    if one.kind is Kind.NUMBER_OR_WORD:
        words.append(f"One of {', '.join(value for value, _ in one.choices)}, or a number.")
    if one.default is not None and one.kind is not Kind.RECORDS:
        words.append(f"Left out: {write(one, one.default)}.")
    return " ".join(words)
