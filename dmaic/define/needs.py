"""What do customers need, and who said so? Verbatims grouped into needs, each with how often and by whom it was said.

What a need is to satisfaction (Kano) and how much it weighs are worked out from its voices; the team may judge
otherwise. Kano's rule for a tie: must before performance before delighter before indifferent (Berger et al., "Kano's
methods for understanding customer-defined quality", Center for Quality of Management Journal 2(4), 1993).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from sqlalchemy import func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from dmaic.db import Model
from dmaic.projects.project import Project
from dmaic.projects.rows import Row, add_row

if TYPE_CHECKING:
    from dmaic.define.voice import Ctq, Voice


class Kano(StrEnum):
    """What meeting the need does to the customer's satisfaction; in the order that decides a tie."""

    MUST = "must"
    PERFORMANCE = "performance"
    DELIGHTER = "delighter"
    INDIFFERENT = "indifferent"


class Need(Row, Model):
    """Something customers need, in one sentence. ``kano`` and ``importance`` only where the team judges otherwise."""

    __tablename__ = "customer_needs"

    name: Mapped[str] = mapped_column(default="")
    kano: Mapped[Kano | None]
    importance: Mapped[int | None]
    note: Mapped[str] = mapped_column(default="")

    def audit_label(self) -> str:
        return self.name


@dataclass(frozen=True, slots=True)
class Group:
    """A need with the voices that say it and the CTQs that answer it."""

    need: Need
    voices: tuple[Voice, ...]
    ctqs: tuple[Ctq, ...]

    @property
    def said(self) -> int:
        """How often it was said: the sum of the voices' frequencies, a voice without one counted once."""
        return sum(voice.frequency or 1 for voice in self.voices)

    @property
    def segments(self) -> list[str]:
        return list(dict.fromkeys(voice.segment for voice in self.voices if voice.segment))

    @property
    def channels(self) -> list[str]:
        return list(dict.fromkeys(voice.channel.value for voice in self.voices if voice.channel))

    @property
    def kano_by_voices(self) -> Kano | None:
        """What most of those who said it make of it, each counted as often as it was said."""
        votes: Counter[Kano] = Counter()
        for voice in self.voices:
            if voice.kano is not None:
                votes[voice.kano] += voice.frequency or 1
        order = list(Kano)
        return min(votes, key=lambda one: (-votes[one], order.index(one))) if votes else None

    @property
    def kano(self) -> Kano | None:
        """The team's judgement, else that of the voices."""
        return self.need.kano or self.kano_by_voices

    @property
    def importance_by_voices(self) -> float | None:
        """The mean of the voices' importance (1 to 5), each counted as often as it was said."""
        weighed = [(voice.importance, voice.frequency or 1) for voice in self.voices if voice.importance is not None]
        return sum(i * n for i, n in weighed) / sum(n for _, n in weighed) if weighed else None

    @property
    def importance(self) -> float | None:
        """The team's judgement, else that of the voices."""
        return self.need.importance if self.need.importance is not None else self.importance_by_voices

    @property
    def drivers(self) -> dict[str, list[Ctq]]:
        """The CTQs by the driver they look at."""
        found: dict[str, list[Ctq]] = {}
        for ctq in self.ctqs:
            found.setdefault(ctq.driver, []).append(ctq)
        return found


def groups_of(needs: Sequence[Need], voices: Sequence[Voice], ctqs: Sequence[Ctq]) -> list[Group]:
    """Each need with its voices and CTQs, in the team's order."""
    return [
        Group(
            need,
            tuple(voice for voice in voices if voice.need_id == need.id),
            tuple(ctq for ctq in ctqs if ctq.need_id == need.id),
        )
        for need in needs
    ]


def need_called(session: Session, project: Project, name: str) -> Need | None:
    """The need of these words; a new one where the project has none. Upper and lower case make no difference."""
    name = " ".join(name.split())
    if not name:
        return None
    same = func.lower(Need.name) == name.lower()
    query = select(Need).where(Need.project_id == project.id, Need.removed_at.is_(None), same).order_by(Need.position)
    return session.scalars(query).first() or add_row(session, project, Need, {"name": name})
