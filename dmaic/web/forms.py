"""What does every form share? Numbers and dates as people type them, starred fields, help beside the field."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any, ClassVar

from flask import request
from wtforms import DateField, Field, FloatField, IntegerField, SelectField, StringField, TextAreaField
from wtforms import Form as WTForm
from wtforms.form import BaseForm
from wtforms.validators import InputRequired, Length, Optional, StopValidation, ValidationError
from wtforms.widgets import HiddenInput, TextInput


def told(what: str, example: str = "", pitfall: str = "") -> dict[str, str]:
    """The three parts of the help beside a field."""
    return {"what": what, "example": example, "pitfall": pitfall}


class Starred:
    """Needed to submit, never to save a draft. Sets the flag that the field macro shows as a star."""

    field_flags = {"starred": True}

    def __call__(self, form: WTForm, field: Field) -> None:
        """Drafts pass; ``Form.missing`` asks for these at submission."""


class Form(WTForm):
    """The base form: reads the request, trims text, knows which starred fields are still empty.

    ``help`` holds the words beside the fields: what it is, an example, a pitfall, by field name.
    """

    help: ClassVar[Mapping[str, Mapping[str, str]]] = {}

    class Meta:
        def bind_field(self, form: WTForm, unbound_field: Any, options: dict[str, Any]) -> Field:
            if issubclass(unbound_field.field_class, StringField):
                options.setdefault("filters", [_trimmed])
            bound: Field = unbound_field.bind(form=form, **options)
            return bound

    @classmethod
    def of_request(cls, **kwargs: Any) -> Any:
        """The form filled from this request when it carries one, else from ``obj`` or ``data``."""
        posted = request.form if request.method == "POST" else None
        return cls(posted, **kwargs)

    def missing(self) -> list[Field]:
        """Starred fields that hold nothing yet."""
        return [field for field in self if getattr(field.flags, "starred", False) and field.data in (None, "", [])]

    def asks_for_missing(self) -> bool:
        """Put a sentence at every empty starred field; True if there is one."""
        empty = self.missing()
        for field in empty:
            field.errors = [*field.errors, "Fill this in before you submit."]
        return bool(empty)

    def read_as(self) -> list[str]:
        """Sentences about figures that were read in one of two ways, for the page that follows."""
        return [said for one in self if isinstance(one, NumberField) and (said := one.read_as)]

    def values(self, *, without: Iterable[str] = ("version",)) -> dict[str, Any]:
        """The data by field name, less the bookkeeping fields."""
        return {name: value for name, value in self.data.items() if name not in set(without)}


class VersionField(IntegerField):
    """The version of the row that the person saw. A request that names none has seen none."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        self.data = None
        super().process_formdata(valuelist)


class EditForm(Form):
    """A form for something that is saved again and again: it carries the version that the person saw."""

    version = VersionField(widget=HiddenInput(), validators=[Optional()])


def _trimmed(value: Any) -> Any:
    """Text without the spaces around it; a text field that was not sent is empty, never None."""
    return value.strip() if isinstance(value, str) else "" if value is None else value


class Typed(TextInput):
    """A plain input with the keyboard for figures: a browser's own number input refuses the decimal comma."""

    def __call__(self, field: Field, **kwargs: Any) -> Any:
        return super().__call__(field, **{"inputmode": "decimal", "autocomplete": "off", **kwargs})


class NumberField(FloatField):
    """A number as people type it: decimal comma or point, spaces or apostrophes between thousands.

    Two kinds of sign together tell the thousands from the decimal. ``1,234`` or ``12.000`` alone may mean either and
    is refused with a sentence, for a factor of a thousand is too much to guess. Two cases leave no doubt: a point in
    a measurement (``decimals_usual``), where 74.030 mm is what the gauge shows, and a field whose highest value no
    thousand reaches.
    """

    widget = Typed()

    def __init__(
        self, label: str | None = None, validators: Any = None, *, decimals_usual: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(label, validators, **kwargs)
        self.decimals_usual = decimals_usual

    def process_formdata(self, valuelist: list[Any]) -> None:
        text = str(valuelist[0]).strip() if valuelist else ""
        self.data = None
        if not text:
            return
        number = parse_number(text)
        if number is None:
            raise ValueError(f"“{text}” is not a number. Write it like 12.5 or 12,5.")
        meant = two_readings(text)
        if meant is not None and self._doubts(text):
            raise ValueError(f"“{text}” may mean {meant[0]} or {meant[1]}. Write it in one of these two ways.")
        self.data = number

    def _doubts(self, text: str) -> bool:
        """Whether thousands are plausible here."""
        if self.decimals_usual and "," not in text:
            return False
        return self._highest >= 1000

    @property
    def _highest(self) -> float:
        return min((one.high for one in self.validators if isinstance(one, Between)), default=math.inf)

    def as_typed(self, number: float) -> str:
        """The figure in a writing that this field reads as the same figure."""
        text = format(number, ".15g")
        return text + "0" if two_readings(text) is not None and self._doubts(text) else text

    @property
    def read_as(self) -> str:
        """How a figure was read that might have meant another; empty where there was no other reading."""
        text = str(self.raw_data[0]).strip() if self.raw_data else ""
        meant = two_readings(text)
        if meant is None or self.data is None or self._highest < 1000:
            return ""
        shown = self.as_typed(self.data)
        return f"{self.label.text}: “{text}” was read as {shown}. If {meant[0]} is meant, type it without the point."

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return "" if self.data is None else self.as_typed(self.data)


AMBIGUOUS = re.compile(r"[+\-−]?[1-9]\d{0,2},\d{3}")
_PARTED = re.compile(r"([+\-−]?[1-9]\d{0,2})[.,](\d{3})")


def two_readings(text: str) -> tuple[str, str] | None:
    """How to write a figure like ``12.000`` with thousands and with decimals; None where it has one reading.

    >>> two_readings("12.000"), two_readings("1,234"), two_readings("0.125")
    (('12000', '12.0'), ('1234', '1.2340'), None)
    """
    found = _PARTED.fullmatch(text.strip().removesuffix("%").rstrip())
    if found is None:
        return None
    whole, group = found.groups()
    decimals = group.rstrip("0") or "0"
    # three decimals would be the same doubt again: a fourth settles it
    return whole + group, f"{whole}.{decimals if len(decimals) < 3 else group + '0'}"


def parse_number(text: str) -> float | None:
    """The number a person typed, or None. Never NaN, never infinite."""
    compact = re.sub(r"[\s\u00a0\u202f'’]", "", text.strip().removesuffix("%")).replace("−", "-")
    for sign in ",.":
        if compact.count(sign) > 1:
            compact = compact.replace(sign, "")
    if "," in compact and "." in compact:
        thousands = "," if compact.rfind(".") > compact.rfind(",") else "."
        compact = compact.replace(thousands, "")
    compact = compact.replace(",", ".")
    if not re.fullmatch(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?", compact):
        return None
    number = float(compact)
    return number if math.isfinite(number) else None


class WholeNumberField(IntegerField):
    """A whole number, with a sentence of ours when it isn't one."""

    widget = Typed()

    def process_formdata(self, valuelist: list[Any]) -> None:
        text = str(valuelist[0]).strip() if valuelist else ""
        self.data = None
        if not text:
            return
        meant = two_readings(text)
        if meant is not None:
            ways = f"{meant[0]} or {meant[1].removesuffix('.0')}" if meant[1].endswith(".0") else meant[0]
            raise ValueError(f"“{text}” has a sign that may part thousands or decimals. Write {ways}.")
        number = parse_number(text)
        if number is None or number != int(number):
            raise ValueError(f"“{text}” is not a whole number.")
        self.data = int(number)


class DayField(DateField):
    """A calendar day: ISO from the browser's picker, day.month.year as typed, or 4 Mar 2026 as the pages show it."""

    def __init__(self, label: str | None = None, validators: Any = None, **kwargs: Any) -> None:
        super().__init__(label, validators, format=["%Y-%m-%d", "%d.%m.%Y", "%d %b %Y"], **kwargs)

    def process_formdata(self, valuelist: list[Any]) -> None:
        if not valuelist or not str(valuelist[0]).strip():
            self.data = None
            return
        try:
            super().process_formdata(valuelist)
        except ValueError:
            raise ValueError(f"“{valuelist[0]}” is not a date. Write it like 2026-03-31.") from None


def not_past(sentence: str) -> Callable[[WTForm, Field], None]:
    """Today or a day to come, or the day that is kept already: time passes over a day without anybody's fault."""

    def check(_form: WTForm, field: Field) -> None:
        if field.data is not None and field.data < date.today() and field.data != field.object_data:
            raise ValidationError(sentence)

    return check


def not_future(sentence: str) -> Callable[[WTForm, Field], None]:
    """Today or a day gone by."""

    def check(_form: WTForm, field: Field) -> None:
        if field.data is not None and field.data > date.today():
            raise ValidationError(sentence)

    return check


class TextField(StringField):
    """One line of text."""


class LongTextField(TextAreaField):
    """Several lines of text."""


class ChoiceField(SelectField):
    """One of a list; an empty first line where nothing needs to be chosen yet."""

    def __init__(
        self,
        label: str | None = None,
        validators: Any = None,
        *,
        empty: str | None = None,
        choices: Iterable[tuple[Any, str]] = (),
        coerce: Callable[[Any], Any] = str,
        **kwargs: Any,
    ) -> None:
        super().__init__(label, validators, coerce=coerce if coerce is str else _or_nothing(coerce), **kwargs)
        self.choices = [("", empty), *choices] if empty is not None else list(choices)

    def pre_validate(self, form: BaseForm) -> None:
        if self.data in (None, ""):
            if any(str(value) == "" for value, *_ in self.iter_choices()):
                return
            raise StopValidation("Choose one.")
        super().pre_validate(form)


def _or_nothing(coerce: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """Nothing chosen stays nothing, whatever the choices are turned into."""
    return lambda value: None if value in ("", None, "None") else coerce(value)


def reference(value: Any) -> int | None:
    """Coerce a select's value to a key, or None when nothing is chosen."""
    return int(value) if value not in (None, "", "None") else None


needed = InputRequired("Fill this in.")
optional = Optional()
starred = Starred()


def at_most(length: int) -> Length:
    """No more than so many characters."""
    return Length(max=length, message=f"Use {length} characters at most.")


class Between:
    """A number inside these bounds, both included."""

    def __init__(self, low: float, high: float) -> None:
        self.low, self.high = low, high

    def __call__(self, _form: WTForm, field: Field) -> None:
        if field.data is None:
            return
        if field.data < self.low:
            raise ValidationError(f"This must be at least {self.low:g}.")
        if field.data > self.high:
            raise ValidationError(f"This must be at most {self.high:g}.")


def between(low: float | None = None, high: float | None = None) -> Between:
    """A number inside these bounds, both included; None leaves that side open."""
    return Between(-math.inf if low is None else low, math.inf if high is None else high)
