"""From a file to a chart through the pages, with the steps counted; and everything that is refused on the way."""

from __future__ import annotations

import io
import re
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from dmaic.define.metrics import DataType, MetricRole, metrics_of
from dmaic.measure import datasets
from dmaic.measure.service import inbox
from dmaic.measure.service.adopting import adopted_of
from dmaic.measure.service.sources import ServiceSource, files_of, sources_of
from dmaic.measure.service.summary import summary_of
from dmaic.people.accounts import Person
from dmaic.projects.permissions import Role
from dmaic.projects.project import Project
from tests.conftest import StrictClient
from tests.factories import make_member, make_person, make_project
from tests.factories_define import make_metric
from tests.measure.test_service_adopting import export_of


@pytest.fixture
def project(session: Session) -> Project:
    made = make_project(session)
    session.commit()
    return made


@pytest.fixture
def lead(project: Project) -> Person:
    return project.people_as(Role.LEAD)[0]


@pytest.fixture
def browser(client: StrictClient, lead: Person) -> StrictClient:
    return client.sign_in(lead)


def base(project: Project) -> str:
    return f"/projects/{project.id}/measure/service"


def send(
    browser: StrictClient, address: str, content: bytes | str, name: str = "export.csv", **more: Any
) -> TestResponse:
    raw = content if isinstance(content, bytes) else content.encode()
    return browser.post(address, data={"file": (io.BytesIO(raw), name)}, content_type="multipart/form-data", **more)


def fields_of(page: str) -> dict[str, Any]:
    """What a browser would send from the form with the columns, as it stands."""
    form = page[page.index('aria-label="How the export is read"') :]
    sent: dict[str, Any] = {}
    for tag in re.findall(r"<input[^>]*>", form):
        name = re.search(r'name="([^"]+)"', tag)
        value = re.search(r'value="([^"]*)"', tag)
        if name and ('type="checkbox"' not in tag or " checked" in tag):
            sent[name[1]] = value[1] if value else ""
    for name, inside in re.findall(r'<select[^>]*name="([^"]+)"[^>]*>(.*?)</select>', form, re.DOTALL):
        chosen = re.search(r'<option selected value="([^"]*)"|<option value="([^"]*)"[^>]*selected', inside)
        first = re.search(r'value="([^"]*)"', inside)
        value = (chosen[1] or chosen[2]) if chosen else (first[1] if first else "")
        sent.setdefault(name, []).append(value) if name == "field" else sent.update({name: value})
    for name, inside in re.findall(r'<textarea[^>]*name="([^"]+)"[^>]*>(.*?)</textarea>', form, re.DOTALL):
        sent[name] = inside.strip()
    return sent


def take_in(browser: StrictClient, answer: TestResponse, **changes: Any) -> TestResponse:
    """From the answer to an upload to the source's page."""
    page = browser.get(answer.location)
    return browser.post(answer.location, data={**fields_of(page.text), "act": "import", **changes})


def source_of(session: Session, project: Project) -> ServiceSource:
    session.commit()
    session.expire_all()
    return sources_of(session, project)[-1]


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
        browser, f"{base(project)}/upload", content, "x.csv" if content else "", headers={"Accept": "application/json"}
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


def test_a_measure_that_can_not_be_adopted_says_why(browser: StrictClient, project: Project) -> None:
    taken = take_in(browser, send(browser, f"{base(project)}/upload", export_of(20)))
    nothing = browser.post(f"{taken.location}/adopt", data={})
    assert (nothing.status_code, "Tick at least one" in nothing.text) == (422, True)
    figure = browser.post(f"{taken.location}/adopt", data={"measure": "repeated", "repeated-days": "soon"})
    assert "is not a number" in figure.text
    grain = browser.post(f"{taken.location}/adopt", data={"measure": "volume", "volume-grain": "century"})
    assert grain.status_code == 422
    browser.post(f"{taken.location}/adopt", data={"measure": "volume"})
    twice = browser.post(f"{taken.location}/adopt", data={"measure": "volume"})
    assert (twice.status_code, "adopted already" in twice.text) == (409, True)


def test_a_file_is_withdrawn_and_brought_back_with_reasons(
    session: Session, browser: StrictClient, project: Project
) -> None:
    taken = take_in(browser, send(browser, f"{base(project)}/upload", export_of(10)))
    (done,) = files_of(session, source_of(session, project))
    refused = browser.post(f"{taken.location}/files/{done.id}/withdraw", data={})
    assert refused.status_code == 422
    browser.post(f"{taken.location}/files/{done.id}/withdraw", data={"reason": "Wrong desk"})
    page = browser.get(taken.location)
    assert "Withdrawn: Wrong desk" in page.text
    assert "Measures to adopt" not in page.text
    browser.post(f"{taken.location}/files/{done.id}/bring-back", data={"reason": "Right desk"})
    assert "Measures to adopt" in browser.get(taken.location).text
    session.commit()
    assert summary_of(session, source_of(session, project))["tickets"] == 40


def test_a_changed_past_is_shown_and_corrected_with_a_reason(
    session: Session, browser: StrictClient, project: Project
) -> None:
    taken = take_in(browser, send(browser, f"{base(project)}/upload", export_of(40)))
    browser.post(f"{taken.location}/adopt", data={"measure": "sla_customer", "sla_customer-targets": "24"})
    send(browser, f"{taken.location}/upload", export_of(41, changes={41: "2026-01-22 09:00:00"}), "feb.csv")
    page = browser.get(taken.location)
    assert "1 reading would be otherwise today" in page.text
    (adopted,) = adopted_of(session, project)
    address = f"{base(project)}/adopted/{adopted.id}/correct"
    assert browser.post(address, data={}).status_code == 422
    assert browser.post(address, data={"reason": "T-41 was reopened"}).status_code == 303
    assert "would be otherwise" not in browser.get(taken.location).text
    session.commit()
    assert datasets.corrections_of(session, adopted.metric)[0].reason == "T-41 was reopened"


def test_the_clock_is_changed_from_the_version_that_was_seen(
    session: Session, browser: StrictClient, project: Project
) -> None:
    taken = take_in(browser, send(browser, f"{base(project)}/upload", export_of(10)))
    source = source_of(session, project)
    given = {
        "version": source.version,
        "hours": "Mon-Fri 9-17",
        "reopening": source.reopening.value,
        "minus_paused": "y",
    }
    assert browser.post(f"{taken.location}/rules", data=given).status_code == 303
    assert "Business time: Mon-Fri 9:00-17:00" in browser.get(taken.location).text
    stale = browser.post(f"{taken.location}/rules", data=given)
    assert (stale.status_code, "Somebody else saved" in stale.text) == (409, True)
    now = source_of(session, project).version
    wrong = browser.post(f"{taken.location}/rules", data={**given, "version": now, "hours": "whenever"})
    assert (wrong.status_code, "whenever" in wrong.text) == (422, True)
    odd = browser.post(f"{taken.location}/rules", data={**given, "version": now, "same_ticket_days": "soon"})
    assert odd.status_code == 422


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


def test_outsiders_and_viewers_are_kept_out(
    session: Session, client: StrictClient, project: Project, lead: Person
) -> None:
    viewer, outsider = make_member(session, project, Role.VIEWER), make_person(session)
    session.commit()
    client.sign_in(lead)
    taken = take_in(client, send(client, f"{base(project)}/upload", export_of(10)))
    client.sign_in(viewer)
    assert client.get(taken.location).status_code == 200
    assert send(client, f"{base(project)}/upload", export_of(10)).status_code == 403
    assert client.post(f"{taken.location}/adopt", data={"measure": "volume"}).status_code == 403
    client.sign_in(outsider)
    assert client.get(taken.location).status_code in (403, 404)
    assert client.get(base(project)).status_code in (403, 404)


def test_a_problem_becomes_a_project_from_the_page(session: Session, browser: StrictClient, project: Project) -> None:
    taken = take_in(browser, send(browser, f"{base(project)}/upload", export_of(40)))
    assert "Problems: incidents that share a cause" in browser.get(taken.location).text
    started = browser.post(f"{taken.location}/problems", data={"column": "category", "word": "Login"})
    page = browser.get(started.location)
    assert "Kept to category “Login”" in page.text
    assert browser.post(f"{taken.location}/problems", data={}).status_code == 422


def test_plain_words_prices_and_promises_need_nothing_stored(browser: StrictClient, project: Project) -> None:
    address = f"{base(project)}/plain"
    assert "7.3 hours without it" in browser.get(address).text
    asked = browser.get(f"{address}?good=88&customers=20000&problem=12&lost=20&value=150").text
    assert "Price of bad experiences a year" in asked
    assert "72\u202f000" in asked
    promise = browser.get(f"{address}?kept=96&wanted=95&price=20&monitored=y&informed=y").text
    assert promise.count("Met: ") == 4
    assert "Not met" in browser.get(f"{address}?wanted=95").text
    assert "at most 100" in browser.get(f"{address}?good=120").text
    assert browser.get(f"{address}?wanted=nine").status_code == 200


def test_the_page_of_a_source_asks_few_questions_of_the_database(
    browser: StrictClient, project: Project, count_queries: Any
) -> None:
    taken = take_in(browser, send(browser, f"{base(project)}/upload", export_of(40)))
    browser.post(f"{taken.location}/adopt", data={"measure": ["sla_customer", "volume", "resolution_time"]})
    before = count_queries()
    assert browser.get(taken.location).status_code == 200
    assert count_queries() - before < 30


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


def test_the_page_says_which_metric_a_measure_fills(session: Session, browser: StrictClient, project: Project) -> None:
    make_metric(
        session,
        project,
        name="Reopened tickets",
        role=MetricRole.COUNTER,
        data_type=DataType.PROPORTION,
        unit="%",
    )
    session.commit()
    taken = take_in(browser, send(browser, f"{base(project)}/upload", export_of(40)))
    said = "Fills “Reopened tickets” (counter-metric)"
    assert said in browser.get(taken.location).text
    adopted = browser.post(f"{taken.location}/adopt", data={"measure": "reopened"})
    page = browser.get(adopted.location).text
    assert "Reopened tickets (counter-metric) was in the project without a reading" in page
    assert said not in browser.get(taken.location).text


def test_a_tally_does_not_go_into_the_series_of_an_export_unless_somebody_says_so(
    session: Session, browser: StrictClient, project: Project
) -> None:
    taken = take_in(browser, send(browser, f"{base(project)}/upload", export_of(40)))
    browser.post(f"{taken.location}/adopt", data={"measure": "reopened"})
    session.expire_all()
    (adopted,) = adopted_of(session, project)
    sheet = f"/projects/{project.id}/measure/metrics/{adopted.metric_id}/checksheet"
    assert "It belongs into the series of the export all the same" in browser.get(sheet).text
    refused = browser.post(f"{sheet}/open", data={"categories": "Reopened"})
    assert refused.status_code == 422
    assert "Define a metric of its own for it" in refused.text
    agreed = browser.post(f"{sheet}/open", data={"categories": "Reopened", "beside_export": "y"})
    assert agreed.status_code == 303
    closed = browser.post(f"{agreed.location}/close", data={"size": "20"})
    assert closed.status_code == 422
    assert "Define a metric of its own for it" in closed.text
    assert browser.post(f"{agreed.location}/close", data={"size": "20", "beside_export": "y"}).status_code == 303


def test_the_history_of_a_source_speaks_in_words(session: Session, browser: StrictClient, project: Project) -> None:
    taken = take_in(browser, send(browser, f"{base(project)}/upload", export_of(40)))
    browser.post(f"{taken.location}/adopt", data={"measure": "sla_customer", "sla_customer-targets": "24"})
    page = browser.get(taken.location).text
    history = page[page.index('<ol class="history">') :]
    assert "time on hold is taken out" in history
    assert "targets: 24" in history
    assert "fingerprint of the file (SHA-256)" in history
    assert re.search(r"begins with [0-9a-f]{8}<", history)
    assert not re.search(r"[0-9a-f]{64}|minus paused|<dt>only|\{&#34;|\{\"", history)
