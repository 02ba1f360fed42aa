"""Are figures typed the way people write them, in every browser?"""

from __future__ import annotations

import pytest
from werkzeug.datastructures import MultiDict
from wtforms.validators import Optional

from dmaic.web.forms import Form, NumberField, WholeNumberField, between


class Figures(Form):
    size = NumberField("Size")
    count = WholeNumberField("Count")


class Measured(Form):
    ring = NumberField("Ring", decimals_usual=True)
    share = NumberField("Share (%)", [Optional(), between(0, 100)])


def test_figures_are_typed_into_a_text_box_because_a_number_box_loses_the_comma() -> None:
    form = Figures()
    for field in form:
        assert 'type="text"' in str(field())
        assert "inputmode=" in str(field())


def test_a_decimal_comma_and_spaces_between_thousands_are_read() -> None:
    form = Figures(MultiDict({"size": "12,4", "count": "8 000"}))
    assert form.validate()
    assert (form.size.data, form.count.data) == (12.4, 8000)


@pytest.mark.parametrize(
    ("typed", "thousands", "decimal"),
    [
        ("12.000", "12000", "12.0"),
        ("12,000", "12000", "12.0"),
        ("1.500", "1500", "1.5"),
        ("1,234", "1234", "1.2340"),
        ("-1.234", "-1234", "-1.2340"),
        ("12.000 %", "12000", "12.0"),
    ],
)
def test_a_point_or_comma_before_three_digits_is_refused_and_each_writing_it_names_is_read(
    typed: str, thousands: str, decimal: str
) -> None:
    form = Figures(MultiDict({"size": typed}))
    assert not form.validate()
    assert f"may mean {thousands} or {decimal}. Write it" in form.size.errors[0]
    for meant in (thousands, decimal):
        again = Figures(MultiDict({"size": meant}))
        assert again.validate()
        assert again.size.data == float(meant)


@pytest.mark.parametrize("typed", ["1.2345", "0.125", "1234.567", "12.50", ".125", "1.234,5", "1.234.567"])
def test_a_point_that_cannot_part_thousands_needs_no_question(typed: str) -> None:
    assert Figures(MultiDict({"size": typed})).validate()


def test_a_measurement_keeps_its_decimal_point_and_a_share_has_no_thousands() -> None:
    form = Measured(MultiDict({"ring": "74.030", "share": "12.500"}))
    assert form.validate()
    assert (form.ring.data, form.share.data) == (74.03, 12.5)
    assert not Measured(MultiDict({"ring": "74,030"})).validate()


def test_a_figure_read_in_one_of_two_ways_is_told_how() -> None:
    form = Measured(MultiDict({"ring": "12.000", "share": "12.500"}))
    assert form.read_as() == ["Ring: “12.000” was read as 12. If 12000 is meant, type it without the point."], (
        "a share has no thousands"
    )
    assert Measured(MultiDict({"ring": "12.5"})).read_as() == []
    assert Figures(MultiDict({"size": "12.000"})).read_as() == [], "refused, so there is no reading"


def test_a_kept_figure_comes_back_in_a_writing_that_is_read_as_the_same_figure() -> None:
    for kept in (12.125, 74.03, -1.234, 12000.0, 0.125):
        sent = Figures(data={"size": kept}).size._value()
        again = Figures(MultiDict({"size": sent}))
        assert again.validate()
        assert again.size.data == kept


def test_a_count_with_a_sign_between_its_thousands_is_told_how_to_be_written() -> None:
    for typed, told in (("12.000", "Write 12000 or 12."), ("1,234", "Write 1234.")):
        form = Figures(MultiDict({"count": typed}))
        assert not form.validate()
        assert told in form.count.errors[0]
