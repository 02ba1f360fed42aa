"""Which programs may ask in a person's name? API tokens: made and revoked by the person, kept as a hash only."""

from __future__ import annotations

import hashlib
import secrets
from datetime import date, datetime, timedelta

from sqlalchemy import ForeignKey, select
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from dmaic.audit import Audited
from dmaic.db import Model, now
from dmaic.errors import BadInput, NotFound
from dmaic.people.accounts import Person

ANALYSES = "analyses"
"""The scope of a token that may ask the analyses and nothing else."""
LONGEST_DAYS = 3650
USUAL_DAYS = 365
# Tokens found in a log or a script are known by their beginning.
_PREFIX = "dmaic_"


class ApiToken(Audited, Model):
    """One token. ``last_used_on`` has the precision of a day, so that not every call writes."""

    __tablename__ = "api_tokens"
    audit_hidden = frozenset({"token_hash"})
    audit_skipped = frozenset({"last_used_on"})

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    name: Mapped[str]
    scope: Mapped[str]
    token_hash: Mapped[str] = mapped_column(unique=True)
    created_at: Mapped[datetime] = mapped_column(default=now)
    expires_at: Mapped[datetime]
    last_used_on: Mapped[date | None]
    revoked_at: Mapped[datetime | None]
    person: Mapped[Person] = relationship()

    @property
    def counts(self) -> bool:
        """Whether it still opens anything."""
        return self.revoked_at is None and self.expires_at > now()


def make_token(
    session: Session, person: Person, *, name: str, days: int = USUAL_DAYS, scope: str = ANALYSES
) -> tuple[ApiToken, str]:
    """A new token and its text, which is told this once and never again."""
    if not name.strip():
        raise BadInput("Name the token after the program that will use it.", field="name")
    if not 1 <= days <= LONGEST_DAYS:
        raise BadInput(f"A token holds for 1 to {LONGEST_DAYS} days.", field="days")
    text = _PREFIX + secrets.token_urlsafe(32)
    made = ApiToken(
        person_id=person.id,
        name=name.strip(),
        scope=scope,
        token_hash=_hash(text),
        expires_at=now() + timedelta(days=days),
    )
    session.add(made)
    session.flush()
    return made, text


def tokens_of(session: Session, person: Person) -> list[ApiToken]:
    """The person's tokens, the newest first."""
    return list(session.scalars(select(ApiToken).where(ApiToken.person_id == person.id).order_by(ApiToken.id.desc())))


def revoke(session: Session, person: Person, token_id: int) -> ApiToken:
    """End one of the person's own tokens; a token revoked before stays as it is."""
    found = session.scalar(select(ApiToken).where(ApiToken.id == token_id, ApiToken.person_id == person.id))
    if found is None:
        raise NotFound("You have no such token.")
    if found.revoked_at is None:
        found.revoked_at = now()
        session.flush()
    return found


def token_behind(session: Session, text: str) -> ApiToken | None:
    """The token of this text, unless it expired or was revoked, or its person is switched off."""
    found = session.scalar(select(ApiToken).where(ApiToken.token_hash == _hash(text)))
    return found if found is not None and found.counts and found.person.is_active else None


def mark_used(session: Session, token_id: int, on: date) -> None:
    """Remember the day of the last use."""
    session.get_one(ApiToken, token_id).last_used_on = on
    session.flush()


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
