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
from argon2 import PasswordHasher

from dmaic import __main__ as start
from dmaic.db import open_database

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
        assert f"Port {production['PORT']} on 127.0.0.1 can't be used" in taken.stderr
        assert re.search(r"for example --port \d+ \(or DMAIC_PORT=\d+\)", taken.stderr)
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


def test_a_forgotten_password_is_set_on_the_command_line(production):
    run("migrate", **production)
    asked = {"typed": "a sentence as password\n", **production}
    run("person", "add", "ada@example.org", "Ada", "--admin", "--password-stdin", **asked)
    unknown = run("person", "password", "eve@example.org", "--password-stdin", **asked)
    assert unknown.returncode == 2
    assert "There is no account for eve@example.org" in unknown.stderr
    new = {**asked, "typed": "another sentence\n"}
    assert "with the new password" in run("person", "password", "Ada@example.org", "--password-stdin", **new).stdout
    with open_database(f"sqlite:///{production['INSTANCE']}/dmaic.sqlite").connect() as connection:
        told = connection.exec_driver_sql("SELECT who, changes FROM audit_entries ORDER BY id DESC").first()
        stored = connection.exec_driver_sql("SELECT password_hash FROM people").scalar()
    assert told[0] == "command line"
    assert "hidden" in told[1]
    assert PasswordHasher().verify(stored, "another sentence")


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


def test_a_taken_port_is_said_before_anything_is_installed(monkeypatch, capsys):
    def never(*_: object) -> str:
        pytest.fail("it went on to install")

    monkeypatch.setattr(start, "make_environment", never)
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        assert start.main(["demo", "--port", port]) == 2
        assert start.main(["demo", f"--port={port}"]) == 2
    told = capsys.readouterr().err
    assert told.count(f"Port {port} on 127.0.0.1 can't be used (Address already in use)") == 2
    free = int(re.search(r"for example --port (\d+)", told)[1])
    start.check_port(["demo", "--port", str(free)])


def test_a_command_that_does_not_serve_asks_for_no_port(monkeypatch):
    monkeypatch.setattr("dmaic.serving.ask_for_port", lambda *_: pytest.fail("it asked for a port"))
    for words in (["migrate"], ["demo", "--prepare-only"], ["check", "audit"]):
        start.check_port(words)


def test_a_port_that_cannot_be_is_refused_with_a_sentence():
    refused = run("demo", "--port", "99999")
    assert refused.returncode == 2
    assert "ports go from 1 to 65535" in refused.stderr
    assert "Traceback" not in refused.stderr


def test_an_old_python_is_named(monkeypatch):
    monkeypatch.setattr(start.sys, "version_info", (3, 9, 2))
    with pytest.raises(start.CantGoOn, match=r"Python 3\.9.*3\.11"):
        start.check_python()


def test_a_checkout_that_cannot_be_written_is_named(monkeypatch):
    monkeypatch.setattr(start.os, "access", lambda *_: False)
    with pytest.raises(start.CantGoOn, match="can't be written"):
        start.check_folder()
