"""The RACI filled in as a grid."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for

from dmaic.define import raci
from dmaic.define.views.blueprint import Answer, define
from dmaic.define.views.tools import RACI
from dmaic.errors import BadInput, Conflict
from dmaic.people.guard import current_person
from dmaic.projects.permissions import Act
from dmaic.projects.project import Project, open_project
from dmaic.projects.row_views import listed
from dmaic.web.transaction import session


@define.post("/projects/<int:project_id>/define/raci/grid")
def save_raci(project_id: int) -> Answer:
    """Write the changed cells, all or none; a refusal keeps what was chosen."""
    project = open_project(session(), project_id, current_person(), Act.EDIT)
    try:
        changed = raci.write_raci(session(), project, _wishes(project))
    except (BadInput, Conflict) as refusal:
        status = 409 if isinstance(refusal, Conflict) else 422
        form = RACI.form_for(project, blank=True)
        return listed("define", RACI, project, form, grid_problem=str(refusal), grid_typed=request.form), status
    flash(f"{changed} {'cell' if changed == 1 else 'cells'} changed." if changed else "Nothing was changed.", "ok")
    return redirect(url_for("define.raci", project_id=project.id), code=303)


@define.post("/projects/<int:project_id>/define/raci/grid/trial")
def try_raci(project_id: int) -> dict[str, str]:
    """Remarks and picture as they would be with the letters being chosen; nothing is kept."""
    project = open_project(session(), project_id, current_person(), Act.EDIT)
    trial = session().begin_nested()
    refusal = ""
    try:
        raci.write_raci(session(), project, _wishes(project))
    except (BadInput, Conflict) as refused:
        refusal = str(refused)
    page = render_template(
        "projects/live.html", tool=RACI, project=project, refusal=refusal, **RACI.read_across(project)
    )
    trial.rollback()
    return {"live": page}


def _wishes(project: Project) -> list[raci.Wish]:
    """The cells of the grid as this request sends them."""
    known = {column.key: column for column in raci.columns_of(session(), project)}
    typed = request.form
    columns: list[raci.Column | None] = []
    while (key := typed.get(f"column-{len(columns)}")) is not None:
        columns.append(known.get(key))
    wishes, row = [], 0
    while (name := typed.get(f"deliverable-{row}")) is not None:
        for at, column in enumerate(columns):
            wanted = typed.get(f"cell-{row}-{at}", "")
            if column is not None and name.strip() and wanted in raci.LETTERS:
                shown = typed.get(f"was-{row}-{at}", "")
                wishes.append(raci.Wish(" ".join(name.split()), column, shown, wanted))
        row += 1
    return wishes
