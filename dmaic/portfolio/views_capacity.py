"""The page of people's load across projects."""

from __future__ import annotations

from datetime import date

from flask import Blueprint, render_template, request

from dmaic.people.guard import current_person
from dmaic.portfolio.capacity import loads_of, unspoken
from dmaic.web.transaction import session

capacity = Blueprint("capacity", __name__)


@capacity.get("/portfolio/capacity")
def people() -> str:
    """Who is promised beyond 100 %, month by month."""
    only = bool(request.args.get("overloaded"))
    loads = loads_of(session(), current_person(), date.today(), overloaded=only)
    return render_template(
        "portfolio/capacity.html",
        loads=loads,
        only=only,
        over=sum(load.peak.is_overload for load in loads),
        unspoken=unspoken(session()),
    )
