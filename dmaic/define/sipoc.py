"""Who gives what to the process, what does it do with it, and who gets what from it?

The boundaries are the charter's first and last step and the process is the project's: nothing is entered twice.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

from sqlalchemy.orm import Mapped, Session, mapped_column

from dmaic.charts.drawing import Drawing
from dmaic.charts.sipoc import sipoc_chart
from dmaic.db import Model
from dmaic.define.charter import charter_of
from dmaic.projects.project import Project
from dmaic.projects.rows import Row, rows_of

FEWEST_STEPS, MOST_STEPS = 4, 8


class CustomerKind(StrEnum):
    """Whether the customer stands outside the organization."""

    INTERNAL = "internal"
    EXTERNAL = "external"


class SipocLine(Row, Model):
    """One line: a step with an input and where it comes from, an output and who gets it. A step may have several."""

    __tablename__ = "sipoc_lines"
    audit_called = "SIPOC line"

    supplier: Mapped[str] = mapped_column(default="")
    input: Mapped[str] = mapped_column(default="")
    input_requirement: Mapped[str] = mapped_column(default="")
    step: Mapped[str] = mapped_column(default="")
    output: Mapped[str] = mapped_column(default="")
    output_requirement: Mapped[str] = mapped_column(default="")
    customer: Mapped[str] = mapped_column(default="")
    customer_kind: Mapped[CustomerKind | None]

    def audit_label(self) -> str:
        return self.step


def steps_of(lines: Iterable[SipocLine]) -> dict[str, list[SipocLine]]:
    """The steps in their order, each with its lines."""
    steps: dict[str, list[SipocLine]] = {}
    for line in lines:
        if line.step:
            steps.setdefault(line.step, []).append(line)
    return steps


def customers_of(lines: Iterable[SipocLine]) -> list[str]:
    """Every customer once, in order."""
    return _once(line.customer for line in lines)


def sipoc_facts(session: Session, project: Project) -> list[tuple[str, str]]:
    """The process and its boundaries, from the project and its charter."""
    charter = charter_of(session, project)
    return [
        ("Process", project.process_name),
        ("Starts with (charter, first step)", charter.scope_first_step if charter else ""),
        ("Ends with (charter, last step)", charter.scope_last_step if charter else ""),
    ]


def sipoc_remarks(session: Session, project: Project) -> list[str]:
    """Too few or too many steps, and steps without input, output or customer."""
    lines = rows_of(session, project, SipocLine)
    if not lines:
        return []
    steps = steps_of(lines)
    said = []
    if len(steps) < FEWEST_STEPS:
        said.append(
            f"{len(steps)} step{'s' if len(steps) != 1 else ''}: a SIPOC usually has {FEWEST_STEPS} to {MOST_STEPS}. "
            "Is the whole process between its boundaries told?"
        )
    if len(steps) > MOST_STEPS:
        said.append(
            f"{len(steps)} steps: a SIPOC usually has {FEWEST_STEPS} to {MOST_STEPS}. Join some; the detail belongs in "
            "the process map."
        )
    for name, rows in steps.items():
        lacks = [
            word
            for word, has in (
                ("input", any(row.input for row in rows)),
                ("output", any(row.output for row in rows)),
                ("customer", any(row.customer for row in rows)),
            )
            if not has
        ]
        if lacks:
            said.append(f"“{name}” has no {' and no '.join(lacks)}.")
    return said


def sipoc_picture(session: Session, project: Project) -> Drawing | None:
    """The five columns; nothing while the list is empty."""
    lines = rows_of(session, project, SipocLine)
    if not lines:
        return None
    return sipoc_chart(
        suppliers=_once(line.supplier for line in lines),
        inputs=_once(line.input for line in lines),
        steps=list(steps_of(lines)),
        outputs=_once(line.output for line in lines),
        customers=customers_of(lines),
        title=f"SIPOC of {project.process_name}",
    )


def _once(words: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(word for word in words if word))
