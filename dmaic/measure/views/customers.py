"""Customers by value: the split into A, B and C, its picture, and what it is made of."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from dmaic import audit
from dmaic.charts.drawing import Drawing
from dmaic.charts.pareto import Bar, pareto_chart
from dmaic.charts.text import thousands
from dmaic.errors import BadInput, Conflict
from dmaic.measure.forms_pareto import SplitForm
from dmaic.measure.service import customers
from dmaic.measure.service.customers import OWN, PASTED, TICKETS, CustomerSplit, Values
from dmaic.measure.service.fields import Field
from dmaic.measure.service.plain import check_shares
from dmaic.measure.service.pseudonyms import Pseudonyms
from dmaic.measure.service.sources import sources_of
from dmaic.measure.service.splitting import called, split_measures, values_asked
from dmaic.measure.service.upkeep import is_large
from dmaic.measure.views.blueprint import measure
from dmaic.measure.views.imports import may_import
from dmaic.measure.views.service import in_background, secret
from dmaic.people.guard import current_person
from dmaic.projects.permissions import Act
from dmaic.projects.project import Project, open_project
from dmaic.web.transaction import session

Answer = str | Response | tuple[str, int]


@measure.get("/projects/<int:project_id>/measure/customers")
def customer_split(project_id: int) -> Answer:
    project = open_project(session(), project_id, current_person(), Act.VIEW)
    split = customers.split_of(session(), project.id)
    return _page(project, split, _form(project, SplitForm(None, data=_shown(split))))


@measure.post("/projects/<int:project_id>/measure/customers")
def split_customers(project_id: int) -> Answer:
    """Work out the classes anew and keep them."""
    project = open_project(session(), project_id, current_person(), Act.IMPORT)
    form = _form(project, SplitForm.of_request())
    if not form.validate():
        return _page(project, customers.split_of(session(), project.id), form), 422
    try:
        return _split(project, form)
    except Conflict as refusal:
        session().rollback()
        return _again(project_id, form, str(refusal)), 409
    except BadInput as refusal:
        session().rollback()
        field = form.table if form.value.data == PASTED else form.value
        field.errors = [*field.errors, str(refusal)]
        return _again(project_id, form, ""), 422


def _split(project: Project, form: SplitForm) -> Response:
    """Keep the classes and what they say: now, or in the background where a source of theirs is large."""
    large = any(is_large(session(), one) for one in sources_of(session(), project) if customers.can_be_split(one))
    asked = _asked(form)
    if "source_id" in asked and large:
        check_shares(asked["a_share"], asked["b_share"])
        return in_background(project, "service-split", asked)
    values = values_asked(session(), project, asked) if "source_id" in asked else _pasted(form)
    split = customers.keep_classes(
        session(),
        project,
        customers.classes_of(values, a_share=asked["a_share"], b_share=asked["b_share"]),
        by=current_person(),
        version=asked["version"],
        value=called(asked),
        source_id=asked.get("source_id"),
    )
    if large:
        return in_background(project, "service-split", {})
    unknown = split_measures(session(), project, split)
    flash(f"{thousands(split.customers)} customers are split. Measures and Paretos can be split by it.", "ok")
    for said in customers.split_remarks(split, unknown):
        flash(said, "warn")
    return redirect(url_for("measure.customer_split", project_id=project.id), code=303)


def _asked(form: SplitForm) -> dict[str, Any]:
    """What the form asks for, as plain values."""
    shares = {"a_share": (form.a_share.data or 0.0) / 100, "b_share": (form.b_share.data or 0.0) / 100}
    common = {"version": form.version.data, **shares}
    if form.value.data == PASTED:
        return {**common, "value": PASTED, "repeated": False}
    key, _, value = (form.value.data or "").partition("-")
    own = value != TICKETS and form.repeated.data == "same"
    return {**common, "value": value, "repeated": own, "source_id": int(key)}


def _pasted(form: SplitForm) -> Values:
    return customers.values_of_text(form.table.data or "", Pseudonyms(secret()))


def _again(project_id: int, form: SplitForm, trouble: str) -> str:
    project = open_project(session(), project_id, current_person(), Act.IMPORT)
    return _page(project, customers.split_of(session(), project.id), form, trouble)


def _form(project: Project, form: SplitForm) -> SplitForm:
    form.value.choices = [(PASTED, "A table pasted below")]
    for source in sources_of(session(), project):
        if customers.can_be_split(source):
            offered = customers.values_offered(source)
            form.value.choices += [(f"{source.id}-{name}", f"{source.name}: {label}") for name, label in offered]
    return form


def _shown(split: CustomerSplit | None) -> dict[str, Any]:
    """What the form starts with."""
    if split is None:
        return {"a_share": 100 * customers.A_SHARE, "b_share": 100 * customers.B_SHARE}
    value = PASTED if split.source_id is None else f"{split.source_id}-{split.value.removesuffix(OWN)}"
    shares = {"a_share": round(100 * split.a_share, 6), "b_share": round(100 * split.b_share, 6)}
    return {"version": split.version, "value": value, "repeated": "same" if split.is_own else "sum", **shares}


def _page(project: Project, split: CustomerSplit | None, form: SplitForm, trouble: str = "") -> str:
    sources = sources_of(session(), project)
    return render_template(
        "measure/pareto_customers.html",
        project=project,
        split=split,
        picture=_picture(project, split) if split else None,
        form=form,
        trouble=trouble,
        named=[one.name for one in sources if Field.CUSTOMER in one.mapping.fields and not customers.can_be_split(one)],
        own=[one.name for one in sources if Field.SEGMENT in one.mapping.fields],
        split_sources=[one for one in sources if split is not None and customers.has_classes(session(), one)],
        may_import=may_import(project),
        entries=audit.entries_of(session(), chain=project.id, kind="customer_splits", limit=20),
    )


def _picture(project: Project, split: CustomerSplit) -> Drawing:
    """The value of each class, with how many customers carry it."""
    first = split.classes[0]
    return pareto_chart(
        [Bar(one["name"], one["value"], cases=one["customers"]) for one in split.classes if one["customers"]],
        title="Value by class of customer",
        name="Tickets" if split.value == TICKETS else "Value",
        unit="" if split.value == TICKETS else project.currency,
        line=None,
        vital=["A"],
        summary=f"A: {thousands(first['customers'])} of {thousands(split.customers)} customers ({first['customer_share']:.0%}) carry "
        f"{first['value_share']:.0%} of the value.",
    )
