"""Which rows are no work of the desk: a word strikes a ticket out only where it is all that is said."""

from __future__ import annotations

import pytest

from dmaic.measure.service.fields import Field
from dmaic.measure.service.struck import why_struck


@pytest.mark.parametrize(
    ("field", "cell", "reason"),
    [
        (Field.STATUS, "Merged", "merged"),
        (Field.STATUS, "Closed - Duplicate", "merged"),
        (Field.OUTCOME, "Duplicate", "merged"),
        (Field.OUTCOME, "Closed as duplicate of INC0012", "merged"),
        (Field.TAGS, "vip closed_by_merge", "merged"),
        (Field.STATUS, "Spam", "spam"),
        (Field.OUTCOME, "Closed/Cancelled by Caller", "cancelled"),
        (Field.STATUS, "Canceled", "cancelled"),
        (Field.TAGS, "billing,test_ticket", "test"),
        (Field.TAGS, "test", "test"),
        (Field.KIND, "Test ticket", "test"),
        (Field.SUBJECT, "This is a test ticket 3", "test"),
    ],
)
def test_what_is_no_work_is_known_by_what_the_row_says(field: Field, cell: str, reason: str) -> None:
    assert why_struck(cell, field) == reason


@pytest.mark.parametrize(
    ("field", "cell"),
    [
        (Field.STATUS, "In Testing"),
        (Field.STATUS, "Test"),
        (Field.KIND, "Duplicate charge"),
        (Field.TAGS, "duplicate_payment refund"),
        (Field.OUTCOME, "Refunded duplicate charge"),
        (Field.KIND, "Cancelled order"),
        (Field.TAGS, "spam_filter"),
        (Field.KIND, "Spam filter blocks mail"),
        (Field.KIND, "Blood test"),
        (Field.KIND, "Test of a meter"),
        (Field.TAGS, "speed_test test_drive"),
        (Field.SUBJECT, "Test of the invoice fails"),
        (Field.STATUS, 3.0),
    ],
)
def test_work_that_only_speaks_of_it_is_kept(field: Field, cell: object) -> None:
    assert why_struck(cell, field) == ""
