"""Under which name do the addresses of Define stand?"""

from __future__ import annotations

from flask import Blueprint
from werkzeug.wrappers import Response

define = Blueprint("define", __name__)

Answer = str | Response | tuple[str, int]
