"""What is the application made of? Read from top to bottom."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import timedelta
from importlib.metadata import version
from pathlib import Path
from typing import Any

from flask import Flask, g, get_flashed_messages, request, url_for
from flask_wtf.csrf import CSRFProtect
from jinja2 import StrictUndefined

from config import Config, load
from dmaic import logs
from dmaic.analyses.views import analyses
from dmaic.analyze.views import ROOM as ANALYZE
from dmaic.analyze.views import analyze
from dmaic.api.views import api
from dmaic.control.views import ROOM as CONTROL
from dmaic.control.views import control
from dmaic.db import Sessions, now, open_database
from dmaic.define.views import ROOM as DEFINE
from dmaic.define.views import define
from dmaic.improve.views import ROOM as IMPROVE
from dmaic.improve.views import improve
from dmaic.measure.jobs import Worker
from dmaic.measure.service import upkeep
from dmaic.measure.service.inbox import service_task
from dmaic.measure.service.splitting import split_task
from dmaic.measure.service.starting import start_task
from dmaic.measure.uploads import import_task
from dmaic.measure.views import ROOM as MEASURE
from dmaic.measure.views import measure
from dmaic.people import guard
from dmaic.people.views import people
from dmaic.playbooks import PLAYBOOKS
from dmaic.playbooks.views import playbooks
from dmaic.portfolio.views import portfolio
from dmaic.portfolio.views_capacity import capacity
from dmaic.portfolio.views_ideas import ideas
from dmaic.projects import notices
from dmaic.projects.permissions import Act
from dmaic.projects.project import can
from dmaic.projects.views import projects
from dmaic.tollgates.views import tollgates
from dmaic.validation.views import validation
from dmaic.web import pages, transaction
from dmaic.web.rooms import Room

BLUEPRINTS = (
    people,
    projects,
    define,
    measure,
    analyze,
    improve,
    control,
    playbooks,
    tollgates,
    portfolio,
    ideas,
    capacity,
    validation,
    analyses,
    api,
)
WEAK_SECRETS = frozenset({"", "dev", "secret", "changeme", "change-me"})


def create_app(config: Config | None = None, *, demo: Mapping[str, str] | None = None) -> Flask:
    """The whole application, ready to serve. ``demo`` says what whoever signs in with an address does in the demo."""
    config = config or load()
    app = Flask("dmaic", template_folder=str(_folder("templates")), static_folder=str(_folder("static")))
    app.config.update(
        SECRET_KEY=_secret(config),
        DEMO=demo or {},
        MAX_CONTENT_LENGTH=config.MAX_UPLOAD_MB * 1024 * 1024,
        PERMANENT_SESSION_LIFETIME=timedelta(hours=config.SESSION_HOURS),
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=config.PRODUCTION,
        SESSION_COOKIE_NAME="dmaic",
        WTF_CSRF_TIME_LIMIT=None,
        MAX_FORM_MEMORY_SIZE=4_000_000,
    )
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.extensions["dmaic.settings"] = config
    logs.set_up(config.LOG_FORMAT)

    transaction.init_app(app, Sessions(open_database(database_url(config), synchronous=config.SQLITE_SYNCHRONOUS)))
    tasks = {
        "import": import_task(config.INSTANCE),
        "service": service_task(config.INSTANCE, str(app.config["SECRET_KEY"]).encode()),
        **upkeep.TASKS,
        "service-start": start_task,
        "service-split": split_task,
    }
    app.extensions["dmaic.worker"] = Worker(app.extensions["dmaic.sessions"], tasks)
    app.extensions["dmaic.playbooks"] = PLAYBOOKS  # what the page of a new project offers
    pages.init_app(app)
    guard.init_app(app)
    CSRFProtect(app).exempt(api)  # which asks for the token itself, unless a program asks with its own

    rooms = _rooms()
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    app.context_processor(lambda: _context(app, rooms))
    return app


def _rooms() -> tuple[Room, ...]:
    """The five phases, as the side navigation of a project lists them."""
    return (DEFINE, MEASURE, ANALYZE, IMPROVE, CONTROL)


def database_url(config: Config) -> str:
    """Where the record lives: the setting, or the embedded database in the instance folder."""
    return config.DATABASE_URL or f"sqlite:///{Path(config.INSTANCE).resolve() / 'dmaic.sqlite'}"


def _secret(config: Config) -> str:
    if config.SECRET_KEY in WEAK_SECRETS or len(config.SECRET_KEY) < 16:
        if config.PRODUCTION:
            raise SystemExit(
                "DMAIC_SECRET_KEY is missing or too short. Set it to at least 16 random characters, for "
                "example the output of: python -c 'import secrets; print(secrets.token_urlsafe(32))'"
            )
        return config.SECRET_KEY or _kept_secret(Path(config.INSTANCE))
    return config.SECRET_KEY


def _kept_secret(instance: Path) -> str:
    """A made-up secret that outlives a restart, so that people stay signed in to a demo."""
    file = instance / "secret"
    if not file.exists():
        instance.mkdir(parents=True, exist_ok=True)
        file.touch(mode=0o600)
        file.write_text(secrets.token_urlsafe(32))
    return file.read_text()


def _folder(name: str) -> Path:
    """Templates and static files: inside the package when installed as a wheel, beside it in a checkout."""
    inside = Path(__file__).parent / name
    return inside if inside.exists() else inside.parent.parent / name


def _context(app: Flask, rooms: tuple[Room, ...]) -> dict[str, Any]:
    person = g.get("person")
    nav = []
    if person is not None:
        entries = [
            ("My work", "portfolio.home"),
            ("Portfolio", "portfolio.pipeline"),
            ("Wall of charts", "portfolio.wall"),
            ("Ideas", "ideas.listing"),
            ("Templates", "playbooks.gallery"),
            ("Statistics", "analyses.listing"),
        ]
        nav = [
            {"label": label, "url": url_for(endpoint), "current": request.endpoint == endpoint}
            for label, endpoint in entries
            if endpoint in app.view_functions
        ]
    return {
        "person": person,
        "nav": nav,
        "rooms": rooms,
        "theme": person.theme.value if person else "system",
        "unread": notices.unread_count(transaction.session(), person) if person else 0,
        "flashes": get_flashed_messages(with_categories=True),
        "app_version": version("dmaic"),
        "demo": bool(app.config["DEMO"]),
        "printed_at": now(),
        "Act": Act,
        "may": lambda project, act: person is not None and can(project, person, act),
    }
