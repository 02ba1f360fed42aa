"""Who may do what on a project? One table of roles and acts."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum


class Role(StrEnum):
    """What a person is to a project."""

    SPONSOR = "sponsor"
    LEAD = "lead"
    MEMBER = "member"
    PROCESS_OWNER = "process owner"
    FINANCE = "finance"
    COACH = "coach"
    VIEWER = "viewer"

    @property
    def title(self) -> str:  # type: ignore[override]  # the words of a role hide str.title on purpose
        return _TITLES[self]


_TITLES = {
    Role.SPONSOR: "Sponsor / champion",
    Role.LEAD: "Belt (lead)",
    Role.MEMBER: "Team member",
    Role.PROCESS_OWNER: "Process owner",
    Role.FINANCE: "Finance",
    Role.COACH: "Coach",
    Role.VIEWER: "Viewer",
}


class Act(StrEnum):
    """What can be done on a project."""

    VIEW = "view"
    EDIT = "edit"
    IMPORT = "import"
    SIGN_CHARTER = "sign charter"
    SIGN_STUDY = "sign study"
    SIGN_BASELINE = "sign baseline"
    SUBMIT_GATE = "submit gate"
    REVIEW_GATE = "review gate"
    MONITOR = "monitor"
    ACCEPT = "accept"
    VALIDATE_BENEFIT = "validate benefit"
    MANAGE = "manage"

    @property
    def words(self) -> str:
        return _WORDS[self]

    @property
    def goes_on_after_closing(self) -> bool:
        """The chart does not stop when the project closes; readings, reviews and reading go on."""
        return self in (Act.VIEW, Act.MONITOR, Act.REVIEW_GATE)


_WORDS = {
    Act.VIEW: "see it",
    Act.EDIT: "change its forms",
    Act.IMPORT: "bring in or exclude data",
    Act.SIGN_CHARTER: "sign the charter",
    Act.SIGN_STUDY: "sign a measurement study",
    Act.SIGN_BASELINE: "sign the baseline",
    Act.SUBMIT_GATE: "submit a gate",
    Act.REVIEW_GATE: "decide a gate",
    Act.MONITOR: "add readings",
    Act.ACCEPT: "accept the handover",
    Act.VALIDATE_BENEFIT: "validate benefits",
    Act.MANAGE: "change its team and dates",
}

_ALL = frozenset(Role)
_TEAM = frozenset({Role.LEAD, Role.MEMBER, Role.COACH})

# The one table: which role may do which act.
MAY: dict[Act, frozenset[Role]] = {
    Act.VIEW: _ALL,
    Act.EDIT: _TEAM,
    Act.IMPORT: _TEAM | {Role.PROCESS_OWNER},
    Act.SIGN_CHARTER: frozenset({Role.SPONSOR, Role.FINANCE}),
    Act.SIGN_STUDY: frozenset({Role.LEAD, Role.COACH, Role.PROCESS_OWNER}),
    Act.SIGN_BASELINE: frozenset({Role.LEAD, Role.FINANCE, Role.PROCESS_OWNER}),
    Act.SUBMIT_GATE: frozenset({Role.LEAD}),
    Act.REVIEW_GATE: frozenset({Role.SPONSOR, Role.COACH}),
    Act.MONITOR: _TEAM | {Role.PROCESS_OWNER},
    Act.ACCEPT: frozenset({Role.PROCESS_OWNER}),
    Act.VALIDATE_BENEFIT: frozenset({Role.FINANCE}),
    Act.MANAGE: frozenset({Role.LEAD, Role.SPONSOR}),
}

# On every project of the installation, whatever the role there.
ADMIN_MAY = frozenset({Act.VIEW, Act.MANAGE})
MANAGER_MAY = frozenset({Act.VIEW})


def may(roles: Iterable[Role], act: Act, *, is_admin: bool = False, is_manager: bool = False) -> bool:
    """Whether these roles, or the person's rights on the installation, allow the act."""
    return not MAY[act].isdisjoint(roles) or (is_admin and act in ADMIN_MAY) or (is_manager and act in MANAGER_MAY)
