"""Which rows of an export are no work of the desk? Test, merged, spam and cancelled tickets, by what the row says.

A word decides only where it is all that a cell or a tag says: “Duplicate” strikes a ticket out, “Duplicate charge” is
a customer with a wrong bill; a ticket “In testing” is work, and so is one about a “Cancelled order”.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from dmaic.measure.service.fields import Field

_WORDS: Mapping[str, str] = {
    "merged": r"merged?|duplicated?|duplikat|dublette|zusammengeführt",
    "spam": r"(?:suspected )?spam|junk",
    "cancelled": r"cancel+ed|deleted|withdrawn|voided|storniert|abgebrochen|cancelad[ao]|annulée?",
    "test": r"(?:qa )?test|testticket",
}
_BEFORE = r"(?:(?:closed|resolved|solved|rejected|marked) )*(?:as |by |due to )?(?:an? )?"
_NOUN = r"(?: (?:ticket|case|incident|issue|request|record|entry|item|mail|e mail|call))?"
_WITH_OTHERS = r"(?: (?:by|of|into|with|to) .+)?"
_STRUCK = {
    reason: re.compile(f"{_BEFORE}(?:{words}){_NOUN}{_WITH_OTHERS if reason in ('merged', 'cancelled') else ''}")
    for reason, words in _WORDS.items()
}
_SIGNS = re.compile(r"[\s_/|:–-]+")
_TAGS = re.compile(r"[\s,;|]+")
_TEST_SUBJECT = re.compile(
    r"(?:this is )?(?:an? )?(?:just )?(?:e-?mail )?test(?:ing|e|-?ticket)?s?"
    r"(?: (?:ticket|case|mail|e-?mail|only|please ignore))*[\s\d.!#:-]*",
    re.IGNORECASE,
)
_LONGEST_SUBJECT = 60
_SPEAKS: Mapping[Field, tuple[str, ...]] = {
    Field.STATUS: ("merged", "spam", "cancelled"),  # a status “Test” is a step of the work
    Field.OUTCOME: ("merged", "spam", "cancelled", "test"),
    Field.KIND: ("merged", "spam", "cancelled", "test"),
    Field.TAGS: ("merged", "spam", "cancelled", "test"),
}
JUDGING = frozenset({*_SPEAKS, Field.SUBJECT})
"""The columns that can strike a row out."""


def why_struck(cell: Any, field: Field) -> str:
    """The reason for which a row with this cell is no work of the desk (a key of REASONS); empty where it is."""
    if not isinstance(cell, str) or not cell:
        return ""
    if field == Field.SUBJECT:
        return "test" if _is_test(cell) else ""
    said = _TAGS.split(cell) if field == Field.TAGS else [cell]
    plain = [_SIGNS.sub(" ", one.lower()).strip(" ()[].!") for one in said]
    if field == Field.TAGS:
        plain.append(_SIGNS.sub(" ", cell.lower()).strip())  # tags in another shape: “test ticket”
    return next((reason for reason in _SPEAKS[field] if any(_STRUCK[reason].fullmatch(one) for one in plain)), "")


def _is_test(subject: str) -> bool:
    """Whether a subject says nothing but that this is a test; “Test of the invoice fails” is real work."""
    if "test" not in subject.lower():
        return False
    return len(subject) < _LONGEST_SUBJECT and bool(_TEST_SUBJECT.fullmatch(subject.strip()))
