"""Every case with a published answer, through the face that pages, scripts and buyers use, to its own tolerance."""

import json
from pathlib import Path

import pytest

from dmaic.statistics.cases import published_cases, run_cases
from dmaic.statistics.catalogue_cases import CASES
from dmaic.statistics.registry import analysis_named

FILES = {file["group"]: file for file in published_cases()}
BESIDE = Path(__file__).resolve().parents[3] / "shared" / "reference"


@pytest.mark.parametrize("group", FILES)
def test_every_published_answer_is_met(group):
    results = run_cases(FILES[group])
    assert [one.case for one in results] == list(CASES[group])
    wrong = [(r.case, r.worst_field, r.worst_got, r.worst_expected, r.error) for r in results if not r.passed]
    assert wrong == []


def test_the_summary_holds_nists_certified_digits():
    results = run_cases(FILES["nist_univariate"], analysis=analysis_named("summary"))
    assert all(result.passed for result in results)


def test_the_cases_that_travel_are_the_published_ones():
    """Where the folder of the cases lies beside the checkout, none is missing and none was touched."""
    beside = {path.stem: json.loads(path.read_text(encoding="utf-8")) for path in BESIDE.glob("*.json")}
    assert {group: FILES[group] for group in beside} == beside
