"""Self-validation on the running application: run, read, sign."""

from __future__ import annotations

import pytest

from dmaic.validation import selfcheck
from tests.factories import make_person


def test_every_case_that_travels_with_the_package_passes_and_can_be_signed(client, session):
    manager = make_person(session, is_manager=True)
    session.commit()
    client.sign_in(manager)
    answer = client.post("/validation/run")
    assert answer.status_code == 303
    page = client.get(answer.location)
    run = selfcheck.list_runs(session)[0]
    failed = [case["case"] for group in run.groups for case in group["cases"] if not case["passed"]]
    assert not failed
    assert run.total >= 174
    assert f"{run.total} of {run.total} cases pass" in page.text
    assert client.post(f"{answer.location}/sign", data={"meaning": "Reviewed"}).status_code == 303
    assert "Reviewed" in client.get(answer.location).text
    assert client.post(f"{answer.location}/sign", data={}).status_code == 409


def test_a_wrong_number_fails_and_names_the_field(monkeypatch, session):
    wrong = {
        "group": "constants",
        "about": "",
        "cases": [
            {
                "case": "d2 of 2",
                "source": "made wrong on purpose",
                "input": {"n": 2},
                "expected": {"d2": 1.128},
                "rtol": 1e-9,
            }
        ],
    }
    monkeypatch.setattr(selfcheck, "published_cases", lambda: (wrong,))
    run = selfcheck.validate(session, by=make_person(session))
    assert (run.passed, run.total) == (0, 1)
    assert run.groups[0]["cases"][0]["worst"] == "d2"


@pytest.mark.parametrize("path", ["/validation/run", "/validation/1/sign"])
def test_a_team_member_reads_but_does_not_run_or_sign(client, session, path):
    person = make_person(session)
    session.commit()
    client.sign_in(person)
    assert client.get("/validation").status_code == 200
    assert client.post(path, data={}).status_code == 403
