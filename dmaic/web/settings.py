"""Which settings does this application run with?"""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from flask import current_app

if TYPE_CHECKING:
    from config import Config


def settings() -> Config:
    """The settings the application was made with."""
    return cast("Config", current_app.extensions["dmaic.settings"])
