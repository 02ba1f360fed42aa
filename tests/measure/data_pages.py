"""A metric whose readings are brought in through the pages, for tests."""

from __future__ import annotations

import io
import re
from typing import Any

from sqlalchemy.orm import Session

from dmaic.define.metrics import DataType, Metric, define_metric
from dmaic.measure import datasets
from dmaic.people.accounts import Person
from dmaic.projects.permissions import Role
from dmaic.projects.project import Project
from tests.conftest import StrictClient
from tests.factories import make_project


class Place:
    """A project with a metric, and somebody signed in who may import."""

    def __init__(self, session: Session, client: StrictClient, kind: DataType = DataType.CONTINUOUS) -> None:
        self.session, self.client = session, client
        self.project: Project = make_project(session)
        self.lead: Person = self.project.people_as(Role.LEAD)[0]
        self.metric: Metric = define_metric(
            session, self.project, {"code": "Y1", "name": "Diameter", "data_type": kind, "unit": "mm"}
        )
        session.commit()
        client.sign_in(self.lead)
        self.home = f"/projects/{self.project.id}/measure/data"
        self.page = f"{self.home}/{self.metric.id}"

    def send(self, content: str | bytes, name: str = "rings.csv") -> str:
        """Upload a file; the address of its preview."""
        raw = content if isinstance(content, bytes) else content.encode()
        answer = self.client.post(f"{self.page}/upload", data={"file": (io.BytesIO(raw), name), "text": ""})
        assert answer.status_code == 303, answer.text
        return answer.location

    def shown(self, address: str) -> dict[str, Any]:
        """The choices of a preview as a browser would send them back."""
        page = self.client.get(address).text
        fields: dict[str, Any] = {}
        for name, body in re.findall(r'<select[^>]*name="([^"]+)"[^>]*>(.*?)</select>', page, re.DOTALL):
            selected = re.search(r'<option selected[^>]*value="([^"]*)"|<option value="([^"]*)" selected', body)
            first = re.search(r'value="([^"]*)"', body)
            value = (selected[1] or selected[2] or "") if selected else (first[1] if first else "")
            fields.setdefault(name, []).append(value)
        return {name: found if name == "part" else found[0] for name, found in fields.items()}

    def act(self, address: str, act: str, **changes: Any) -> Any:
        return self.client.post(address, data={**self.shown(address), "act": act, **changes})

    def readings(self) -> datasets.Readings:
        self.session.commit()
        return datasets.read_all(self.session, self.metric)
