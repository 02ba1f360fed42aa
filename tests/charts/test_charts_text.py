from datetime import date, datetime

import pytest

from dmaic.charts.text import (
    axis_title,
    brief,
    called,
    counted,
    decimals_for,
    fixed,
    safe,
    shorten,
    text_width,
    with_unit,
    wrap,
)
from tests.charts.chart_samples import parsed

MORNING = datetime.fromisoformat("2026-03-01 08:05")


@pytest.mark.parametrize(
    ("value", "decimals", "text"),
    [
        (49.156, 2, "49.16"),
        (-0.4, 1, "\u22120.4"),
        (-0.001, 2, "0.00"),
        (12345.6, 0, "12\u202f346"),
        (float("nan"), 2, "\u2013"),
    ],
)
def test_a_number_has_its_decimals_a_true_minus_and_thousands(value, decimals, text):
    assert fixed(value, decimals) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [(0, "0"), (1.5, "1.5"), (0.0123456, "0.01235"), (4210.5, "4210"), (-2, "\u22122"), (1e7, "10\u202f000\u202f000")],
)
def test_a_brief_number_has_four_digits_and_no_idle_zeros(value, text):
    assert brief(value) == text


@pytest.mark.parametrize(("span", "decimals"), [(25, 2), (0.2, 4), (3000, 0), (0, 2), (float("inf"), 2)])
def test_decimals_resolve_a_thousandth_of_the_span(span, decimals):
    assert decimals_for(span) == decimals


def test_markup_and_forbidden_characters_are_harmless():
    hostile = "<script>alert('x')</script>&\"\x00\x08\ud800\uffff"
    root = parsed(f'<text a="{safe(hostile)}">{safe(hostile)}</text>')
    assert root.text == "<script>alert('x')</script>&\""
    assert root.get("a") == root.text


def test_a_cut_text_fits_and_says_that_it_was_cut():
    cut = shorten("Operator training on the night shift", 90)
    assert cut.endswith("\u2026")
    assert text_width(cut) <= 90
    assert shorten("Short", 90) == "Short"
    assert shorten("Wide words", 14) == ""


def test_wrapped_lines_fit_and_keep_every_word_while_there_is_room():
    text = "No transfer to a second agent for standard questions"
    lines = wrap(text, 120, lines=9)
    assert " ".join(lines) == text
    assert all(text_width(line) <= 120 for line in lines)


def test_a_word_wider_than_its_line_is_broken():
    lines = wrap("Donaudampfschifffahrtsgesellschaft", 60, lines=9)
    assert "".join(lines) == "Donaudampfschifffahrtsgesellschaft"
    assert all(text_width(line) <= 60 for line in lines)


def test_too_many_lines_end_in_an_ellipsis():
    lines = wrap("one two three four five six seven eight nine ten", 50, lines=2)
    assert len(lines) == 2
    assert lines[-1].endswith("\u2026")


@pytest.mark.parametrize(
    ("label", "words"),
    [
        (date(2026, 3, 1), "1 Mar 2026"),
        (MORNING, "1 Mar 2026 08:05"),
        (datetime.fromisoformat("2026-03-01"), "1 Mar 2026"),
        (12.5, "12.5"),
        (7, "7"),
        ("Batch A", "Batch A"),
    ],
)
def test_a_label_is_called_by_its_name(label, words):
    assert called(label) == words


def test_counts_and_units_read_as_words():
    assert counted(1, "signal") == "1 signal"
    assert counted(12000, "category", "categories") == "12\u202f000 categories"
    assert with_unit("5", "") == "5"
    assert axis_title("Weight", "g") == "Weight (g)"
    assert axis_title("", "g") == "g"
