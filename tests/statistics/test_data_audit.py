"""A data audit says neither good nor bad before the traced records show it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest

from dmaic.errors import StatisticsError
from dmaic.statistics.data_audit import FINDINGS, audit_sample, data_audit


def found(right: int, wrong: int = 0, missing: int = 0, duplicate: int = 0) -> list[str]:
    return ["right"] * right + ["wrong"] * wrong + ["missing"] * missing + ["duplicate"] * duplicate


def test_the_interval_is_the_exact_one():
    none = data_audit(found(50))
    assert (none.low, none.high) == (0, pytest.approx(1 - 0.025 ** (1 / 50)))
    audit = data_audit(found(57, wrong=2, missing=1))
    interval = binomtest(3, 60).proportion_ci(0.95, method="exact")
    assert audit.error_share == pytest.approx(0.05)
    assert (audit.low, audit.high) == (pytest.approx(interval.low), pytest.approx(interval.high))


@pytest.mark.parametrize(
    ("right", "wrong", "level"), [(72, 0, "ok"), (71, 0, "conditional"), (60, 3, "conditional"), (80, 20, "fail")]
)
def test_the_whole_interval_decides(right, wrong, level):
    assert data_audit(found(right, wrong)).level == level


def test_an_undecided_audit_says_how_many_more_records_would_settle_it():
    audit = data_audit(found(50))
    assert audit.more_without_error == 22
    assert data_audit(found(50 + 22)).level == "ok"
    assert data_audit(found(50 + 21)).level == "conditional"
    assert "22 more records" in audit.advice[0]


def test_the_commonest_error_is_named_and_few_records_are_cautioned():
    audit = data_audit(found(10, wrong=1, missing=6))
    assert audit.level == "fail"
    assert "missing records" in audit.advice[0]
    assert "few" in audit.cautions[0]


@pytest.mark.parametrize(
    ("findings", "words"), [([], "No record"), (["right", "odd"], "Record 2"), (found(4), "between 0 and 1")]
)
def test_what_is_no_audit_is_refused(findings, words):
    with pytest.raises(StatisticsError, match=words):
        data_audit(findings, allowed=0.05 if findings != found(4) else 5)


@given(st.lists(st.sampled_from(FINDINGS), min_size=1, max_size=120), st.floats(0.001, 0.5))
def test_any_findings_have_an_interval_round_their_share(findings, allowed):
    audit = data_audit(findings, allowed=allowed)
    assert 0 <= audit.low <= audit.error_share <= audit.high <= 1
    assert sum(one.count for one in audit.findings) == audit.records
    assert (audit.level == "conditional") == (audit.low <= allowed < audit.high)


def test_records_are_drawn_once_each_and_the_same_seed_draws_the_same():
    drawn = audit_sample(50, 12_000, seed=7)
    assert len(set(drawn)) == 50
    assert list(drawn) == sorted(drawn)
    assert 1 <= drawn[0] <= drawn[-1] <= 12_000
    assert drawn == audit_sample(50, 12_000, seed=7) != audit_sample(50, 12_000, seed=8)


def test_more_records_than_there_are_cannot_be_drawn():
    with pytest.raises(StatisticsError, match="only 10"):
        audit_sample(11, 10, seed=1)
