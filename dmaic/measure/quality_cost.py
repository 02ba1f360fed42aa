"""What does poor quality cost a year, and where does the figure come from? Prevention, appraisal, failures.

Costs of failure are what a better process saves; what of it becomes a benefit is decided with finance, not here.
"""

from __future__ import annotations

from enum import StrEnum

from sqlalchemy.orm import Mapped, Session, mapped_column

from dmaic.charts.bars import Amount, bar_chart
from dmaic.charts.drawing import Drawing
from dmaic.db import Model
from dmaic.errors import BadInput
from dmaic.projects.project import Project
from dmaic.projects.rows import Row, rows_of
from dmaic.statistics import quality_cost as reckoned

MOST_BARS = 12


class CostCategory(StrEnum):
    """Why the money is spent."""

    PREVENTION = "prevention"
    APPRAISAL = "appraisal"
    INTERNAL = "internal"
    EXTERNAL = "external"

    @property
    def in_words(self) -> str:
        return {
            CostCategory.PREVENTION: "prevention",
            CostCategory.APPRAISAL: "appraisal (checking)",
            CostCategory.INTERNAL: "internal failure",
            CostCategory.EXTERNAL: "external failure",
        }[self]

    @property
    def is_failure(self) -> bool:
        return self in (CostCategory.INTERNAL, CostCategory.EXTERNAL)


class QualityCostLine(Row, Model):
    """One cost of quality: an amount a year, how it was reckoned, and where its figures are."""

    __tablename__ = "quality_cost_lines"

    name: Mapped[str] = mapped_column(default="")
    category: Mapped[CostCategory]
    amount: Mapped[float] = mapped_column(default=0.0)
    basis: Mapped[str] = mapped_column(default="")
    source: Mapped[str] = mapped_column(default="")


def cost_of(session: Session, project: Project) -> reckoned.QualityCost | None:
    """The roll-up; None while there is no amount."""
    lines = rows_of(session, project, QualityCostLine)
    if not any(line.amount for line in lines):
        return None
    return reckoned.quality_cost(
        [reckoned.CostItem(line.category.value, line.name, 1.0, line.amount) for line in lines]
    )


def in_thousands(amount: float) -> str:
    """An amount in whole units with thin spaces between thousands."""
    return f"{round(amount):,}".replace(",", "\u202f")


def check_cost(_session: Session, _project: Project, values: dict[str, object]) -> None:
    """A cost is no saving."""
    amount = values.get("amount")
    if isinstance(amount, int | float) and amount < 0:
        raise BadInput("A cost line has no negative amount. Savings belong in the benefits.")


def cost_facts(session: Session, project: Project) -> list[tuple[str, str]]:
    """Totals by category, and the cost of poor quality."""
    found = cost_of(session, project)
    if found is None:
        return []

    def money(amount: float) -> str:
        return f"{in_thousands(amount)}\u00a0{project.currency}"

    return [
        ("Cost of poor quality (failures)", money(found.cost_of_poor_quality)),
        *(
            (one.in_words.capitalize(), f"{money(found.totals[one.value])} ({found.shares[one.value]:.0%})")
            for one in CostCategory
        ),
        ("All costs of quality", money(found.cost_of_quality)),
    ]


def cost_remarks(session: Session, project: Project) -> list[str]:
    """What is easily missed, and lines that nobody could check."""
    lines = rows_of(session, project, QualityCostLine)
    found = cost_of(session, project)
    said = [] if found is None else list(found.cautions)
    said += [f"“{line.name}” names no source: finance can't check it." for line in lines if not line.source]
    said += [f"“{line.name}” does not say how it was reckoned." for line in lines if not line.basis]
    return said


def cost_picture(session: Session, project: Project) -> Drawing | None:
    """The lines as bars, largest first, failures set off."""
    lines = sorted(rows_of(session, project, QualityCostLine), key=lambda line: -line.amount)
    found = cost_of(session, project)
    if found is None:
        return None
    bars = [Amount(line.name, line.amount, chosen=line.category.is_failure) for line in lines[:MOST_BARS]]
    rest = lines[MOST_BARS:]
    if rest:
        bars.append(Amount(f"{len(rest)} smaller ones", sum(line.amount for line in rest)))
    return bar_chart(
        bars,
        title="Costs of quality, failures set off",
        name="Amount a year",
        unit=project.currency,
        summary=found.sentence,
    )
