"""The projects of the demo, in the order in which they are told: a file of plain values each."""

from __future__ import annotations

import tomllib
from importlib.resources import files

from dmaic.demo.story import Data, Story

ORDER = (
    "no_shows",
    "billing",
    "filling",
    "invoices",
    "first_contact",
    "solder",
    "field_service",
    "piston_rings",
    "claims",
    "emergency",
    "scrap",
    "complaints",
    "changeover",
)


def read_stories() -> list[Story]:
    """Every story, as its file tells it."""
    return [read_story(name) for name in ORDER]


def read_story(name: str) -> Story:
    """One story by the name of its file."""
    told = tomllib.loads(files(__package__).joinpath(f"{name}.toml").read_text(encoding="utf-8"))
    if "data" in told:
        told["data"] = Data(**told["data"])
    return Story(**told)
