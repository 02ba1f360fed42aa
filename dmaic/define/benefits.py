"""What is it worth, how was that reckoned, and how does a saving of time become money?"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from dmaic.db import Model
from dmaic.define.charter.goal import amount
from dmaic.errors import BadInput
from dmaic.people.accounts import Person
from dmaic.projects.project import Project
from dmaic.projects.rows import Row, rows_of


class BenefitType(StrEnum):
    """What kind of benefit, or cost against it, a line is."""

    HARD_COST = "hard cost"
    REVENUE = "revenue"
    HIRING_AVOIDANCE = "hiring avoidance"
    COST_AVOIDANCE = "cost avoidance"
    WORKING_CAPITAL = "working capital"
    SOFT_CAPACITY = "soft capacity"
    RISK = "risk or compliance"
    OFFSET = "offset: what gets worse elsewhere"
    RUNNING_COST = "running cost of the solution"
    ONE_OFF_COST = "one-off cost of the solution"

    @property
    def is_cost(self) -> bool:
        return self in (BenefitType.OFFSET, BenefitType.RUNNING_COST, BenefitType.ONE_OFF_COST)

    @property
    def needs_harvest(self) -> bool:
        """Freed capacity is no money until somebody says how it is harvested."""
        return self in (BenefitType.SOFT_CAPACITY, BenefitType.HIRING_AVOIDANCE)

    @property
    def is_money(self) -> bool:
        """Whether it counts in the amount a year: freed capacity, avoided risk and bound capital are told apart."""
        return self not in (
            BenefitType.SOFT_CAPACITY,
            BenefitType.RISK,
            BenefitType.WORKING_CAPITAL,
            BenefitType.ONE_OFF_COST,
        )


class BenefitLine(Row, Model):
    """One benefit (or cost) with its arithmetic; units and money are a year's.

    Population times ``rate`` (percent of it that gets better) gives the units; ``units_improved`` holds them only where
    they are counted directly, without a rate.
    """

    __tablename__ = "benefit_lines"

    type: Mapped[BenefitType | None]
    description: Mapped[str] = mapped_column(default="")
    population: Mapped[str] = mapped_column(default="")
    population_size: Mapped[float | None]
    rate: Mapped[float | None]
    denominator_source: Mapped[str] = mapped_column(default="")
    units_improved: Mapped[float | None]
    unit_value: Mapped[float | None]
    unit_value_source: Mapped[str] = mapped_column(default="")
    realization_factor: Mapped[float | None]
    harvest_mechanism: Mapped[str] = mapped_column(default="")
    start_on: Mapped[date | None]
    months: Mapped[int | None]
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    owner: Mapped[Person | None] = relationship()

    def audit_label(self) -> str:
        return self.description

    @property
    def units(self) -> float | None:
        """Population times rate, else the units counted directly."""
        if self.population_size is not None and self.rate is not None:
            return self.population_size * self.rate / 100
        return self.units_improved

    @property
    def gross(self) -> float | None:
        """Units times the value of one."""
        if self.units is None or self.unit_value is None:
            return None
        return self.units * self.unit_value

    @property
    def arithmetic(self) -> str:
        """62,000 × 6.6 % × 6.4 × 50 %; what is missing is left out as a question mark."""
        share = "" if self.type is not None and self.type.is_cost else f" × {_shown(self.realization_factor, ' %')}"
        units = _shown(self.units_improved)
        if self.population_size is not None or self.rate is not None:
            units = f"{_shown(self.population_size)} × {_shown(self.rate, ' %')}"
        return f"{units} × {_shown(self.unit_value)}{share}"

    @property
    def realized(self) -> float | None:
        """What is expected to arrive: gross times the realization factor; costs count in full and negative."""
        if self.gross is None or self.type is None:
            return None
        if self.type.is_cost:
            return -self.gross
        return None if self.realization_factor is None else self.gross * self.realization_factor / 100

    @property
    def is_harvested(self) -> bool:
        return self.type is None or not self.type.needs_harvest or bool(self.harvest_mechanism)


def _shown(value: float | None, unit: str = "") -> str:
    return "?" if value is None else f"{amount(value)}{unit}"


def capacity_of(lines: Sequence[BenefitLine]) -> float:
    """A year's freed capacity that is expected to arrive, told apart from money; in the project's currency."""
    return sum(line.realized or 0.0 for line in lines if line.type == BenefitType.SOFT_CAPACITY)


def check_benefit(_session: Session, _project: Project, values: dict[str, Any]) -> None:
    """Refuse an amount below zero (what costs has a type of its own) and two numbers of units that contradict."""
    if (values.get("rate") or 0) > 100:
        raise BadInput(
            "No more than all of them, 100 %, can get better. Where one gets better more than once, count the units "
            "directly.",
            field="rate",
        )
    for name in ("population_size", "rate", "units_improved", "unit_value"):
        if (values.get(name) or 0) < 0:
            raise BadInput(
                "Give amounts above zero. A cost of the solution is a line of its own, by its type.", field=name
            )
    size, rate, counted = (values.get(name) for name in ("population_size", "rate", "units_improved"))
    if counted is not None and size is not None and rate is not None and abs(size * rate / 100 - counted) > 1e-9:
        units = amount(round(size * rate / 100, 6))
        raise BadInput(
            f"{amount(size)} × {amount(rate)} % = {units} units, but {amount(counted)} are given as counted directly. "
            "Give population and rate, or the units, not both.",
            field="units_improved",
        )


def benefit_remarks(session: Session, project: Project) -> list[str]:
    """Capacity without a harvest, amounts without a source, factors nobody would believe."""
    said = []
    for line in rows_of(session, project, BenefitLine):
        if not line.is_harvested:
            said.append(
                f"“{line.description}” frees capacity but says not how it is harvested (fewer hires, no overtime, work "
                "taken back from a supplier). Without that it is no money."
            )
        if line.gross is not None and not line.unit_value_source:
            said.append(f"“{line.description}” gives no source for the value of one unit.")
        if line.units is not None and not line.denominator_source:
            said.append(f"“{line.description}” gives no source for the number of units.")
        if line.rate is not None and line.population_size is None:
            said.append(f"“{line.description}” gives a rate but not the number it is a rate of.")
        if line.population_size is not None and line.rate is None and line.units_improved is None:
            said.append(f"“{line.description}” gives a population but not the rate of it that gets better.")
        soft = line.type is not None and line.type.needs_harvest
        if soft and line.realization_factor is not None and line.realization_factor > 80:
            said.append(
                f"“{line.description}” counts {amount(line.realization_factor, '%')} of freed time as realized. Some "
                "of it always goes elsewhere."
            )
    return said
