"""Does help sit beside every field: what is meant, an example, the usual pitfall?"""

from __future__ import annotations

from typing import Any

import pytest

from dmaic.analyze.views import TOOLS as ANALYZE
from dmaic.control.forms_monitor import CloseForm, EntryForm
from dmaic.control.views import TOOLS as CONTROL
from dmaic.improve.views import TOOLS as IMPROVE
from dmaic.projects.forms import FactsForm, MemberForm, NewProjectForm
from tests.factories import make_project

FORMS = [tool.form for tool in (*ANALYZE, *IMPROVE, *CONTROL)]


@pytest.mark.parametrize("kind", [*FORMS, EntryForm, CloseForm, FactsForm, NewProjectForm, MemberForm])
def test_every_field_says_what_is_meant_with_an_example_and_a_pitfall(kind: Any) -> None:
    names = {field.name for field in kind()} - {"version"}
    assert set(kind.help) == names
    lacking = {
        name: [part for part in ("what", "example", "pitfall") if not kind.help[name].get(part)] for name in names
    }
    assert not {name: parts for name, parts in lacking.items() if parts and name != "note"}


def test_help_stands_on_the_pages(client, session):
    project = make_project(session)
    session.commit()
    client.sign_in(project.members[0].person)
    for address, words in {
        "/projects/new": "Naming the solution",
        f"/projects/{project.id}/facts": "Changing it half way",
        f"/projects/{project.id}/team": "A shared account",
        f"/projects/{project.id}/improve/actions": "As soon as possible",
        f"/projects/{project.id}/control/control-plan": "then it stops in the first holiday",
    }.items():
        assert words in client.get(address).text, address
