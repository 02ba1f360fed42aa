"""What is typed into a form, as a document on paper."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from dmaic.web.conflict import shown

Parts = list[tuple[str, list[tuple[str, str]]]]


def on_paper(form: Any, parts: Iterable[tuple[str, Iterable[str]]]) -> Parts:
    """Each part's title with its fields as (label, words), as the form holds them now."""
    return [(title, [(str(form[name].label.text), _words(form[name])) for name in names]) for title, names in parts]


def _words(field: Any) -> str:
    return "" if field.data in (None, "") else shown(field, field.data)
