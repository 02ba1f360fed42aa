"""Who may sign in? Accounts, their passwords, invitations and sign-ins.

Passwords are argon2id hashes; the number of hashes computed at the same time is capped, since each takes 64 MiB.
A sign-in is a row: signing out, changing the password or switching an account off really ends it.
"""

from __future__ import annotations

import hashlib
import secrets
import threading
from datetime import datetime, timedelta
from enum import StrEnum
from functools import lru_cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import ForeignKey, delete, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from dmaic import audit
from dmaic.audit import Audited
from dmaic.db import Model, now
from dmaic.errors import BadInput, NotFound, RuleBroken

SHORTEST_PASSWORD = 10
_hasher = PasswordHasher()
_hashing = threading.BoundedSemaphore(4)


class Theme(StrEnum):
    """How the person wants to see the pages."""

    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"


class Person(Audited, Model):
    """Somebody with an account. Accounts are switched off, never deleted: their names stand in the record."""

    __tablename__ = "people"
    audit_hidden = frozenset({"password_hash"})
    audit_skipped = frozenset({"version", "failed_attempts", "theme"})

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    email: Mapped[str] = mapped_column(unique=True)
    password_hash: Mapped[str | None]
    is_admin: Mapped[bool] = mapped_column(default=False)
    is_manager: Mapped[bool] = mapped_column(default=False)
    is_active: Mapped[bool] = mapped_column(default=True)
    failed_attempts: Mapped[int] = mapped_column(default=0)
    locked_until: Mapped[datetime | None]
    theme: Mapped[Theme] = mapped_column(default=Theme.SYSTEM)
    created_at: Mapped[datetime] = mapped_column(default=now)
    version: Mapped[int] = mapped_column()
    __mapper_args__ = {"version_id_col": version}

    @property
    def initials(self) -> str:
        return "".join(part[0] for part in self.name.split()[:2]).upper()


class SignIn(Model):
    """One browser that is signed in, known by the hash of its token."""

    __tablename__ = "sign_ins"

    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(unique=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    created_at: Mapped[datetime] = mapped_column(default=now)
    expires_at: Mapped[datetime]
    browser: Mapped[str] = mapped_column(default="")
    person: Mapped[Person] = relationship()


class Invitation(Audited, Model):
    """A link that lets somebody make an account, once, until it expires."""

    __tablename__ = "invitations"
    audit_hidden = frozenset({"token_hash"})

    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(unique=True)
    email: Mapped[str]
    name: Mapped[str]
    is_admin: Mapped[bool] = mapped_column(default=False)
    is_manager: Mapped[bool] = mapped_column(default=False)
    invited_by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    created_at: Mapped[datetime] = mapped_column(default=now)
    expires_at: Mapped[datetime]
    accepted_at: Mapped[datetime | None]
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    invited_by: Mapped[Person] = relationship(foreign_keys=[invited_by_id])


class SignInRefused(BadInput):
    """The pair of address and password is not known, or the account is locked."""

    status = 422


def person_of(session: Session, email: str) -> Person | None:
    """The account with this address."""
    return session.scalar(select(Person).where(Person.email == _address(email)))


def list_people(session: Session) -> list[Person]:
    """Everybody, by name."""
    return list(session.scalars(select(Person).order_by(func.lower(Person.name), Person.id)))


def add_person(
    session: Session, *, name: str, email: str, password: str | None, is_admin: bool = False, is_manager: bool = False
) -> Person:
    """A new account. Without a password nobody can sign in to it until one is set by invitation."""
    if not name.strip():
        raise BadInput("Give the person a name.")
    if person_of(session, email) is not None:
        raise RuleBroken(f"There is already an account for {_address(email)}.")
    person = Person(
        name=name.strip(),
        email=_address(email),
        is_admin=is_admin,
        is_manager=is_manager,
        password_hash=None if password is None else hash_password(password),
    )
    session.add(person)
    session.flush()
    return person


def check_sign_in(session: Session, *, email: str, password: str) -> Person:
    """The person who may sign in with this pair; SignInRefused with a sentence else. Changes nothing."""
    person = person_of(session, email)
    if person is None or person.password_hash is None or not person.is_active:
        _verified(_dummy_hash(), password)  # the same work, so that the time does not tell who exists
        raise SignInRefused("The address or the password is wrong.")
    if person.locked_until is not None and person.locked_until > now():
        minutes = max(1, round((person.locked_until - now()).total_seconds() / 60))
        raise SignInRefused(
            f"Too many tries. This account is locked for another {minutes} minutes; an administrator can unlock it."
        )
    if not _verified(person.password_hash, password):
        raise SignInRefused("The address or the password is wrong.")
    return person


def count_failure(session: Session, *, email: str, attempts: int, lock_minutes: int) -> None:
    """Remember a refused sign-in; lock the account when there were too many in a row."""
    person = session.scalar(select(Person).where(Person.email == _address(email)).with_for_update())
    if person is None or (person.locked_until is not None and person.locked_until > now()):
        return
    person.failed_attempts += 1
    if person.failed_attempts >= attempts:
        person.failed_attempts = 0
        person.locked_until = now() + timedelta(minutes=lock_minutes)
        audit.because(session, f"{attempts} refused sign-ins in a row")
    session.flush()


def unlock(session: Session, person: Person) -> None:
    """Let a locked person try again now."""
    person.locked_until, person.failed_attempts = None, 0
    session.flush()


def start_sign_in(session: Session, person: Person, *, hours: int, browser: str) -> str:
    """Open a sign-in and return its token (kept in the cookie; the record holds only its hash)."""
    person.failed_attempts, person.locked_until = 0, None
    token = secrets.token_urlsafe(32)
    session.execute(delete(SignIn).where(SignIn.person_id == person.id, SignIn.expires_at < now()))
    session.add(
        SignIn(
            token_hash=_token_hash(token),
            person_id=person.id,
            browser=browser[:200],
            expires_at=now() + timedelta(hours=hours),
        )
    )
    session.flush()
    audit.act_as(session, person_id=person.id, who=person.name)
    audit.record(session, project_id=None, kind="sign_ins", object_id=person.id, act="signed in", label=person.email)
    return token


def person_signed_in(session: Session, token: str) -> Person | None:
    """Whose browser carries this token, unless the sign-in ended or the account is switched off."""
    found = session.scalar(
        select(Person).join(SignIn).where(SignIn.token_hash == _token_hash(token), SignIn.expires_at > now())
    )
    return found if found is not None and found.is_active else None


def end_sign_in(session: Session, token: str) -> None:
    """Sign this browser out."""
    session.execute(delete(SignIn).where(SignIn.token_hash == _token_hash(token)))


def end_all_sign_ins(session: Session, person: Person) -> None:
    """Sign the person out everywhere."""
    session.execute(delete(SignIn).where(SignIn.person_id == person.id))


def change_password(session: Session, person: Person, *, old: str, new: str) -> None:
    """Set a new password; every sign-in of the person ends."""
    if person.password_hash is None or not _verified(person.password_hash, old):
        raise BadInput("That is not your present password.")
    set_password(session, person, new)


def set_password(session: Session, person: Person, password: str) -> None:
    """Set a password without asking for the old one (invitation, command line)."""
    person.password_hash = hash_password(password)
    end_all_sign_ins(session, person)
    session.flush()


def switch_off(session: Session, person: Person, *, by: Person) -> None:
    """Take the right to sign in; the name stays in the record."""
    if person.id == by.id:
        raise RuleBroken("You can't switch off your own account. Ask another administrator.")
    person.is_active = False
    end_all_sign_ins(session, person)
    session.flush()


def switch_on(session: Session, person: Person) -> None:
    """Give the right to sign in back."""
    person.is_active = True
    session.flush()


def set_rights(session: Session, person: Person, *, is_admin: bool, is_manager: bool, by: Person) -> None:
    """Make somebody administrator or manager of the installation, or not."""
    if person.id == by.id and not is_admin:
        raise RuleBroken("You can't take your own administrator right. Ask another administrator.")
    person.is_admin, person.is_manager = is_admin, is_manager
    session.flush()


def invite(
    session: Session, *, by: Person, name: str, email: str, days: int, is_admin: bool = False, is_manager: bool = False
) -> tuple[Invitation, str]:
    """An account that waits for its password, and the token of the link that sets it."""
    person = person_of(session, email)
    if person is not None and person.password_hash is not None:
        raise RuleBroken(
            f"{person.name} already has an account with {person.email}. Is the password forgotten? Make a new link "
            "beside the name."
        )
    if person is None:
        person = add_person(session, name=name, email=email, password=None, is_admin=is_admin, is_manager=is_manager)
    return new_link(session, person, by=by, days=days)


def new_link(session: Session, person: Person, *, by: Person, days: int) -> tuple[Invitation, str]:
    """A link with which the person sets a password, the first one or a new one; links made before end.

    Until it is used the old password goes on.
    """
    if not person.is_active:
        raise RuleBroken(f"The account of {person.name} is switched off. Switch it on first.")
    _end_links(session, person)
    token = secrets.token_urlsafe(24)
    invitation = Invitation(
        token_hash=_token_hash(token),
        email=person.email,
        name=person.name,
        is_admin=person.is_admin,
        is_manager=person.is_manager,
        invited_by_id=by.id,
        person_id=person.id,
        expires_at=now() + timedelta(days=days),
    )
    session.add(invitation)
    session.flush()
    return invitation, token


def _end_links(session: Session, person: Person) -> None:
    """No link that was made before sets a password any more."""
    moment = now()
    query = select(Invitation).where(Invitation.person_id == person.id, Invitation.accepted_at.is_(None))
    for one in session.scalars(query.where(Invitation.expires_at > moment)):
        one.expires_at = moment
    session.flush()


def open_invitation(session: Session, token: str) -> Invitation:
    """The invitation behind a link, if it still counts."""
    found = session.scalar(select(Invitation).where(Invitation.token_hash == _token_hash(token)))
    if found is None:
        raise NotFound("This invitation is not known. Check that you copied the whole link.")
    if found.accepted_at is not None:
        raise RuleBroken("This invitation was used already. Sign in instead.")
    if found.expires_at <= now():
        raise RuleBroken("This link has expired, or a newer one took its place. Ask your administrator for a new one.")
    if not session.get_one(Person, found.person_id).is_active:
        raise RuleBroken("This account is switched off. Ask your administrator to switch it on.")
    return found


def accept_invitation(session: Session, invitation: Invitation, *, name: str, password: str) -> Person:
    """Set name and password; from here on the person can sign in, and no other link sets the password."""
    person = session.get_one(Person, invitation.person_id)
    audit.act_as(session, person_id=person.id, who=name)
    person.name = name.strip() or person.name
    set_password(session, person, password)
    unlock(session, person)
    invitation.accepted_at = now()
    _end_links(session, person)
    session.flush()
    return person


def hash_password(password: str) -> str:
    """An argon2id hash; short passwords are refused."""
    if len(password) < SHORTEST_PASSWORD:
        raise BadInput(f"Use at least {SHORTEST_PASSWORD} characters; a short sentence works well.")
    with _hashing:
        return _hasher.hash(password)


def _verified(stored: str, password: str) -> bool:
    with _hashing:
        try:
            return _hasher.verify(stored, password)
        except (VerificationError, InvalidHashError):
            return False


@lru_cache(maxsize=1)
def _dummy_hash() -> str:
    return _hasher.hash(secrets.token_hex(16))


def _address(email: str) -> str:
    return email.strip().lower()


def _token_hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
