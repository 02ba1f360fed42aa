"""From a file to a chart through the pages, with the steps counted; and every file that is refused on the way."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from dmaic.define.metrics import metrics_of
from dmaic.measure import datasets
from dmaic.measure.service import inbox
from dmaic.measure.service.sources import sources_of
from dmaic.people.accounts import Person
from dmaic.projects.project import Project
from tests.conftest import StrictClient
from tests.factories import make_project
from tests.measure.service_exports import export_of
from tests.measure.service_pages import base, fields_of, send, source_of, take_in


def test_from_a_raw_export_to_a_chart_in_three_steps(session: Session, browser: StrictClient, project: Project) -> None:
    steps = 0
    assert "Bring in the first export" in browser.get(base(project)).text
    sent = send(browser, f"{base(project)}/upload", export_of(40))
    steps += 1
    look = browser.get(sent.location)
    assert "Any ticket list" in look.text
    assert "Take in 160 rows" in look.text
    taken = browser.post(sent.location, data={**fields_of(look.text), "act": "import"})
    steps += 1
    page = browser.get(taken.location)
    assert "160 new, 0 changed, 0 the same" in page.text
    assert "median 2 h" in page.text
    adopted = browser.post(f"{taken.location}/adopt", data={"measure": "sla_customer", "sla_customer-targets": "24"})
    steps += 1
    chart = browser.get(adopted.location)
    assert adopted.location.endswith("/chart")
    assert "Customer SLA missed (24 h)" in chart.text
    assert steps == 3
    (metric,) = metrics_of(session, project)
    assert datasets.count_of(session, metric) == 39
    after = browser.get(taken.location)
    assert "Adopted measures" in after.text
    assert "Customer SLA missed (24 h)" in browser.get(base(project)).text


@pytest.mark.parametrize(
    ("name", "measure", "figures"),
    [
        pytest.param("helpdesk_cases", "resolution_time", {}, marks=pytest.mark.slow),
        pytest.param("helpdesk_events", "sla_customer", {"sla_customer-targets": "720"}, marks=pytest.mark.slow),
        ("nyc311_requests", "sla_customer", {"sla_customer-targets": "72"}),
    ],
)
def test_the_real_files_go_from_file_to_chart_in_three_steps(
    browser: StrictClient, project: Project, shared: Path, *, name: str, measure: str, figures: dict[str, str]
) -> None:
    sent = send(browser, f"{base(project)}/upload", (shared / "data" / f"{name}.csv").read_bytes(), f"{name}.csv")
    taken = take_in(browser, sent)
    assert browser.get(taken.location).status_code == 200
    adopted = browser.post(f"{taken.location}/adopt", data={"measure": measure, **figures})
    assert adopted.location.endswith("/chart")
    chart = browser.get(adopted.location)
    assert "<svg" in chart.text
    assert browser.get(adopted.location.replace("/chart", "/baseline")).status_code == 200


def test_next_months_file_is_taken_in_at_once_and_extends_the_chart(
    session: Session, browser: StrictClient, project: Project
) -> None:
    taken = take_in(browser, send(browser, f"{base(project)}/upload", export_of(40)))
    browser.post(f"{taken.location}/adopt", data={"measure": ["sla_customer", "volume"], "sla_customer-targets": "24"})
    answer = send(browser, f"{taken.location}/upload", export_of(61, first=30), "feb.csv")
    assert answer.location == taken.location
    page = browser.get(answer.location)
    assert "feb.csv: 84 new, 1 changed, 39 the same. 42 readings were added to the adopted measures." in page.text
    counts = [datasets.count_of(session, one) for one in metrics_of(session, project)]
    assert counts == [60, 60]
    # the same file again
    again = send(browser, f"{taken.location}/upload", export_of(61, first=30), "feb.csv")
    assert "This very file was brought in" in browser.get(again.location).text


def test_a_file_with_other_columns_is_looked_at_first(browser: StrictClient, project: Project) -> None:
    taken = take_in(browser, send(browser, f"{base(project)}/upload", export_of(10)))
    other = "Ticket ID,Created,Resolved,Mood\n1,2026-03-01 10:00,2026-03-02 10:00,blue\n"
    answer = send(browser, f"{taken.location}/upload", other)
    assert "/uploads/" in answer.location
    page = browser.get(answer.location)
    assert "Into export" in page.text
    assert "Mood" in page.text
    done = browser.post(answer.location, data={**fields_of(page.text), "act": "import"})
    assert "1 new, 0 changed, 0 the same" in browser.get(done.location).text


def test_columns_can_be_mapped_otherwise_and_another_system_chosen(
    session: Session, browser: StrictClient, project: Project
) -> None:
    text = "Nummer,Wann,Ende\n1,05.01.2026 10:00,06.01.2026 10:00\n2,13.01.2026 10:00,\n"
    sent = send(browser, f"{base(project)}/upload", text)
    page = browser.get(sent.location)
    assert "Say which column is “Number of the ticket”" in page.text
    given = {**fields_of(page.text), "field": ["key", "created", "resolved"], "zone": "Europe/Berlin", "act": "look"}
    looked = browser.post(sent.location, data=given)
    page = browser.get(looked.location)
    assert "Take in 2 rows" in page.text
    other = browser.post(sent.location, data={**fields_of(page.text), "preset": "calls", "act": "look"})
    calls = fields_of(browser.get(other.location).text)
    assert calls["preset"] == "calls"
    back = browser.post(sent.location, data={**calls, "preset": "tickets", "act": "look"})
    browser.post(back.location, data=given)
    done = browser.post(sent.location, data={**given, "act": "import", "name": "Berlin", "hours": "Mon-Fri 9-17"})
    assert done.status_code == 303, done.text
    source = source_of(session, project)
    assert (source.name, source.mapping.zone, source.hours) == ("Berlin", "Europe/Berlin", "Mon-Fri 9-17")


def test_an_export_can_be_pasted_or_forgotten(session: Session, browser: StrictClient, project: Project) -> None:
    sent = browser.post(f"{base(project)}/upload", data={"text": "Ticket ID\tCreated\n1\t2026-01-05\n"})
    assert "Take in 1 row" in browser.get(sent.location).text
    gone = browser.post(sent.location, data={"act": "forget"})
    assert gone.location == base(project)
    assert browser.get(sent.location).status_code == 404
    assert sources_of(session, project) == []


@pytest.mark.parametrize(
    ("content", "sentence"), [(b"%PDF-1.4", "PDF"), (b"", "Choose the export"), (b"a,b\n", "no rows")]
)
def test_what_is_no_export_is_refused(browser: StrictClient, project: Project, content: bytes, sentence: str) -> None:
    answer = send(browser, f"{base(project)}/upload", content, "x.csv" if content else "")
    assert answer.location == base(project)
    assert sentence in browser.get(answer.location).text
    script = send(
        browser,
        f"{base(project)}/upload",
        content,
        "x.csv" if content else "",
        headers={"Accept": "application/json"},
    )
    assert script.status_code == 422
    assert sentence in script.json["message"]


def test_what_can_not_be_read_is_said_on_the_page(browser: StrictClient, project: Project) -> None:
    sent = send(browser, f"{base(project)}/upload", "Ticket ID,Created\n1,2026-01-05\n2,soon\n")
    page = browser.get(sent.location)
    assert "soon" in page.text
    assert "1 rows without a readable date left out" in page.text
    bad = browser.post(sent.location, data={**fields_of(page.text), "zone": "Mars", "act": "import"})
    assert (bad.status_code, "Mars" in bad.text) == (422, True)
    hours = browser.post(sent.location, data={**fields_of(page.text), "hours": "whenever", "act": "import"})
    assert (hours.status_code, "whenever" in hours.text) == (422, True)
    few = browser.post(sent.location, data={**fields_of(page.text), "field": ["key"], "act": "look"})
    assert few.status_code == 422
    none = browser.post(sent.location, data={**fields_of(page.text), "zone": "", "act": "look"})
    assert none.status_code == 422


def test_a_large_export_is_read_in_the_background(
    app: Flask, session: Session, browser: StrictClient, project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(inbox, "IN_REQUEST_BYTES", 100)
    sent = send(browser, f"{base(project)}/upload", export_of(40))
    page = browser.get(sent.location)
    given = {**fields_of(page.text), "act": "import", "hours": "Mon-Fri 9-17"}
    script = browser.post(sent.location, data=given, headers={"Accept": "application/json"})
    assert "/jobs/" in script.json["status_url"]
    app.extensions["dmaic.worker"].wait()
    status = browser.get(script.json["status_url"], headers={"Accept": "application/json"}).json
    assert (status["state"], status["message"]) == ("done", "export.csv: 160 new, 0 changed, 0 the same")
    assert "Adopt its measures" in browser.get(script.json["status_url"]).text
    assert browser.get(status["next"]).status_code == 200
    source = source_of(session, project)
    assert (source.hours, source.reopening.value) == ("Mon-Fri 9-17", "until the last resolution")
    # the same file again: refused in the background, and said
    again = send(browser, f"{base(project)}/sources/{source.id}/upload", export_of(40))
    app.extensions["dmaic.worker"].wait()
    page = browser.get(again.location)
    assert "This very file was brought in" in page.text


def test_the_time_zone_is_asked_beside_take_in_and_remembered(
    session: Session, browser: StrictClient, project: Project, lead: Person
) -> None:
    sent = send(browser, f"{base(project)}/upload", export_of(40))
    look = browser.get(sent.location).text
    assert look.index('name="zone"') < look.index('value="import"') < look.index('name="field"')
    assert look.count('name="zone"') == 1
    assert "data-guess-zone><" in look
    taken = browser.post(sent.location, data={**fields_of(look), "act": "import", "zone": "Europe/Lisbon"})
    assert source_of(session, project).mapping.zone == "Europe/Lisbon"
    assert taken.status_code == 303
    # the same person's next project begins with it, and nothing is guessed over it
    other = make_project(session, lead=lead)
    session.commit()
    again = send(browser, f"{base(other)}/upload", export_of(40))
    page = browser.get(again.location).text
    assert 'value="Europe/Lisbon"' in page
    assert "data-guess-zone" not in page
