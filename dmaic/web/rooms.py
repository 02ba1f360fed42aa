"""Which pages does a room offer? What the project's side navigation lists."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Page:
    """One tool's page: its endpoint (all take ``project_id``), its name and what it is for."""

    endpoint: str
    title: str
    what: str = ""


@dataclass(frozen=True, slots=True)
class Room:
    """A phase and its tools, in the order in which they are usually filled."""

    name: str
    title: str
    question: str
    pages: tuple[Page, ...]
