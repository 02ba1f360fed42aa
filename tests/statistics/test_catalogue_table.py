"""The page of all analyses says what the registry says, and every entry is complete."""

import importlib
from pathlib import Path

import pytest

from dmaic.statistics.catalogue_cases import CASES
from dmaic.statistics.catalogue_table import as_markdown
from dmaic.statistics.registry import analyses

ROOT = Path(__file__).resolve().parents[2]


def test_the_committed_page_is_what_the_registry_generates():
    page = (ROOT / "docs" / "analyses.md").read_text(encoding="utf-8")
    assert page == as_markdown(), "write it anew: python -m dmaic.statistics.catalogue_table > docs/analyses.md"


@pytest.mark.parametrize("name", sorted(analyses()))
def test_every_entry_is_complete_and_its_face_exists(name):
    entry = analyses()[name]
    assert all((entry.title, entry.formula, entry.variants, entry.source))
    assert entry.question.endswith("?")
    module, _, function = entry.face.partition(":")
    assert callable(getattr(importlib.import_module(module), function))


def test_every_analysis_and_nothing_else_names_what_fixes_it():
    assert set(CASES) == set(analyses())
    assert all(CASES.values())


def test_the_page_names_each_analysis_with_its_cases():
    page = as_markdown({**CASES, "two_sample": ("one", "two")})
    assert "- **Fixed by** one; two" in page
    assert page.count("- **Formula**") == len(analyses())
    assert "\\|" not in page.split("## ")[-1]
