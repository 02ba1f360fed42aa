"""Two people saved the same thing: how does the second see both versions and lose neither?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import request
from wtforms import Field

from dmaic.web.forms import Form


@dataclass(frozen=True, slots=True)
class Difference:
    """One field in which the saved version and the typed one differ."""

    name: str
    label: str
    theirs: str
    yours: str


def take_chosen(form: Form, item: Any) -> None:
    """Where the person chose the saved version of a field (``keep-<field>=theirs``), put it into the form."""
    for field in form:
        if request.form.get(f"keep-{field.name}") == "theirs":
            field.data = getattr(item, field.name)
            field.raw_data = None


def differences(form: Form, item: Any) -> list[Difference]:
    """The fields in which the form differs from what is saved, and move the form on to the saved version.

    After this the same form can be sent again: it then carries the version that the person has now seen.
    """
    found = [
        Difference(field.name, str(field.label.text), shown(field, getattr(item, field.name)), shown(field, field.data))
        for field in form
        if field.name != "version"
        and hasattr(item, field.name)
        and _plain(getattr(item, field.name)) != _plain(field.data)
    ]
    version = form["version"]
    version.data, version.raw_data = item.version, None
    return found


def shown(field: Field, value: Any) -> str:
    """A value as the person would read it in the form: the label of a choice, words for yes and no."""
    if value in (None, ""):
        return "–"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return format(value, ".15g")
    choices = getattr(field, "choices", None)
    if choices:
        for key, label, *_ in choices:
            if str(key) == str(value):
                return str(label)
    return str(getattr(value, "value", value))


def _plain(value: Any) -> Any:
    return "" if value is None else getattr(value, "value", value)
