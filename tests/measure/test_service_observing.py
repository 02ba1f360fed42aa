"""What every measure has: a way to be counted, words without gaps, figures that are figures, offers."""

from __future__ import annotations

import pytest

from dmaic.errors import BadInput
from dmaic.measure.service.fields import Field, Rows
from dmaic.measure.service.measures import ALL, measure_named, offers
from dmaic.measure.service.observing import WAYS
from tests.measure.service_tickets import seen, tickets


def test_every_measure_has_a_way_to_be_counted_and_counters_that_exist() -> None:
    assert set(WAYS) == set(ALL)
    for one in ALL.values():
        assert set(one.counters) <= set(ALL)
        assert one.name not in one.counters


def test_definitions_name_their_parameters_only() -> None:
    for one in ALL.values():
        words = f"{one.title} {one.description} {one.numerator} {one.denominator} {one.exclusions} {one.shown_as}"
        assert "{" not in one.said(words, one.settled({})), one.name


def test_nothing_to_measure_is_said_with_the_reasons() -> None:
    found = tickets("2026-03-12", created=["2026-03-10"], resolved=[""])
    with pytest.raises(BadInput, match="1 still open"):
        seen(found, "resolution_time")
    with pytest.raises(BadInput):
        measure_named("happiness")


def test_offers_say_which_column_is_missing() -> None:
    mapped = frozenset({Field.KEY, Field.CREATED, Field.RESOLVED})
    found = {one.measure.name: one.missing for one in offers(Rows.TICKETS, mapped)}
    assert found["resolution_time"] == ""
    assert found["csat"] == "“Score or rating”"
    assert "turnover" not in found
    assert [one.missing for one in offers(Rows.STAFF, frozenset({Field.KEY, Field.CREATED}))] == ["“Resolved”"]


@pytest.mark.parametrize("given", ["soon", "-1", "9999999"])
def test_a_parameter_must_be_a_figure(given: str) -> None:
    with pytest.raises(BadInput):
        measure_named("repeated").settled({"days": given})


def test_part_of_a_minute_is_given_and_told_in_seconds() -> None:
    measure = measure_named("not_answered_within")
    chosen = measure.settled({"within": "20 s"})
    assert chosen["within"] == pytest.approx(1 / 3)
    assert measure.said(measure.title, chosen) == "Not answered within 20 seconds"
    assert measure.said(measure.title, measure.settled({"within": "60"})) == "Not answered within 60 minutes"
    parameter = measure.parameters[0]
    assert [parameter.shown(one) for one in (1 / 3, 60.0, None)] == ["20 s", "60", ""]
