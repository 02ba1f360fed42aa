"""The arithmetic of benefits."""

from __future__ import annotations

import pytest

from dmaic.define.benefits import (
    BenefitLine,
    BenefitType,
    benefit_remarks,
    capacity_of,
    check_benefit,
)
from dmaic.errors import BadInput
from dmaic.projects.rows import add_row
from tests.factories import make_project


def line(kind: BenefitType, units: float, value: float, factor: float | None = None) -> BenefitLine:
    return BenefitLine(type=kind, units_improved=units, unit_value=value, realization_factor=factor)


def test_gross_and_realized_are_shown_as_arithmetic():
    saving = line(BenefitType.HARD_COST, 4100, 6.4, 50)
    assert saving.gross == pytest.approx(26_240)
    assert saving.realized == pytest.approx(13_120)
    assert line(BenefitType.RUNNING_COST, 12, 100).realized == -1200
    assert line(BenefitType.HARD_COST, 10, 1).realized is None
    assert BenefitLine(type=BenefitType.HARD_COST, units_improved=3.0).gross is None


def test_freed_capacity_is_summed_as_what_arrives():
    half = line(BenefitType.SOFT_CAPACITY, 500, 40, 50)
    assert capacity_of([half, line(BenefitType.HARD_COST, 1000, 60, 50)]) == 10_000 == half.realized


def test_freed_capacity_without_a_harvest_is_no_money(session):
    project = make_project(session)
    values = {"type": BenefitType.SOFT_CAPACITY, "description": "Fewer calls", "realization_factor": 95.0}
    row = add_row(session, project, BenefitLine, {**values, "units_improved": 10.0, "unit_value": 6.0})
    said = " ".join(benefit_remarks(session, project))
    assert "says not how it is harvested" in said
    assert "no source for the value of one unit" in said
    assert "no source for the number of units" in said
    assert "counts 95 % of freed time" in said
    row.harvest_mechanism = "Two leavers are not replaced"
    assert row.is_harvested


def test_amounts_below_zero_are_refused(session):
    with pytest.raises(BadInput, match="A cost of the solution is a line of its own"):
        check_benefit(session, make_project(session), {"unit_value": -3.0})


def test_no_more_than_all_of_them_can_get_better(session):
    with pytest.raises(BadInput, match="No more than all of them, 100 %") as refused:
        check_benefit(session, make_project(session), {"population_size": 400.0, "rate": 150.0})
    assert refused.value.field == "rate"
    check_benefit(session, make_project(session), {"population_size": 400.0, "rate": 100.0})
