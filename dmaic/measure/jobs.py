"""What is being worked on in the background, how far is it, and what came of it?

A job is a row. One thread of this process takes queued jobs in turn; it starts when it is woken and ends when nothing
is left. A job whose process died is found by its silence and marked as failed: its work was one transaction, so
nothing of it is left behind.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

import structlog
from sqlalchemy import JSON, BigInteger, ForeignKey, Index, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from dmaic.db import Model, Sessions, now
from dmaic.errors import NotFound, Refused
from dmaic.people.accounts import Person
from dmaic.projects.project import Project

SILENT = timedelta(seconds=120)
PAUSE_SECONDS = 0.5

log = structlog.get_logger("dmaic.jobs")


class JobState(StrEnum):
    """Where a job stands."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


class Job(Model):
    """One piece of background work. ``done`` of ``total`` says how far it is (total 0: not known)."""

    __tablename__ = "jobs"
    __table_args__ = (Index(None, "state", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("projects.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    kind: Mapped[str]
    given: Mapped[dict[str, Any]] = mapped_column(JSON)
    state: Mapped[JobState] = mapped_column(default=JobState.QUEUED)
    done: Mapped[int] = mapped_column(BigInteger(), default=0)
    total: Mapped[int] = mapped_column(BigInteger(), default=0)
    message: Mapped[str] = mapped_column(default="")
    outcome: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    made_at: Mapped[datetime] = mapped_column(default=now)
    beat_at: Mapped[datetime] = mapped_column(default=now)

    @property
    def is_over(self) -> bool:
        return self.state in (JobState.DONE, JobState.FAILED)

    @property
    def is_waiting(self) -> bool:
        """Whether nobody works on it: still queued, or its worker has gone silent."""
        return self.state == JobState.QUEUED or (self.state == JobState.RUNNING and now() - self.beat_at > SILENT)


@dataclass(frozen=True, slots=True)
class Work:
    """What a task is given: who asked for what, and a way to say how far it is."""

    project_id: int
    person_id: int
    given: Mapping[str, Any]
    report: Callable[[int, int, str], None]


Task = Callable[[Sessions, Work], dict[str, Any]]


def start_job(session: Session, project: Project, *, by: Person, kind: str, given: Mapping[str, Any]) -> Job:
    """Queue a job. It is seen by a worker once the transaction is kept."""
    job = Job(project_id=project.id, person_id=by.id, kind=kind, given=dict(given), message="Waiting for its turn")
    session.add(job)
    session.flush()
    return job


def open_job(session: Session, project: Project, job_id: int) -> Job:
    """One job of this project."""
    job = session.get(Job, job_id)
    if job is None or job.project_id != project.id:
        raise NotFound("There is no such work in this project.")
    return job


class Worker:
    """Takes queued jobs in turn, in a thread of its own that lives only while there is work."""

    def __init__(self, sessions: Sessions, tasks: Mapping[str, Task]) -> None:
        self.sessions = sessions
        self.tasks = dict(tasks)
        self._lock = threading.Lock()
        self._asked = False
        self._thread: threading.Thread | None = None

    def wake(self) -> None:
        """See whether there is work; returns at once."""
        with self._lock:
            self._asked = True
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="dmaic-jobs", daemon=True)
                self._thread.start()

    def wait(self, seconds: float = 60) -> None:
        """Wait until nothing is left to do."""
        thread = self._thread
        if thread is not None:
            thread.join(seconds)

    def _run(self) -> None:
        while True:
            with self._lock:
                if not self._asked:
                    self._thread = None
                    return
                self._asked = False
            self._give_up_silent()
            while (job := self._claim()) is not None:
                self._do(*job)

    def _give_up_silent(self) -> None:
        said = "The server was stopped while it worked on this. Nothing was kept of it: start it again."
        gone = update(Job).where(Job.state == JobState.RUNNING, Job.beat_at < now() - SILENT)
        with self.sessions.writing() as session:
            session.execute(gone.values(state=JobState.FAILED, message=said))
            session.commit()

    def _claim(self) -> tuple[int, str, Work] | None:
        with self.sessions.writing() as session:
            first = select(Job).where(Job.state == JobState.QUEUED).order_by(Job.id).limit(1)
            job = session.scalar(first.with_for_update(skip_locked=True))
            if job is None:
                return None
            job.state, job.beat_at, job.message = JobState.RUNNING, now(), "Begun"
            session.commit()
            return job.id, job.kind, Work(job.project_id, job.person_id, job.given, self._reporter(job.id))

    def _do(self, job_id: int, kind: str, work: Work) -> None:
        try:
            outcome = self.tasks[kind](self.sessions, work)
        except Refused as refusal:
            self._settle(job_id, JobState.FAILED, str(refusal), getattr(refusal, "outcome", {}))
        except Exception as error:
            log.exception("job broken", job=job_id, kind=kind, error=repr(error))
            self._settle(job_id, JobState.FAILED, "Something broke on our side. Nothing was kept: try again.", {})
        else:
            self._settle(job_id, JobState.DONE, str(outcome.pop("message", "Done")), outcome)

    def _settle(self, job_id: int, state: JobState, message: str, outcome: dict[str, Any]) -> None:
        with self.sessions.writing() as session:
            end = {"state": state, "message": message, "outcome": outcome, "beat_at": now()}
            session.execute(update(Job).where(Job.id == job_id).values(**end))
            session.commit()

    def _reporter(self, job_id: int) -> Callable[[int, int, str], None]:
        last = 0.0

        def report(done: int, total: int, message: str) -> None:
            """Say how far the work is. Not while the task itself writes: it would wait for itself."""
            nonlocal last
            if time.monotonic() - last < PAUSE_SECONDS:
                return
            last = time.monotonic()
            with self.sessions.writing() as session:
                step = {"done": done, "total": total, "message": message, "beat_at": now()}
                session.execute(update(Job).where(Job.id == job_id).values(**step))
                session.commit()

        return report
