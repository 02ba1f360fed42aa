"""A small application around templates/kit: pages made of nothing but macros, for the tests of the look."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import wtforms as w
from flask import Blueprint, Flask, flash, get_flashed_messages, jsonify, redirect, render_template, request, url_for
from flask_wtf.csrf import CSRFProtect
from jinja2 import FileSystemLoader, StrictUndefined
from werkzeug.wrappers import Response
from wtforms.validators import InputRequired

from dmaic.web.pages import FILTERS, HEADERS

ROOT = Path(__file__).resolve().parents[1]
HELP = {"what": "A measure, a value and a date.", "example": "From 72 % to 80 % by June.", "pitfall": "No date."}
ANNA = SimpleNamespace(name="Anna <Berg>", email="anna@example.org", is_admin=True, is_manager=True)


class Starred:
    """The flag of a field that is needed to submit."""

    field_flags = {"starred": True}

    def __call__(self, form: w.Form, field: w.Field) -> None:
        """A draft passes."""


def choices(*labels: str) -> list[w.SelectChoice]:
    """Choices whose value is their label."""
    return [w.SelectChoice(label, label) for label in labels]


class Everything(w.Form):
    """One field of each kind."""

    version = w.HiddenField(default="4")
    goal = w.TextAreaField(
        "Goal", [InputRequired("State a value and a date.")], description="One sentence, <b>no</b> causes."
    )
    baseline = w.StringField("Baseline", [Starred()])
    by = w.DateField("By", default=date(2026, 6, 30))
    metric = w.SelectField("Metric", choices=choices("Solved at once", "Handle time"))
    direction = w.RadioField("Direction", [InputRequired("Choose one.")], choices=choices("Up", "Down"))
    sites = w.SelectMultipleField("Sites", choices=choices("Porto", "Braga"))
    evidence = w.FileField("Evidence")
    read = w.BooleanField("The owner has read it")
    password = w.PasswordField("Password")


KIT_IMPORTS = """
{% from "kit/icon.html" import icon, SHAPES %}
{% from "kit/badge.html" import badge, health %}
{% from "kit/form.html" import form as form_tag, field, submit, csrf, error_summary, conflict %}
{% from "kit/page.html" import crumbs, card, empty, notice, tabs, side, facts, help %}
{% from "kit/page.html" import checklist, progress, history, filters %}
{% from "kit/rows.html" import row_tools %}
{% from "kit/stepper.html" import road %}
{% from "kit/table.html" import table, cell, head, pager %}
{% from "kit/tile.html" import tile, statistic, statistics %}
"""


def kit_app() -> Flask:
    """The application: every address answers something a page of the product would."""
    app = Flask(__name__, static_folder=str(ROOT / "static"), template_folder=str(ROOT / "templates"))
    app.config.update(SECRET_KEY="a secret of the tests", TESTING=True, WTF_CSRF_ENABLED=False)
    app.jinja_env.undefined = StrictUndefined
    app.jinja_loader = FileSystemLoader([ROOT / "tests" / "pages", ROOT / "templates"])
    app.jinja_env.filters.update(FILTERS)
    CSRFProtect(app)
    saved: dict[str, Any] = {"version": "4", "goal": "Raise it.", "rows": ["Call", "Solve", "Close"], "polls": 0}

    @app.context_processor
    def context() -> dict[str, Any]:
        return {
            "person": None if request.args.get("out") else ANNA,
            "theme": request.args.get("theme", "system"),
            "unread": 3,
            "nav": [SimpleNamespace(label="Projects", url="/", current=True)],
            "HELP": HELP,
            "demo": False,
            "flashes": get_flashed_messages(with_categories=True),
            "app_version": "0",
            "printed_at": datetime(2026, 11, 2, 9, 30, tzinfo=UTC),
            "asset": lambda path: url_for("static", filename=path),
        }

    @app.after_request
    def headers(response: Response) -> Response:
        response.headers.update(HEADERS)
        return response

    @app.route("/form", methods=["GET", "POST"])
    def form() -> Any:
        if request.method == "GET":
            return render_template("form.html", form=Everything(goal=saved["goal"], version=saved["version"]))
        typed = Everything(request.form)
        if request.form.get("goal") == "session over":
            return redirect("/sign-in?out=1", 303)
        if not typed.goal.data:
            typed.validate()
            return render_template("form.html", form=typed), 422
        saved.update(goal=typed.goal.data, version=str(int(saved["version"]) + 1))
        flash("Saved.", "ok")
        return redirect("/form", 303)

    @app.post("/someone-else-saves")
    def someone_else() -> str:
        saved.update(goal="Theirs.", version=str(int(saved["version"]) + 1))
        return ""

    @app.get("/rows")
    def rows() -> str:
        return render_template("rows.html", rows=saved["rows"])

    @app.post("/move/<name>")
    def move(name: str) -> Response:
        order = saved["rows"]
        at = order.index(name)
        to = at + (-1 if request.form["to"] == "up" else 1)
        order[at], order[to] = order[to], order[at]
        return redirect("/rows", 303)

    @app.route("/upload", methods=["GET", "POST"])
    def upload() -> Any:
        if request.method == "GET":
            return render_template("upload.html", form=Everything())
        saved["polls"] = 0
        return jsonify(status_url="/upload/state")

    @app.get("/upload/state")
    def state() -> Response:
        saved["polls"] += 1
        done = saved["polls"] > 1
        return jsonify(state="done" if done else "running", done=1, total=2, message="Reading rows", next="/rows")

    @app.get("/filter")
    def filtered() -> str:
        return render_template("filter.html", q=request.args.get("q", ""))

    @app.get("/refused/<int:status>")
    def refused(status: int) -> Any:
        words = {"title": "Not so", "message": "Do this next.", "request_id": "7f3a"}
        return render_template("errors/error.html", status=status, **words), status

    people, projects = Blueprint("people", __name__), Blueprint("projects", __name__)
    validation = Blueprint("validation", __name__)
    validation.add_url_rule("/validation", "runs", lambda: "")
    for name in ("account", "people"):
        people.add_url_rule(f"/{name}", name, lambda: "")
    people.add_url_rule("/sign-in", "sign_in", lambda: render_template("filter.html", q=""))
    for name in ("set_theme", "sign_out"):
        people.add_url_rule(f"/{name}", name, lambda: redirect("/sign-in?out=1", 303), methods=["POST"])
    projects.add_url_rule("/notices", "notices", lambda: "")
    app.register_blueprint(people)
    app.register_blueprint(projects)
    app.register_blueprint(validation)
    return app


ENTRY = {
    "at": datetime(2026, 3, 4, 14, 5, tzinfo=UTC),
    "who": "Anna",
    "what": "changed goal",
    "reason": "Asked for",
    "changes": [("goal", "", "80 %"), ("by", "May", "June")],
}
