"""How often did each kind come, where somebody counted by hand? A row a kind, with what one costs."""

from __future__ import annotations

from sqlalchemy.orm import Mapped, Session, mapped_column

from dmaic.db import Model
from dmaic.projects.project import Project
from dmaic.projects.rows import Row, rows_of


class DefectCategory(Row, Model):
    """One kind of defect with how often it came and what one costs; ``detail`` is its second level."""

    __tablename__ = "defect_categories"

    name: Mapped[str]
    detail: Mapped[str] = mapped_column(default="")
    occurrences: Mapped[float]
    unit_cost: Mapped[float | None]
    source: Mapped[str] = mapped_column(default="")


def count_remarks(session: Session, project: Project) -> list[str]:
    """What a reviewer would say about the list."""
    found = rows_of(session, project, DefectCategory)
    if not found:
        return []
    said = []
    priced = [one for one in found if one.unit_cost is not None]
    if priced and len(priced) < len(found):
        missing = next(one.name for one in found if one.unit_cost is None)
        said.append(
            f"“{missing}” has no cost of one, so nothing can be ranked by cost. Give one for each, or for none."
        )
    if not all(one.source for one in found):
        said.append(
            "Say for each count from which source and period it comes: counts of different periods don't compare."
        )
    return said
