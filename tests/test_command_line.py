"""The command line, as an operator types it: a production start from nothing, and what it says when it can't go on."""

from __future__ import annotations

import json
import os
import re
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from dmaic import __main__ as start

ROOT = Path(__file__).parent.parent
DMAIC = [sys.executable, "-c", "import sys; from dmaic.cli import main; sys.exit(main(sys.argv[1:]))"]


def run(*words: str, typed: str = "", **settings: str) -> subprocess.CompletedProcess[str]:
    environment = {
        **{k: v for k, v in os.environ.items() if not k.startswith("DMAIC_")},
        **{f"DMAIC_{name}": value for name, value in settings.items()},
    }
    return subprocess.run(
        [*DMAIC, *words],
        cwd=ROOT,
        env=environment,
        input=typed,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def production(tmp_path: Path) -> dict[str, str]:
    return {
        "INSTANCE": str(tmp_path),
        "PRODUCTION": "1",
        "SECRET_KEY": "long enough for a production",
        "PORT": str(free_port()),
    }


def test_a_production_start_from_nothing(production):
    assert "up to date" in run("serve", **production).stderr
    assert run("migrate", **production).returncode == 0
    added = run(
        "person",
        "add",
        "Ada@Example.org",
        "Ada Admin",
        "--admin",
        "--password-stdin",
        typed="a sentence as password\n",
        **production,
    )
    assert "can sign in as ada@example.org" in added.stdout
    environment = {**os.environ, **{f"DMAIC_{name}": value for name, value in production.items()}}
    server = subprocess.Popen([*DMAIC, "serve"], cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True)
    try:
        address = f"http://127.0.0.1:{production['PORT']}"
        _wait(f"{address}/health")
        with urllib.request.urlopen(f"{address}/sign-in") as answer:
            page, cookie = answer.read().decode(), answer.headers["Set-Cookie"]
        assert "Demo sign-ins" not in page
        assert {"Secure", "HttpOnly", "SameSite=Lax"} <= {part.strip() for part in cookie.split(";")}
        token = re.search(r'name="csrf_token" value="([^"]+)"', page)[1]
        form = f"email=ada@example.org&password=a+sentence+as+password&csrf_token={token}".encode()
        request = urllib.request.Request(
            f"{address}/sign-in", form, {"Cookie": cookie.split(";")[0], "Referer": f"{address}/"}
        )
        with urllib.request.urlopen(request) as answer:
            assert answer.status == 200
        taken = run("serve", **production)
        assert taken.returncode == 2
        assert f"DMAIC_PORT={int(production['PORT']) + 1}" in taken.stderr
    finally:
        server.terminate()
        server.wait(10)
        server.stdout.close()
    assert "holds" in run("check", "audit", **production).stdout


def _wait(address: str) -> None:
    for _ in range(100):
        try:
            urllib.request.urlopen(address).close()
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.1)
        else:
            return
    pytest.fail("the server did not start")


def test_production_refuses_a_missing_secret_and_a_demo(production):
    run("migrate", **production)
    assert "DMAIC_SECRET_KEY" in run("serve", **{**production, "SECRET_KEY": ""}).stderr
    assert "takes no demo" in run("demo", **production).stderr


def test_a_short_password_is_refused_and_nobody_is_added(production):
    run("migrate", **production)
    refused = run("person", "add", "a@b.org", "Ada", "--password-stdin", typed="short\n", **production)
    assert refused.returncode == 2
    assert "at least 10 characters" in refused.stderr


def test_a_folder_that_is_a_file_is_named(tmp_path):
    (tmp_path / "file").touch()
    refused = run("migrate", INSTANCE=str(tmp_path / "file"))
    assert refused.returncode == 2
    assert "can't be written" in refused.stderr


def test_an_analysis_answers_json_on_the_command_line():
    answer = run("analyze", "imr", typed=json.dumps({"values": [1, 2, 3, 2, 1]}))
    assert json.loads(answer.stdout)["center"] == pytest.approx(1.8)


def test_an_unknown_analysis_says_which_there_are():
    refused = run("analyze", "astrology", typed="{}")
    assert refused.returncode == 2
    assert "imr" in refused.stderr


def test_a_changed_trail_is_found(tmp_path, app, session, config):
    from sqlalchemy import text

    from tests.factories import lift_the_audit_guard, make_project

    make_project(session)
    session.commit()
    lift_the_audit_guard(session)
    session.execute(text("UPDATE audit_entries SET who = 'nobody' WHERE id = 2"))
    session.commit()
    found = run("check", "audit", INSTANCE=config.INSTANCE, DATABASE_URL=config.DATABASE_URL)
    assert found.returncode == 1
    assert "changed after it was written" in found.stdout


def test_changed_readings_are_found(app, session, config):
    from sqlalchemy import text

    from tests.factories import make_project
    from tests.factories_charts import bring_in, make_metric

    project = make_project(session)
    bring_in(session, project, make_metric(session, project, name="Resolution time"), value=[1.0, 2.0, 4.0])
    session.commit()
    own = {"INSTANCE": config.INSTANCE, "DATABASE_URL": config.DATABASE_URL}
    assert "The readings hold" in run("check", "data", **own).stdout
    session.execute(text("UPDATE blocks SET value = time"))
    session.commit()
    found = run("check", "data", **own)
    assert found.returncode == 1
    assert "Resolution time: readings from number 1 on are not what was sealed" in found.stdout


def test_an_old_python_is_named(monkeypatch):
    monkeypatch.setattr(start.sys, "version_info", (3, 9, 2))
    with pytest.raises(start.CantGoOn, match=r"Python 3\.9.*3\.11"):
        start.check_python()


def test_a_checkout_that_cannot_be_written_is_named(monkeypatch):
    monkeypatch.setattr(start.os, "access", lambda *_: False)
    with pytest.raises(start.CantGoOn, match="can't be written"):
        start.check_folder()
