"""How do the suspected causes hang together? The register drawn as a fishbone, accepted causes marked."""

from __future__ import annotations

from sqlalchemy.orm import Session

from dmaic.analyze.causes import Cause, CauseFamily, CauseState
from dmaic.charts.drawing import Drawing
from dmaic.charts.tree import Node, fishbone
from dmaic.define.charter import charter_of
from dmaic.projects.project import Project
from dmaic.projects.rows import rows_of

DEEPEST = 4
MARKS = {
    CauseState.ACCEPTED: "yes",
    CauseState.REJECTED: "no",
    CauseState.HELD: "open",
    CauseState.SUSPECTED: "open",
}


def fishbone_picture(session: Session, project: Project) -> Drawing | None:
    """One bone a branch that has causes; the head is the problem of the charter."""
    causes = rows_of(session, project, Cause)
    if not causes:
        return None
    here = {cause.id for cause in causes}
    below = {cause.id: [one for one in causes if one.parent_id == cause.id != one.id] for cause in causes}
    on_bone = [cause for cause in causes if cause.parent_id not in here or cause.parent_id == cause.id]
    drawn = {one.id for cause in on_bone for one in _all_below(cause, below)}
    on_bone += [cause for cause in causes if cause.id not in drawn]  # causes that lead to each other in a ring
    bones = [
        Node(
            family.value.capitalize(),
            children=tuple(_node(cause, below) for cause in on_bone if cause.family == family),
        )
        for family in CauseFamily
        if any(cause.family == family for cause in on_bone)
    ]
    charter = charter_of(session, project)
    effect = charter.problem_what if charter and charter.problem_what else project.title
    return fishbone(effect.strip().rstrip("."), bones, title="Fishbone")


def _node(cause: Cause, below: dict[int, list[Cause]], level: int = 0) -> Node:
    """A cause with its sub-causes; how it is known and how many votes it has stand beside it."""
    votes = f"{cause.votes} vote{'s' if cause.votes > 1 else ''}" if cause.votes else ""
    told = ", ".join(one for one in (cause.evidence_type or "", votes) if one)
    children = tuple(_node(one, below, level + 1) for one in below[cause.id]) if level < DEEPEST else ()
    return Node(cause.name, children, note=told, mark=MARKS[cause.state])


def _all_below(cause: Cause, below: dict[int, list[Cause]], level: int = 0) -> list[Cause]:
    """The cause and every one drawn below it."""
    deeper = below[cause.id] if level < DEEPEST else []
    return [cause, *(found for one in deeper for found in _all_below(one, below, level + 1))]
