"""Where do the addresses of Control hang?"""

from __future__ import annotations

from flask import Blueprint

control = Blueprint("control", __name__)
