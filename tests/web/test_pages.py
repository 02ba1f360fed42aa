"""Does the history speak in words?"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from dmaic.projects.permissions import Role
from tests.factories import make_member, make_person, make_project
from tests.factories_define import make_metric

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from tests.conftest import StrictClient


def test_the_history_names_the_person_a_reference_points_at(session: Session, client: StrictClient) -> None:
    lead = make_person(session, "Lena Lead")
    project = make_project(session, lead)
    owner = make_member(session, project, Role.PROCESS_OWNER, "Olga Owner")
    make_metric(session, project, owner_id=owner.id)
    session.commit()
    page = client.sign_in(lead).get(f"/projects/{project.id}/history").text
    assert re.search(r"<dt>owner</dt><dd>(?:(?!</dd>).)*<ins>Olga Owner</ins>", page, re.DOTALL)
