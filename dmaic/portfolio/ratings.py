"""What is an idea worth in the eyes of those who judge it? Each rater keeps judgements of their own.

A rater's score is a weighted mean of five judgements on a scale of 0 to 100; the idea's score is the mean of its
raters' scores, shown with the lowest and the highest of them. Where they lie far apart, talk before deciding.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from math import fsum
from statistics import fmean
from typing import Any

from sqlalchemy import ForeignKey, UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from dmaic.audit import Audited
from dmaic.db import Model, now, write_over
from dmaic.errors import BadInput, RuleBroken
from dmaic.people.accounts import Person
from dmaic.portfolio.ideas import DataAtHand, Idea, IdeaState, must_decide

FAR_APART = 25.0
"""Points between the lowest and the highest score from which the raters see different ideas."""


class Rating(Audited, Model):
    """One person's judgements of one idea, from 1 to 5."""

    __tablename__ = "idea_ratings"
    __table_args__ = (UniqueConstraint("idea_id", "person_id"),)
    audit_skipped = frozenset({"version", "rated_at", "idea_id", "person_id"})

    id: Mapped[int] = mapped_column(primary_key=True)
    idea_id: Mapped[int] = mapped_column(ForeignKey("ideas.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    worth: Mapped[int]
    customer_impact: Mapped[int]
    effort: Mapped[int]
    feasibility: Mapped[int]
    data_at_hand: Mapped[DataAtHand]
    note: Mapped[str] = mapped_column(default="")
    rated_at: Mapped[datetime] = mapped_column(default=now, onupdate=now)
    version: Mapped[int] = mapped_column()
    person: Mapped[Person] = relationship(lazy="joined")
    __mapper_args__ = {"version_id_col": version}

    def audit_project_id(self) -> int | None:
        """Ratings belong to the installation, as ideas do."""
        return None

    def audit_label(self) -> str:
        return f"idea {self.idea_id}"

    @property
    def score(self) -> float:
        """0 to 100."""
        return round(fsum(weight.percent * share_of(self, weight) for weight in WEIGHTS), 2)


@dataclass(frozen=True, slots=True)
class Weight:
    """One judgement in the score: its weight in percent, and how it is read from 1 (no reason to) to 5 (every one)."""

    name: str
    label: str
    percent: int
    asks: str


WEIGHTS = (
    Weight("worth", "Worth", 35, "What is it worth a year? 5: among the largest here, 1: hardly anything."),
    Weight("customer_impact", "Customer impact", 25, "How much will customers notice? 5: all of them, each time."),
    Weight("effort", "Effort", 20, "How much work is it? 1: days, 5: more than a year. Little effort scores high."),
    Weight("feasibility", "Feasibility", 10, "How likely does it succeed? 5: done elsewhere, 1: nobody knows how."),
    Weight("data_at_hand", "Data at hand", 10, "Can it be measured from records that exist? Yes, partly or no."),
)
TIES = "Equal scores: higher worth first, then higher customer impact, then less effort, then the earlier idea."


def share_of(rating: Rating, weight: Weight) -> float:
    """The share of a judgement's full points, 0 to 1.

    (judgement - 1) / 4 for 1 to 5, turned round for effort, and 1, 0.5 or 0 for data at hand.
    """
    judged: int | DataAtHand = getattr(rating, weight.name)
    if isinstance(judged, DataAtHand):
        return judged.share
    return (5 - judged) / 4 if weight.name == "effort" else (judged - 1) / 4


@dataclass(frozen=True, slots=True)
class Part:
    """One line of the score's arithmetic: each rater's judgement, the mean share of the full points, what it adds."""

    weight: Weight
    judged: tuple[str, ...]
    share: float
    points: float


@dataclass(frozen=True, slots=True)
class Tally:
    """The scores of an idea's raters: their mean, the lowest, the highest."""

    count: int
    mean: float
    low: float
    high: float

    @property
    def spread(self) -> float:
        return self.high - self.low

    @property
    def is_far_apart(self) -> bool:
        return self.spread >= FAR_APART


def ratings_of(session: Session, idea: Idea) -> list[Rating]:
    """The judgements of an idea, in the order in which its raters came."""
    return list(session.scalars(select(Rating).where(Rating.idea_id == idea.id).order_by(Rating.id)))


def rating_by(session: Session, idea: Idea, person: Person) -> Rating | None:
    """What this person judged."""
    return session.scalar(select(Rating).where(Rating.idea_id == idea.id, Rating.person_id == person.id))


def parts_of(ratings: Iterable[Rating]) -> list[Part]:
    """The score as arithmetic anybody can follow; empty while nobody has rated. The score is the sum of the points."""
    ratings = list(ratings)
    if not ratings:
        return []
    parts = []
    for weight in WEIGHTS:
        share = fmean(share_of(one, weight) for one in ratings)
        judged = tuple(str(getattr(one, weight.name)) for one in ratings)
        parts.append(Part(weight, judged, share, weight.percent * share))
    return parts


def tally_of(ratings: Iterable[Rating]) -> Tally | None:
    """Mean and spread of the raters' scores; None while there is none."""
    scores = [one.score for one in ratings]
    return Tally(len(scores), round(fmean(scores), 2), min(scores), max(scores)) if scores else None


def tallies_of(session: Session, ideas: Iterable[Idea]) -> dict[int, Tally]:
    """The tally of each idea that somebody rated, in one statement."""
    found: dict[int, list[Rating]] = {}
    for one in session.scalars(select(Rating).where(Rating.idea_id.in_([idea.id for idea in ideas]))):
        found.setdefault(one.idea_id, []).append(one)
    return {idea_id: tally for idea_id, ratings in found.items() if (tally := tally_of(ratings))}


def rate_idea(session: Session, idea: Idea, *, by: Person, version: int | None, values: Mapping[str, Any]) -> Rating:
    """Judge an idea, or judge it again; the idea's score follows. A parked idea that is rated is back in the list.

    ``version`` is that of the person's own earlier rating; where it moved in another window, Conflict is raised.
    """
    must_decide(by)
    if idea.state in (IdeaState.REJECTED, IdeaState.PROMOTED):
        raise RuleBroken(f"The idea is {idea.state.value}. Take it up again before you rate it.")
    for weight in WEIGHTS:
        if values.get(weight.name) is None:
            raise BadInput(f"Judge “{weight.label}” too; the score needs all five.")
    whose = {"idea_id": idea.id, "person_id": by.id, "person": by}
    rating = write_over(session, Rating, rating_by(session, idea, by), version=version, values=values, **whose)
    _reckon(session, idea)
    return rating


def _reckon(session: Session, idea: Idea) -> None:
    """Put the means beside the idea, so that the list can be ordered by them."""
    ratings = ratings_of(session, idea)
    tally = tally_of(ratings)
    assert tally is not None
    idea.score = tally.mean
    for name in ("worth", "customer_impact", "effort", "feasibility"):
        setattr(idea, name, fmean(getattr(one, name) for one in ratings))
    idea.data_share = fmean(one.data_at_hand.share for one in ratings)
    idea.state, idea.reason = IdeaState.RATED, ""
    session.flush()
