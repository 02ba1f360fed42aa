"""The way through the pages that an export takes, for tests."""

from __future__ import annotations

import io
import re
from typing import Any

from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from dmaic.measure.service.sources import ServiceSource, sources_of
from dmaic.projects.project import Project
from tests.conftest import StrictClient


def base(project: Project) -> str:
    return f"/projects/{project.id}/measure/service"


def send(
    client: StrictClient, address: str, content: bytes | str, name: str = "export.csv", **more: Any
) -> TestResponse:
    raw = content if isinstance(content, bytes) else content.encode()
    return client.post(address, data={"file": (io.BytesIO(raw), name)}, content_type="multipart/form-data", **more)


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


def take_in(client: StrictClient, answer: TestResponse, **changes: Any) -> TestResponse:
    """From the answer to an upload to the source's page."""
    page = client.get(answer.location)
    return client.post(answer.location, data={**fields_of(page.text), "act": "import", **changes})


def source_of(session: Session, project: Project) -> ServiceSource:
    session.commit()
    session.expire_all()
    return sources_of(session, project)[-1]
