"""Pages of self-validation: run, read, print, sign."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from dmaic.errors import NotAllowed
from dmaic.people.accounts import Person
from dmaic.people.guard import current_person
from dmaic.statistics.cases import published_cases
from dmaic.statistics.registry import analyses
from dmaic.validation import selfcheck
from dmaic.web.transaction import session

validation = Blueprint("validation", __name__)


@validation.get("/validation")
def runs() -> str:
    return render_template(
        "validation/runs.html",
        runs=selfcheck.list_runs(session()),
        analyses=analyses().values(),
        files=published_cases(),
        may_run=_may_run(current_person()),
    )


@validation.post("/validation/run")
def run() -> Response:
    made = selfcheck.validate(session(), by=_validator())
    flash(f"{made.passed} of {made.total} cases pass.", "ok" if made.passed == made.total else "error")
    return redirect(url_for("validation.result", run_id=made.id), code=303)


@validation.get("/validation/<int:run_id>")
def result(run_id: int) -> str:
    return render_template(
        "validation/run.html", run=selfcheck.open_run(session(), run_id), may_sign=_may_run(current_person())
    )


@validation.post("/validation/<int:run_id>/sign")
def sign(run_id: int) -> Response:
    person = _validator()
    selfcheck.sign_run(
        session(), selfcheck.open_run(session(), run_id), by=person, meaning=request.form.get("meaning", "")
    )
    flash("Signed.", "ok")
    return redirect(url_for("validation.result", run_id=run_id), code=303)


def _may_run(person: Person) -> bool:
    return person.is_admin or person.is_manager


def _validator() -> Person:
    person = current_person()
    if not _may_run(person):
        raise NotAllowed("An administrator or manager runs and signs the validation.")
    return person
