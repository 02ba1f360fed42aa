"""The pages that every row tool shares: list, add, edit, remove, bring back, reorder, CSV in and out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import partial, update_wrapper
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response
from wtforms import StringField

from dmaic import audit
from dmaic.charts.drawing import Drawing
from dmaic.errors import BadInput, RuleBroken
from dmaic.people.guard import current_person
from dmaic.projects import rows
from dmaic.projects.permissions import Act
from dmaic.projects.project import Project, can, open_project
from dmaic.projects.row_tables import table_of, typed_lines
from dmaic.projects.rows import Row
from dmaic.web.conflict import Attempt, attempt, shown
from dmaic.web.downloads import csv_download
from dmaic.web.forms import ChoiceField, EditForm
from dmaic.web.rooms import Page
from dmaic.web.transaction import session

Answer = str | Response | tuple[str, int]
Choices = Mapping[str, list[tuple[Any, str]]]


@dataclass(frozen=True, slots=True)
class RowTool:
    """One row tool: everything in which it differs from the others.

    ``columns`` are the form fields shown in the list. ``computed`` adds columns read from a row. ``choices`` fills
    select fields from the project, ``suggests`` offers words for text fields, ``units`` names the unit of a number
    beside its label. ``check`` refuses values with a sentence; it finds the key of the row being changed under ``id``
    (None for a new one). ``prepare`` turns what was typed into columns. ``remarks`` are sentences about the list as a
    whole ("Step 3 has no customer"). ``picture`` draws the list, ``more_pictures`` draws it in other ways. ``about`` is
    the help beside the list, ``facts`` what the list is read with (label and value). Remarks, facts and pictures follow
    the form while it is typed. ``saved`` runs after a row is written, in the same transaction; its sentence is shown
    ("The metric now has these limits"). ``history`` names further tables whose changes belong into the tool's history.
    A tool whose list page has more on it names its ``template`` (which extends the common one and fills its blocks) and
    gives it ``more``.
    """

    name: str
    title: str
    question: str
    row: type[Row]
    form: type[EditForm]
    columns: tuple[str, ...]
    one: str = "row"
    about: Mapping[str, str] = field(default_factory=dict)
    computed: tuple[tuple[str, Callable[[Any], Any]], ...] = ()
    choices: Callable[[Session, Project], Choices] | None = None
    units: Callable[[Session, Project], Mapping[str, str]] | None = None
    suggests: Callable[[Session, Project], Mapping[str, list[str]]] | None = None
    check: Callable[[Session, Project, dict[str, Any]], None] | None = None
    prepare: Callable[[Session, Project, dict[str, Any]], dict[str, Any]] | None = None
    remarks: Callable[[Session, Project], Iterable[str]] | None = None
    picture: Callable[[Session, Project], Drawing | None] | None = None
    more_pictures: Callable[[Session, Project], Iterable[Drawing]] | None = None
    facts: Callable[[Session, Project], Iterable[tuple[str, str]]] | None = None
    saved: Callable[[Session, Project, Any], str] | None = None
    template: str = "projects/rows.html"
    more: Callable[[Session, Project], Mapping[str, Any]] | None = None
    history: tuple[str, ...] = ()
    act: Act = Act.EDIT

    def form_for(self, project: Project, **given: Any) -> Any:
        """The tool's form with its choices filled in."""
        form = self.form.of_request(**given) if not given.pop("blank", False) else self.form(None, **given)
        return self._with_choices(form, project)

    def form_of(self, project: Project, data: Mapping[str, str]) -> Any:
        """The tool's form filled from one line of a file."""
        return self._with_choices(self.form(MultiDict(data)), project)

    def _with_choices(self, form: Any, project: Project) -> Any:
        for name, options in (self.choices(session(), project) if self.choices else {}).items():
            blank = [choice for choice in form[name].choices or [] if choice[0] == ""]
            form[name].choices = [*blank, *options]
        for name, unit in (self.units(session(), project) if self.units else {}).items():
            form[name].in_unit(unit)
        for name in self.suggests(session(), project) if self.suggests else ():
            form[name].render_kw = {**(form[name].render_kw or {}), "list": f"{name}-words"}
        return form

    @property
    def is_live(self) -> bool:
        """Whether something on the page is worked out from the rows, so that it can follow the form."""
        return self.picture is not None or self.facts is not None or self.remarks is not None

    def prepared(self, project: Project, values: dict[str, Any]) -> dict[str, Any]:
        """What was typed as columns of the row."""
        return self.prepare(session(), project, values) if self.prepare else values

    def read_across(self, project: Project) -> dict[str, Any]:
        """What is worked out from all rows together, for the template."""
        return {
            "remarks": list(self.remarks(session(), project)) if self.remarks else [],
            "about_list": list(self.facts(session(), project)) if self.facts else [],
            "picture": self.picture(session(), project) if self.picture else None,
            "more_pictures": list(self.more_pictures(session(), project)) if self.more_pictures else [],
            "words": self.suggests(session(), project) if self.suggests else {},
        }

    def page(self, room: str) -> Page:
        return Page(f"{room}.{self.name}", self.title, self.question)


def add_row_tools(blueprint: Blueprint, tools: Iterable[RowTool]) -> None:
    """Give each tool its addresses under the room: ``/projects/7/<room>/<tool>`` and below."""
    for tool in tools:
        base = f"/projects/<int:project_id>/{blueprint.name}/{tool.name.replace('_', '-')}"
        endpoints: tuple[tuple[str, str, Callable[..., Any], list[str]], ...] = (
            ("", "", _list, ["GET"]),
            ("_add", "/add", _add, ["POST"]),
            ("_csv", ".csv", _export, ["GET"]),
            ("_import", "/import", _import, ["POST"]),
            ("_trial", "/trial", _trial, ["POST"]),
            ("_edit", "/<int:row_id>", _edit, ["GET", "POST"]),
            ("_remove", "/<int:row_id>/remove", _remove, ["POST"]),
            ("_restore", "/<int:row_id>/restore", _restore, ["POST"]),
            ("_move", "/<int:row_id>/move", _move, ["POST"]),
        )
        for suffix, path, view, methods in endpoints:
            blueprint.add_url_rule(
                base + path,
                f"{tool.name}{suffix}",
                update_wrapper(partial(view, blueprint.name, tool), view),
                methods=methods,
            )


def _open(tool: RowTool, project_id: int, *, write: bool = False) -> Project:
    return open_project(session(), project_id, current_person(), tool.act if write else Act.VIEW)


def _list(room: str, tool: RowTool, project_id: int) -> Answer:
    """The list with an empty form; the address may begin the new row (``?driver=Speed``)."""
    project = _open(tool, project_id)
    form = tool.form_for(project, blank=True)
    for one in form:
        if one.name in request.args and isinstance(one, ChoiceField | StringField):
            one.process(MultiDict({one.name: request.args[one.name]}))
    return listed(room, tool, project, form)


def listed(room: str, tool: RowTool, project: Project, form: Any, problems: Iterable[str] = (), **further: Any) -> str:
    """The tool's list page; ``further`` is what a page of its own adds."""
    found = rows.rows_of(session(), project, tool.row)
    lines = [(row, cells(tool, form, row)) for row in found]
    return render_template(
        tool.template,
        room=room,
        tool=tool,
        project=project,
        form=form,
        problems=list(problems),
        lines=lines,
        unlisted=[(row, more) for row, told in lines if (more := unlisted(form, row, told))],
        headings=headings(tool, form),
        removed=[(row, cells(tool, form, row)) for row in rows.rows_of(session(), project, tool.row, removed=True)],
        **tool.read_across(project),
        may_edit=(project.is_open or tool.act.goes_on_after_closing) and can(project, current_person(), tool.act),
        entries=audit.entries_of(session(), chain=project.id, kinds=(tool.row.__tablename__, *tool.history), limit=20),
        **(tool.more(session(), project) if tool.more else {}),
        **further,
    )


def headings(tool: RowTool, form: Any) -> list[str]:
    """The column heads of the list."""
    return [str(form[name].label.text) for name in tool.columns] + [label for label, _ in tool.computed]


def cells(tool: RowTool, form: Any, row: Row) -> list[str]:
    """One row as text, in the order of the heads."""
    return [shown(form[name], getattr(row, name)) for name in tool.columns] + [
        shown(form, read(row)) for _, read in tool.computed
    ]


def unlisted(form: Any, row: Row, told: Iterable[str]) -> list[tuple[str, str]]:
    """What a row holds beside its cells in the list, by label: on paper nothing is left out."""
    said = " ".join(told)
    own = [(str(one.label.text), shown(one, getattr(row, one.name))) for one in form if one.name != "version"]
    return [(label, text) for label, text in own if text != "–" and text not in said]


def _add(room: str, tool: RowTool, project_id: int) -> Answer:
    project = _open(tool, project_id, write=True)
    form = tool.form_for(project)
    if form.validate() and _accepted(tool, project, form):
        row = rows.add_row(session(), project, tool.row, tool.prepared(project, form.values()))
        flash(f"Added to {tool.title.lower()}.", "ok")
        _after(tool, project, row, form)
        return redirect(url_for(f"{room}.{tool.name}", project_id=project.id), code=303)
    return listed(room, tool, project, form), 422


def _after(tool: RowTool, project: Project, row: Row, form: Any = None) -> None:
    """What follows from a written row, and the sentences that say so: how figures were read, what else was written."""
    sentence = tool.saved(session(), project, row) if tool.saved else ""
    for said in (*(form.read_as() if form is not None else ()), sentence):
        if said:
            flash(said, "info")


def _accepted(tool: RowTool, project: Project, form: Any, row: Row | None = None) -> bool:
    """Run the tool's own check; its sentence lands at the field it names, else at the first."""
    if tool.check is None:
        return True
    try:
        tool.check(session(), project, {**form.values(), "id": row.id if row else None})
    except (BadInput, RuleBroken) as refusal:
        named = refusal.field if isinstance(refusal, BadInput) else ""
        at = form[named if named in form else tool.columns[0]]
        at.errors = [*at.errors, str(refusal)]
        return False
    return True


def _edit(room: str, tool: RowTool, project_id: int, row_id: int) -> Answer:
    project = _open(tool, project_id, write=request.method == "POST")
    row = rows.open_row(session(), project, tool.row, row_id)
    form = tool.form_for(project, obj=row)
    saving = Attempt()
    if request.method == "POST":
        saving = attempt(
            form,
            row,
            lambda: rows.change_row(
                session(), row, version=form.version.data, values=tool.prepared(project, form.values())
            ),
            holds=lambda: _accepted(tool, project, form, row),
        )
        if saving.is_kept:
            flash("Saved.", "ok")
            _after(tool, project, row, form)
            return redirect(url_for(f"{room}.{tool.name}", project_id=project.id), code=303)
    page = render_template(
        "projects/row.html",
        room=room,
        tool=tool,
        project=project,
        row=row,
        form=form,
        conflict=saving.conflict,
        **tool.read_across(project),
        may_edit=(project.is_open or tool.act.goes_on_after_closing) and can(project, current_person(), tool.act),
        entries=audit.entries_of(session(), chain=project.id, kind=tool.row.__tablename__, object_id=row.id),
    )
    return page, saving.status


def _trial(_room: str, tool: RowTool, project_id: int) -> dict[str, str]:
    """Remarks, facts and picture as they would be if the form were saved; nothing is.

    What is half typed is left out. The row is written inside a savepoint that is always rolled back.
    """
    project = _open(tool, project_id, write=True)
    row_id = request.args.get("row", type=int)
    row = rows.open_row(session(), project, tool.row, row_id) if row_id else None
    form = tool.form_for(project, obj=row) if row else tool.form_for(project)
    trial = session().begin_nested()
    refusal = _tried(tool, project, form, row)
    page = render_template(
        "projects/live.html", tool=tool, project=project, refusal=refusal, **tool.read_across(project)
    )
    trial.rollback()
    return {"live": page}


def _tried(tool: RowTool, project: Project, form: Any, row: Row | None) -> str:
    """Write what is valid so far; the sentence of a check that refuses it, else nothing."""
    form.validate()
    values = {name: value for name, value in form.values().items() if not form[name].errors}
    if row is None and any(one.flags.required and one.errors for one in form):
        return ""
    try:
        if tool.check is not None and not form.errors:
            tool.check(session(), project, {**values, "id": row.id if row else None})
        values = tool.prepared(project, values)
    except (BadInput, RuleBroken) as refused:
        return str(refused)
    if row is None:
        rows.add_row(session(), project, tool.row, values)
    else:
        rows.change_row(session(), row, version=row.version, values=values)
    return ""


def _remove(room: str, tool: RowTool, project_id: int, row_id: int) -> Answer:
    project = _open(tool, project_id, write=True)
    rows.remove_row(
        session(), rows.open_row(session(), project, tool.row, row_id), reason=request.form.get("reason", "")
    )
    flash("Removed. It can be brought back below the list.", "ok")
    return redirect(url_for(f"{room}.{tool.name}", project_id=project.id), code=303)


def _restore(room: str, tool: RowTool, project_id: int, row_id: int) -> Answer:
    project = _open(tool, project_id, write=True)
    rows.restore_row(session(), rows.open_row(session(), project, tool.row, row_id))
    return redirect(url_for(f"{room}.{tool.name}", project_id=project.id), code=303)


def _move(room: str, tool: RowTool, project_id: int, row_id: int) -> Answer:
    project = _open(tool, project_id, write=True)
    row = rows.open_row(session(), project, tool.row, row_id)
    rows.move_row(session(), project, row, up=request.form.get("to") == "up")
    return redirect(url_for(f"{room}.{tool.name}", project_id=project.id) + f"#row-{row.id}", code=303)


def _export(room: str, tool: RowTool, project_id: int) -> Response:
    project = _open(tool, project_id)
    table = table_of(tool.form_for(project, blank=True), rows.rows_of(session(), project, tool.row))
    return csv_download(table, f"{project.code}-{room}-{tool.name}.csv")


def _import(room: str, tool: RowTool, project_id: int) -> Answer:
    project = _open(tool, project_id, write=True)
    blank = tool.form_for(project, blank=True)
    text = request.form.get("text", "")
    upload = request.files.get("file")
    if upload is not None and upload.filename:
        text = upload.read(2_000_000).decode("utf-8-sig", errors="replace")
    trial = session().begin_nested()
    added, problems = _add_lines(tool, project, blank, text)
    if problems:
        trial.rollback()
        return listed(room, tool, project, blank, problems), 422
    trial.commit()
    for row in added:
        _after(tool, project, row)
    flash(f"{len(added)} {'row' if len(added) == 1 else 'rows'} added.", "ok")
    return redirect(url_for(f"{room}.{tool.name}", project_id=project.id), code=303)


def _add_lines(tool: RowTool, project: Project, blank: Any, text: str) -> tuple[list[Any], list[str]]:
    """Add all rows of a pasted or uploaded table, and say every problem in it.

    A line is checked against those above it too; the caller takes all back where there is a problem.
    """
    lines, problems = typed_lines(blank, text)
    if problems:
        return [], problems
    added: list[Any] = []
    for at, typed in lines:
        form = tool.form_of(project, typed)
        if form.validate() and _accepted(tool, project, form):
            added.append(rows.add_row(session(), project, tool.row, tool.prepared(project, form.values())))
        for name, errors in form.errors.items():
            problems.extend(f"Row {at}, {form[name].label.text}: {error}" for error in errors)
    if not problems and not added:
        problems.append("There is no row below the column names.")
    return added, problems
