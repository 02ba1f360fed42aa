"""Numbers on pages: to the digits asked for, never in a writing that nobody types."""

from __future__ import annotations

import pytest

from dmaic.web.written import number


@pytest.mark.parametrize(
    ("value", "digits", "text"),
    [
        (0.1, 15, "0.1"),
        (3.2, 15, "3.2"),
        (0.005, 15, "0.005"),
        (12000.25, 15, "12\u202f000.25"),
        (1.23456, 4, "1.235"),
        (0.000012346, 4, "0.00001235"),
        (4.2e-11, 4, "4.200e−11"),
        (-0.5, 4, "−0.5"),
        (12.0, 4, "12"),
        (None, 4, "–"),
        (float("nan"), 4, "–"),
    ],
)
def test_a_number_is_written_as_people_read_it(value: float | None, digits: int, text: str) -> None:
    assert number(value, digits) == text
