"""Whose name is asked for? The papers of all projects that wait for one person's signature.

A fixed number of statements, whatever the number of projects: every kind of paper is read once for all of them. The
page of each paper has the last word on whether it can be signed; here a paper is left out as soon as it is plain that
it can't be.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from dmaic.define.charter.record import Charter
from dmaic.define.charter.signing import KIND as CHARTER
from dmaic.define.charter.signing import MEANINGS
from dmaic.define.charter.versions import CharterVersion, still_reads
from dmaic.define.commitment import ASKED, Commitment
from dmaic.define.commitment import KIND as COMMITMENT
from dmaic.define.confirming import PAPERS, lines_fingerprint
from dmaic.measure.baseline.signing import KIND as BASELINE
from dmaic.measure.baseline.signing import STAGE
from dmaic.people.accounts import Person
from dmaic.projects.permissions import MAY, Act, Role
from dmaic.projects.project import Member, Project, ProjectState
from dmaic.projects.study import Signature, Study

Held = dict[int, set[Role]]
Given = dict[tuple[str, int], list[Signature]]


@dataclass(frozen=True, slots=True)
class Asked:
    """One paper that waits for a name; ``endpoint`` is its page, ``key`` what its address needs beside the project."""

    project: Project
    paper: str
    endpoint: str
    key: tuple[tuple[str, int], ...] = ()


def signatures_asked(session: Session, person: Person) -> list[Asked]:
    """Every paper of an active project that this person may sign now, project by project."""
    held, projects = _mine(session, person)
    if not held:
        return []
    given: Given = defaultdict(list)
    for one in session.scalars(select(Signature).where(Signature.project_id.in_(held)).order_by(Signature.id)):
        given[one.kind, one.object_id].append(one)
    found = [
        *_charters(session, person, held, projects, given),
        *_commitments(session, person, held, projects, given),
        *_lists(session, held, projects, given),
        *_baselines(session, held, projects, given),
    ]
    return sorted(found, key=lambda one: one.project.id)


def _mine(session: Session, person: Person) -> tuple[Held, dict[int, Project]]:
    """The active projects in which this person holds a role that signs something."""
    signing = {*MEANINGS, *(paper.role for paper in PAPERS.values()), *MAY[Act.SIGN_BASELINE], Role.SPONSOR}
    held: Held = defaultdict(set)
    projects = {}
    query = (
        select(Member.role, Project)
        .join(Project, Project.id == Member.project_id)
        .where(Member.person_id == person.id, Member.role.in_(sorted(signing)), Project.state == ProjectState.ACTIVE)
    )
    for role, project in session.execute(query):
        held[project.id].add(role)
        projects[project.id] = project
    return held, projects


def _in_role(held: Held, roles: Iterable[Role]) -> list[int]:
    wanted = set(roles)
    return [project_id for project_id, own in held.items() if own & wanted]


def _charters(
    session: Session, person: Person, held: Held, projects: dict[int, Project], given: Given
) -> Iterable[Asked]:
    """Charters submitted by somebody else, still saying so, without this person's signature under the version."""
    newest = (
        select(func.max(CharterVersion.id))
        .where(CharterVersion.project_id.in_(_in_role(held, MEANINGS)), ~CharterVersion.is_draft)
        .group_by(CharterVersion.charter_id)
    )
    query = select(Charter, CharterVersion).join(CharterVersion).where(CharterVersion.id.in_(newest))
    for charter, version in session.execute(query):
        under = {one.role for one in given[CHARTER, charter.id] if one.fingerprint == version.fingerprint}
        asked = {role.value for role in held[charter.project_id] if role in MEANINGS} - under
        if asked and version.submitted_by_id != person.id and still_reads(charter, version):
            yield Asked(projects[charter.project_id], f"Charter, version {version.number}", "define.charter")


def _commitments(
    session: Session, person: Person, held: Held, projects: dict[int, Project], given: Given
) -> Iterable[Asked]:
    """Commitments of this sponsor that say all they should and were not signed as they are worded."""
    query = select(Commitment).where(Commitment.project_id.in_(_in_role(held, [Role.SPONSOR])))
    for one in session.scalars(query):
        signed, under = one.signed or {}, given[COMMITMENT, one.id]
        mine = bool(under) and under[-1].person_id == person.id
        same = all(signed.get(name, "") == getattr(one, name) for name in ASKED)
        if all(getattr(one, name) for name in ASKED) and not (mine and same):
            yield Asked(projects[one.project_id], "Sponsor's commitment", "define.commitment")


def _lists(session: Session, held: Held, projects: dict[int, Project], given: Given) -> Iterable[Asked]:
    """SIPOC and benefit plan with lines that nobody confirmed as they read now."""
    for paper in PAPERS.values():
        lines = defaultdict(list)
        query = (
            select(paper.row)
            .where(paper.row.project_id.in_(_in_role(held, [paper.role])), paper.row.removed_at.is_(None))
            .order_by(paper.row.position, paper.row.id)
        )
        for row in session.scalars(query):
            lines[row.project_id].append(row)
        for project_id, rows in lines.items():
            under = given[paper.kind, project_id]
            if not under or under[-1].fingerprint != lines_fingerprint(paper, rows):
                called = paper.called[0].upper() + paper.called[1:]
                yield Asked(projects[project_id], called, f"define.{paper.kind}")


def _baselines(session: Session, held: Held, projects: dict[int, Project], given: Given) -> Iterable[Asked]:
    """The newest signed baseline of each metric, where a role of this person has not signed it."""
    roles = MAY[Act.SIGN_BASELINE]
    newest = (
        select(func.max(Study.id))
        .where(Study.project_id.in_(_in_role(held, roles)), Study.stage == STAGE)
        .group_by(Study.project_id, Study.subject_id)
    )
    for study in session.scalars(select(Study).where(Study.id.in_(newest)).order_by(Study.id)):
        under = {one.role for one in given[BASELINE, study.id]}
        if study.subject_id is not None and {role.value for role in held[study.project_id] & roles} - under:
            yield Asked(projects[study.project_id], study.title, "measure.baseline", (("metric_id", study.subject_id),))
