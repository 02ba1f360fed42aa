"""By which clock is a reading taken by hand dated?

A series keeps what a wall clock says, as a file does, so that no reading moves to another day. The clock is that of the
project's exports where all of them name one time zone; else that of the device on which the reading is entered; where
neither is known, UTC.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy.orm import Session

from dmaic.db import now
from dmaic.errors import BadInput
from dmaic.measure.service.calendars import zone_of
from dmaic.measure.service.sources import sources_of
from dmaic.projects.project import Project

NOBODYS = "UTC"


@dataclass(frozen=True, slots=True)
class SheetClock:
    """A time zone and whose it is; ``whose`` is empty where nobody told one and UTC is taken."""

    zone: str = NOBODYS
    whose: str = ""

    @property
    def now(self) -> datetime:
        """What this clock says at this moment, marked as the series keep it: without an offset."""
        return now().astimezone(zone_of(self.zone)).replace(tzinfo=UTC)

    @property
    def in_words(self) -> str:
        """Europe/Lisbon, the clock of this device."""
        return f"{self.zone}, {self.whose}" if self.whose else self.zone


def project_clock(session: Session, project: Project) -> SheetClock | None:
    """The clock of the project's exports; None where there is none, or they differ."""
    zones = {one.mapping.zone for one in sources_of(session, project)}
    return SheetClock(zones.pop(), "as in the project's exports") if len(zones) == 1 else None


def clock_for(session: Session, project: Project, *, device: str) -> SheetClock:
    """The project's clock, else that of the zone which the device named, else UTC."""
    found = project_clock(session, project)
    if found is not None:
        return found
    try:
        zone_of(device)
    except BadInput:
        return SheetClock()
    return SheetClock(device, "the clock of this device")
