"""Help stands in place on every tool of Measure, with a worked example; what is written keeps a draft."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy.orm import Session

from dmaic.measure.forms_tools import MapForm
from dmaic.measure.views import pareto, process_tools, tools
from dmaic.projects.permissions import Role
from dmaic.projects.project import Project
from dmaic.projects.row_views import RowTool
from tests.factories_charts import bring_in, calm, make_metric

TOOLS: tuple[RowTool, ...] = (*tools.TOOLS, *process_tools.TOOLS, pareto.COUNTS)


@pytest.mark.parametrize("tool", TOOLS, ids=[one.name for one in TOOLS])
def test_every_field_of_every_row_tool_has_its_help_and_every_tool_an_example(tool: RowTool) -> None:
    form = tool.form()
    assert {one.name for one in form} - {"version"} == set(form.help), tool.name
    assert tool.about["example"]
    assert tool.about["pitfall"]


def test_the_fields_about_the_map_as_a_whole_have_theirs() -> None:
    form = MapForm()
    assert {one.name for one in form} - {"version"} == set(form.help)


def test_every_page_of_a_metric_shows_an_example(session: Session, client: Any, project: Project) -> None:
    metric = make_metric(session, project)
    bring_in(session, project, metric, value=calm(30))
    session.commit()
    client.sign_in(project.people_as(Role.LEAD)[0])
    base = f"/projects/{project.id}/measure"
    pages = ("chart", "baseline", "checksheet", "data", "gage", f"data/{metric.id}", f"metrics/{metric.id}/checksheet")
    for page in pages:
        assert 'class="help-example"' in client.get(f"{base}/{page}").text, page


def test_every_form_with_words_to_write_keeps_a_draft(session: Session, client: Any, project: Project) -> None:
    metric = make_metric(session, project)
    bring_in(session, project, metric, value=calm(30))
    session.commit()
    client.sign_in(project.people_as(Role.LEAD)[0])
    base = f"/projects/{project.id}/measure"
    kept = {
        f"data/{metric.id}/readings/3": ("count-", "correct-"),
        f"metrics/{metric.id}/checksheet": ("reading-",),
        f"metrics/{metric.id}/chart": ("freeze-",),
        f"metrics/{metric.id}/baseline": ("sign-",),
        "collection": ("collection-add",),
        "process-map/validation": ("map-validation",),
    }
    for page, names in kept.items():
        text = client.get(f"{base}/{page}").text
        for name in names:
            assert f'data-autosave="{name}' in text, (page, name)
