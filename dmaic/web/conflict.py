"""Two people saved the same thing: how does the second see both versions and lose neither?"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import request
from wtforms import Field

from dmaic.charts.text import called
from dmaic.errors import Conflict, Refused
from dmaic.web.forms import Form
from dmaic.web.written import number


@dataclass(frozen=True, slots=True)
class Difference:
    """One field in which the saved version and the typed one differ."""

    name: str
    label: str
    theirs: str
    yours: str


@dataclass(frozen=True, slots=True)
class Attempt:
    """How it went to save a form: 200 where nothing was sent yet, 303 where it is kept, else 422, or 409 with what
    somebody else saved meanwhile."""

    status: int = 200
    conflict: Sequence[Difference] = ()

    @property
    def is_kept(self) -> bool:
        return self.status == 303


def attempt(
    form: Form,
    item: Any,
    write: Callable[[], object],
    *,
    at: Mapping[type[Refused], str] | None = None,
    holds: Callable[[], bool] | None = None,
) -> Attempt:
    """Save what was sent, over ``item`` where there is one already.

    ``write`` does it; what it refuses is said at the field that ``at`` names for that kind of refusal. ``holds`` is
    asked once every field is right for itself, and says what is wrong with them together.
    """
    if not form.validate() or (holds is not None and not holds()):
        return Attempt(422)
    if item is not None:
        take_chosen(form, item)
    try:
        write()
    except Conflict:
        return Attempt(409, differences(form, item))
    except Refused as refusal:
        name = next((own for kind, own in (at or {}).items() if isinstance(refusal, kind)), None)
        if name is None:
            raise
        form[name].errors = [*form[name].errors, str(refusal)]
        return Attempt(422)
    return Attempt(303)


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
    """A value as people read it on every page: the label of a choice, words for yes and no, 4 Mar 2026, 12\u202f000."""
    if value in (None, ""):
        return "–"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, date):
        return called(value)
    for key, label, *_ in getattr(field, "choices", None) or ():
        if str(key) == str(value):
            return str(label)
    if isinstance(value, int | float):
        return number(value, 15)
    return str(getattr(value, "value", value))


def _plain(value: Any) -> Any:
    return "" if value is None else getattr(value, "value", value)
