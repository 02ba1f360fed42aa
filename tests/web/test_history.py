"""Does the history speak in words?"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from dmaic.audit import AuditEntry, record
from dmaic.control.monitor import SignalCase
from dmaic.define.sipoc import SipocLine
from dmaic.improve.solutions import Action
from dmaic.projects.permissions import Role
from dmaic.projects.rows import add_row, change_row
from dmaic.web.history import readable
from tests.factories import make_member, make_person, make_project
from tests.factories_define import make_metric

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from dmaic.people.accounts import Person
    from dmaic.projects.project import Project
    from tests.conftest import StrictClient


def test_the_history_names_the_person_a_reference_points_at(session: Session, client: StrictClient) -> None:
    lead = make_person(session, "Lena Lead")
    project = make_project(session, lead)
    owner = make_member(session, project, Role.PROCESS_OWNER, "Olga Owner")
    make_metric(session, project, owner_id=owner.id)
    session.commit()
    page = client.sign_in(lead).get(f"/projects/{project.id}/history").text
    assert re.search(r"<dt>owner</dt><dd>(?:(?!</dd>).)*<ins>Olga Owner</ins>", page, re.DOTALL)


def history_of(session: Session, client: StrictClient, lead: Person, project: Project) -> str:
    session.commit()
    page = client.sign_in(lead).get(f"/projects/{project.id}/history").text
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


def test_days_moments_and_figures_are_written_as_everywhere(session: Session, client: StrictClient) -> None:
    lead = make_person(session, "Lena Lead")
    project = make_project(session, lead)
    row = add_row(session, project, Action, {"name": "Roll out", "due_on": date(2026, 3, 4)})
    change_row(session, row, version=row.version, values={"due_on": date(2026, 4, 1)})
    record(
        session,
        project_id=project.id,
        kind="imports",
        object_id=1,
        act="imported",
        label="weights.csv",
        changes={"readings": [None, 12000], "first_at": [None, "2026-03-04T10:05:00.123+00:00"]},
    )
    told = history_of(session, client, lead, project)
    assert "due on 4 Mar 2026 became 1 Apr 2026" in told
    assert "12\u202f000" in told or "12 000" in told
    assert "4 Mar 2026, 10:05 UTC" in told
    assert "2026-03-04" not in told


def test_things_are_called_by_their_name_in_the_singular(session: Session, client: StrictClient) -> None:
    lead = make_person(session, "Lena Lead")
    project = make_project(session, lead)
    add_row(session, project, Action, {"name": "Roll out", "due_on": date(2026, 3, 4)})
    add_row(session, project, SipocLine, {"step": "Decide"})
    record(session, project_id=project.id, kind="imports", object_id=1, act="imported", label="weights.csv")
    told = history_of(session, client, lead, project)
    assert "created action: Roll out" in told
    assert "created SIPOC line" in told
    assert "Lena Lead imported weights.csv" in told or "imported weights.csv" in told
    assert "created actions" not in told


def test_a_signal_is_told_without_the_numbers_of_the_machine(session: Session, client: StrictClient) -> None:
    lead = make_person(session, "Lena Lead")
    project = make_project(session, lead)
    metric = make_metric(session, project)
    case = {"rule": "nelson1", "words": "1 point beyond the lower limit", "first_seq": 40, "seq": 40, "is_better": True}
    session.add(SignalCase(project_id=project.id, metric_id=metric.id, **case))
    session.flush()
    told = history_of(session, client, lead, project)
    assert "created signal case: 1 point beyond the lower limit" in told
    assert "for the better set to yes" in told
    assert "nelson1" not in told
    assert "first seq" not in told


def test_a_long_list_is_cut_and_what_is_only_like_a_day_stays() -> None:
    entry = AuditEntry(
        at=datetime(2026, 3, 4, tzinfo=UTC), who="Lena", kind="x", object_id=1, label="", act="changed", reason="",
        changes={"values": [None, list(range(60))], "code": [None, "2026-13-45"]},
    )  # fmt: skip
    changes = {field: new for field, _, new in readable([entry])[0].changes}
    assert changes["values"].startswith("0, 1, 2, ")
    assert changes["values"].endswith("11 … 60 in all")
    assert changes["code"] == "2026-13-45"


def test_what_a_new_thing_held_folds_away_and_a_change_does_not(session: Session, client: StrictClient) -> None:
    lead = make_person(session, "Lena Lead")
    project = make_project(session, lead)
    metric = make_metric(session, project)
    change = {"name": "Resolution time, median", "limitations": "None", "unit": "d", "source_query": "Query 9"}
    for name, value in change.items():
        setattr(metric, name, value)
    session.commit()
    page = client.sign_in(lead).get(f"/projects/{project.id}/history").text
    created = page[page.index("created metric") :]
    changed = page[page.index("changed metric") : page.index("created metric")]
    assert re.search(r"<summary>\d+ fields</summary>", created)
    assert "<details" not in changed


def test_facts_team_and_signals_tell_their_own_history(session: Session, client: StrictClient) -> None:
    lead = make_person(session, "Lena Lead")
    project = make_project(session, lead)
    make_member(session, project, Role.FINANCE, "Fay Finance")
    metric = make_metric(session, project)
    case = SignalCase(project_id=project.id, metric_id=metric.id, rule="x", words="Beyond", first_seq=4, seq=4)
    session.add(case)
    session.flush()
    project.site = "Lisbon"
    case.cause = "Portal down"
    session.commit()
    client.sign_in(lead)
    for page, told in (
        ("facts", "<ins>Lisbon</ins>"),
        ("team", "Fay Finance"),
        (f"control/signals/{case.id}", "<ins>Portal down</ins>"),
    ):
        text = client.get(f"/projects/{project.id}/{page}").text
        assert told in text[text.index("<summary>History</summary>") :], page


def test_one_function_writes_days_and_no_page_formats_its_own() -> None:
    root = Path(__file__).parents[2] / "dmaic"
    files_and_labels = {  # what goes into files, and what days are sorted and joined by
        "demo/series.py", "measure/checksheet.py", "measure/importing/periods.py", "measure/uploads.py",
        "playbooks/series.py", "portfolio/views_ideas.py",
    }  # fmt: skip
    own = {
        str(path.relative_to(root))
        for path in root.rglob("*.py")
        if re.search(r"\{[^{}\n]*:%[^{}]*%[bdm][^{}]*\}|strftime", path.read_text())
    }
    assert not own - files_and_labels, "days are written by dmaic.charts.text.called, or by the filter date"
