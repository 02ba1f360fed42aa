"""Does it pay? Benefit and cost over a horizon, when the outlay is back, what it is worth today.

Everything is arithmetic on the benefit lines and the list of costs. Month 0 is the day from which is counted; one-off
costs fall due at month 0 or in the month they are dated, benefits and running costs at the end of each month. Money of
month t counts 1 / (1 + i)^t with i = (1 + r)^(1/12) - 1 for a rate of r a year (net present value as in any textbook
of finance, e.g. Brealey, Myers, Allen, Principles of Corporate Finance, ch. 2 and 5).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from dmaic.audit import Audited
from dmaic.db import Model, write_over
from dmaic.define.benefits import BenefitLine, BenefitType, capacity_of
from dmaic.define.cash_flow import Flow, Month, Year, ledger_of, npv_at, year_of
from dmaic.define.charter.goal import amount
from dmaic.errors import BadInput
from dmaic.projects.project import Project
from dmaic.projects.rows import Row, rows_of
from dmaic.statistics.result import Statistic, withheld

HORIZON = 36


class CostKind(StrEnum):
    """Paid once, or every year."""

    ONE_OFF = "one-off"
    RUNNING = "running, a year"


class ProjectCost(Row, Model):
    """What the solution takes: quantity times the price of one, once or every year."""

    __tablename__ = "project_costs"

    description: Mapped[str] = mapped_column(default="")
    kind: Mapped[CostKind]
    quantity: Mapped[float | None]
    unit_price: Mapped[float | None]
    source: Mapped[str] = mapped_column(default="")
    start_on: Mapped[date | None]

    def audit_label(self) -> str:
        return self.description

    @property
    def total(self) -> float | None:
        if self.quantity is None or self.unit_price is None:
            return None
        return self.quantity * self.unit_price


class BusinessCase(Audited, Model):
    """The choices behind payback and net present value: horizon in months, rate in percent a year, first day."""

    __tablename__ = "business_cases"

    id: Mapped[int] = mapped_column(primary_key=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("projects.id"), unique=True)
    horizon_months: Mapped[int] = mapped_column(default=HORIZON)
    discount_rate: Mapped[float | None]
    counted_from: Mapped[date | None]
    version: Mapped[int] = mapped_column()
    __mapper_args__ = {"version_id_col": version}


@dataclass(frozen=True, slots=True)
class Case:
    """The whole case: its lines, what is not counted and why, a year in full swing, sums over the horizon, results."""

    flows: tuple[Flow, ...]
    left_out: tuple[str, ...]
    missing: tuple[str, ...]
    horizon: int
    rate: float | None
    counted_from: date
    gross: float
    realized: float
    running: float
    one_off: float
    net: float
    year: Year
    net_year: Statistic
    npv: Statistic
    payback: Statistic
    break_even: Statistic

    @property
    def ledger(self) -> list[Month]:
        """The case month by month."""
        return ledger_of(self.flows, self.horizon, self.rate)

    @property
    def benefits(self) -> list[Flow]:
        return [flow for flow in self.flows if not flow.is_cost]

    @property
    def costs(self) -> list[Flow]:
        return [flow for flow in self.flows if flow.is_cost]


def settings_of(session: Session, project: Project) -> BusinessCase | None:
    """The choices, once somebody made them."""
    return session.scalar(select(BusinessCase).where(BusinessCase.project_id == project.id))


def write_settings(
    session: Session, project: Project, *, version: int | None, values: Mapping[str, Any]
) -> BusinessCase:
    """Choose horizon, rate and first day; a save from an older version raises Conflict and writes nothing."""
    horizon, rate = values.get("horizon_months"), values.get("discount_rate")
    if horizon is None or not 1 <= horizon <= 240:
        raise BadInput("The horizon lies between 1 and 240 months.")
    if rate is not None and not 0 <= rate <= 100:
        raise BadInput("The rate lies between 0 and 100 % a year.")
    found = settings_of(session, project)
    return write_over(session, BusinessCase, found, version=version, values=values, project_id=project.id)


def case_of(session: Session, project: Project) -> Case:
    """The case as the record stands now."""
    chosen = settings_of(session, project)
    horizon = chosen.horizon_months if chosen else HORIZON
    rate = chosen.discount_rate if chosen else None
    begin = (chosen.counted_from if chosen else None) or project.target_on
    lines, costs = rows_of(session, project, BenefitLine), rows_of(session, project, ProjectCost)
    flows, left_out, missing = _collect(lines, costs, begin, horizon)
    return reckon(
        flows,
        horizon=horizon,
        rate=rate,
        counted_from=begin,
        left_out=left_out,
        missing=missing,
        currency=project.currency,
    )


def reckon(
    flows: Sequence[Flow],
    *,
    horizon: int,
    rate: float | None,
    counted_from: date,
    left_out: Sequence[str] = (),
    missing: Sequence[str] = (),
    currency: str = "",
) -> Case:
    """Add the lines up. ``rate`` is percent a year; without it, or while a line lacks a figure, no result is given."""
    benefits = [flow for flow in flows if not flow.is_cost]
    running = sum(flow.over_horizon() for flow in flows if flow.is_cost and not flow.once)
    one_off = sum(flow.over_horizon() for flow in flows if flow.is_cost and flow.once)
    realized = sum(flow.over_horizon() for flow in benefits)
    lacks = " ".join(missing) or ("" if benefits else "There is no benefit line that counts as money yet.")
    return Case(
        flows=tuple(flows),
        left_out=tuple(left_out),
        missing=tuple(missing),
        horizon=horizon,
        rate=rate,
        counted_from=counted_from,
        gross=sum(flow.over_horizon(gross=True) for flow in benefits),
        realized=realized,
        running=running,
        one_off=one_off,
        net=realized - running - one_off,
        year=year_of(flows),
        net_year=_net_year(flows, lacks, currency),
        npv=_npv(flows, rate, lacks, currency),
        payback=_payback(flows, horizon, lacks, one_off),
        break_even=_break_even(flows, rate, lacks),
    )


def _net_year(flows: Sequence[Flow], lacks: str, currency: str) -> Statistic:
    name, method = "Net a year", "Realized benefits less offsets and running costs, each for twelve months"
    if lacks:
        return withheld(name, lacks, method=method)
    return Statistic(name, year_of(flows).net, unit=currency, method=method, note="In full swing.")


def _npv(flows: Sequence[Flow], rate: float | None, lacks: str, currency: str) -> Statistic:
    name, method = "Net present value", "Each month's benefit less cost, divided by (1 + rate)^(month / 12), added up"
    if lacks:
        return withheld(name, lacks, method=method)
    if rate is None:
        return withheld(name, "Give the discount rate: finance knows which one is used for projects.", method=method)
    return Statistic(name, npv_at(flows, rate), unit=currency, method=method)


def _payback(flows: Sequence[Flow], horizon: int, lacks: str, one_off: float) -> Statistic:
    """The month in which the sum of all months, not discounted, first reaches zero and stays there."""
    name, method = (
        "Payback",
        "The first month from which benefits less costs, added up month by month, stay at zero or above",
    )
    if lacks:
        return withheld(name, lacks, method=method)
    if not one_off:
        return withheld(name, "There is no one-off cost, so there is nothing to pay back.", method=method)
    # money in floats: a billionth of the outlay is no debt
    nothing = -1e-9 * max(1.0, one_off)
    below = [month.number for month in ledger_of(flows, horizon, None) if month.standing < nothing]
    back = below[-1] + 1 if below else 0
    if back > horizon:
        return withheld(
            name, f"Not within the {horizon} months looked at: costs are not covered by then.", method=method
        )
    return Statistic(name, float(back), unit="month" if back == 1 else "months", method=method)


def _break_even(flows: Sequence[Flow], rate: float | None, lacks: str) -> Statistic:
    """The realization of all benefits (percent of gross) at which the net present value is zero."""
    name, method = "Realization at which it no longer pays", "Costs today ÷ gross benefits today"
    if lacks:
        return withheld(name, lacks, method=method)
    if rate is None:
        return withheld(name, "Give the discount rate first.", method=method)
    gross = sum(flow.present(rate, gross=True) for flow in flows if not flow.is_cost)
    if gross <= 0:
        return withheld(name, "No benefit falls within the months looked at.", method=method)
    costs = sum(flow.present(rate) for flow in flows if flow.is_cost)
    expected = sum(flow.present(rate) for flow in flows if not flow.is_cost)
    planned = f"The plan counts on {amount(round(100 * expected / gross, 1))} %."
    if costs > gross:
        planned = f"Even if all of it arrived, the costs would be higher. {planned}"
    return Statistic(name, 100 * costs / gross, unit="%", method=method, note=planned)


def _collect(
    lines: Sequence[BenefitLine], costs: Sequence[ProjectCost], begin: date, horizon: int
) -> tuple[list[Flow], list[str], list[str]]:
    """The lines that count, the sentences about those that don't, the sentences about those that lack a figure."""
    flows: list[Flow] = []
    left_out: list[str] = []
    missing: list[str] = []
    for line in lines:
        if line.type is not None and not line.type.is_money and not line.type.is_cost:
            left_out.append(f"“{line.description}” is {line.type.value}: it is told apart and not counted as money.")
        elif not line.is_harvested:
            left_out.append(f"“{line.description}” says not how it is harvested, so it is not counted.")
        elif (lacks := _lacks(line)) is not None:
            missing.append(f"“{line.description}” lacks {lacks}.")
        else:
            flows.append(_of_line(line, begin, horizon))
    for cost in costs:
        if cost.quantity is None or cost.unit_price is None:
            missing.append(f"The cost “{cost.description}” lacks its quantity or price.")
            continue
        once = cost.kind == CostKind.ONE_OFF
        first, last = _months(cost.start_on, None, begin, horizon, once=once)
        flows.append(Flow(cost.description, True, once, cost.quantity, cost.unit_price, 100.0, first, last))
    return flows, left_out, missing


def _lacks(line: BenefitLine) -> str | None:
    if line.type is None:
        return "its type"
    if line.units is None:
        return "the number of units (population and rate)"
    if line.unit_value is None:
        return "the value of one unit"
    if not line.type.is_cost and line.realization_factor is None:
        return "the share that will be realized"
    return None


def _of_line(line: BenefitLine, begin: date, horizon: int) -> Flow:
    assert line.type is not None
    once = line.type == BenefitType.ONE_OFF_COST
    first, last = _months(line.start_on, line.months, begin, horizon, once=once)
    share = 100.0 if line.type.is_cost else line.realization_factor or 0.0
    units, value = line.units or 0.0, line.unit_value or 0.0
    offset = line.type == BenefitType.OFFSET
    return Flow(line.description, line.type.is_cost, once, units, value, share, first, last, offset)


def _months(start_on: date | None, months: int | None, begin: date, horizon: int, *, once: bool) -> tuple[int, int]:
    """First and last month in which a line falls due; (1, 0) where none of it lies within the horizon."""
    late = 0 if start_on is None else (start_on.year - begin.year) * 12 + start_on.month - begin.month
    if once:
        at = max(0, late)
        return (at, at) if at <= horizon else (1, 0)
    last = horizon if months is None else min(horizon, late + months)
    first = max(1, late + 1)
    return (first, last) if first <= last else (1, 0)


def case_facts(session: Session, project: Project) -> list[tuple[str, str]]:
    """What benefits and costs come to, for both lists: the figures of the business case; nothing without a line."""
    lines = rows_of(session, project, BenefitLine)
    if not lines and not rows_of(session, project, ProjectCost):
        return []
    case, currency = case_of(session, project), project.currency
    sums = (
        ("Gross a year", case.year.gross),
        ("Realized a year", case.year.realized),
        ("Offsets a year, got worse elsewhere", case.year.offset),
        ("Running cost a year", case.year.running),
        ("One-off cost", case.year.one_off),
        ("Freed capacity realized a year, not counted as money", capacity_of(lines)),
    )
    facts = [(name, amount(round(value), currency)) for name, value in sums if value]
    for one in (case.net_year, case.payback, case.npv):
        said = f"not given: {one.note}" if one.value is None else amount(round(one.value), one.unit)
        facts.append((one.name, said))
    return facts


def case_remarks(case: Case, session: Session, project: Project) -> list[str]:
    """What a reader of the case should know before believing it."""
    said = list(case.left_out)
    in_lines = any(line.type and line.type.is_cost for line in rows_of(session, project, BenefitLine))
    if in_lines and rows_of(session, project, ProjectCost):
        said.append("Costs stand both among the benefits and in the list of costs. Check that none is there twice.")
    if case.benefits and not case.costs:
        said.append("There is no cost yet. Hardly any solution takes no time of anybody, no training and no upkeep.")
    said += [f"“{flow.name}” lies wholly outside the months looked at." for flow in case.flows if not flow.months]
    break_even = case.break_even.value
    if break_even is not None and case.realized and break_even > 0.8 * 100 * case.realized / case.gross:
        said.append("A fifth less than planned and it no longer pays: look hard at the realization of each benefit.")
    return said
