"""Who works in the demo? Ten people with one password."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from dmaic.people.accounts import Person, add_person
from dmaic.projects.permissions import Role

PASSWORD = "demo-demo-demo"  # noqa: S105 - it is printed when the demo is made
DOMAIN = "demo.example"

ACCOUNTS: tuple[tuple[str, str, str], ...] = (
    ("belt", "Inês Carvalho", "leads most projects"),
    ("green", "Tom Whitaker", "leads the others, member of some"),
    ("sponsor", "Margaret Okafor", "decides the gates"),
    ("owner", "Daniel Reyes", "owns the processes, takes them over"),
    ("finance", "Priya Nair", "validates benefits, signs charters"),
    ("coach", "Henrik Lindqvist", "reviews with the sponsor"),
    ("member", "Aisha Rahman", "works on the projects"),
    ("viewer", "Petr Novák", "reads some projects"),
    ("manager", "Claire Dubois", "reads every project and the portfolio"),
    ("admin", "Sam Turner", "invites people"),
)


@dataclass(frozen=True, slots=True)
class Cast:
    """The people of the demo by their part."""

    belt: Person
    green: Person
    sponsor: Person
    owner: Person
    finance: Person
    coach: Person
    member: Person
    viewer: Person
    manager: Person
    admin: Person

    def team(self, lead: Person) -> dict[Role, list[int]]:
        """The usual team of a project under this lead."""
        other = self.green if lead.id == self.belt.id else self.belt
        return {
            Role.LEAD: [lead.id],
            Role.SPONSOR: [self.sponsor.id],
            Role.PROCESS_OWNER: [self.owner.id],
            Role.FINANCE: [self.finance.id],
            Role.COACH: [self.coach.id],
            Role.MEMBER: [self.member.id, other.id],
            Role.VIEWER: [self.viewer.id],
        }


def hire(session: Session) -> Cast:
    """Make the accounts."""
    return Cast(
        **{
            part: add_person(
                session,
                name=name,
                email=f"{part}@{DOMAIN}",
                password=PASSWORD,
                is_admin=part == "admin",
                is_manager=part == "manager",
            )
            for part, name, _ in ACCOUNTS
        }
    )


def parts() -> dict[str, str]:
    """What each of them does, by address, as the page of signing in offers it."""
    return {f"{part}@{DOMAIN}": does for part, _, does in ACCOUNTS}


def sign_ins() -> str:
    """Who can sign in, as the command line prints it."""
    lines = [f"  {f'{part}@{DOMAIN}':22} {name}: {does}" for part, name, does in ACCOUNTS]
    return "\n".join([f"Sign in with the password {PASSWORD} as", *lines])
