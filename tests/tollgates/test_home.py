"""Does a project's first screen say why a figure is not there?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from dmaic.projects.rollup import Level, keep_sigma, keep_sigma_now
from tests.factories import make_person, make_project

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from tests.conftest import StrictClient


def test_a_sigma_level_withheld_for_signals_is_not_called_unmonitored(session: Session, client: StrictClient) -> None:
    lead = make_person(session)
    project = make_project(session, lead)
    project.sigma_before, project.sigma_now, project.signals = 3.65, None, 4
    session.commit()
    page = client.sign_in(lead).get(f"/projects/{project.id}").text
    assert "Withheld while the chart signals" in page
    assert "Not monitored yet" not in page
    assert "Z.st, from the signed baseline" in page


def test_the_level_is_shown_with_its_interval_and_the_reason_where_it_is_withheld(
    session: Session, client: StrictClient
) -> None:
    lead = make_person(session)
    project = make_project(session, lead)
    keep_sigma(project, Level(3.654, 3.4, 3.91))
    keep_sigma_now(project, Level(3.9, 3.6, 4.2))
    session.commit()
    client.sign_in(lead)
    page = client.get(f"/projects/{project.id}").text
    assert "3.40 to 3.91" in page
    assert "intervals overlap: test the change" in page
    keep_sigma(project, Level(None, why="not stable"))
    keep_sigma_now(project, Level(None, 4.1))
    project.signals, project.signals_better = 1, 1
    session.commit()
    page = client.get(f"/projects/{project.id}").text
    assert "Withheld: not stable" in page
    assert "≥ 4.10" in page
    assert "1 for the better" in page
    table = client.get("/portfolio").text
    assert "not stable" in table
    assert "1 better" in table
