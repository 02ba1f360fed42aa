"""The blueprint of Measure, to which its pages attach."""

from __future__ import annotations

from flask import Blueprint

measure = Blueprint("measure", __name__)
