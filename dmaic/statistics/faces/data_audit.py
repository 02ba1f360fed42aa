"""The JSON face of data audits."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dmaic.statistics.data_audit import audit_sample
from dmaic.statistics.data_audit import data_audit as judged
from dmaic.statistics.faces.given import number, optional_names, whole
from dmaic.statistics.result import plain


def data_audit(given: Mapping[str, Any]) -> dict[str, Any]:
    """The audit of a list of ``findings``, one word a traced record."""
    found = judged(
        optional_names(given, "findings") or [],
        allowed=number(given, "allowed", 0.05),
        confidence=number(given, "confidence", 0.95),
    )
    answer: dict[str, Any] = plain(found)
    return answer


def sample(given: Mapping[str, Any]) -> dict[str, Any]:
    """Which records to trace."""
    records, population = whole(given, "records", 50), whole(given, "population")
    return {"records": audit_sample(records, population, seed=whole(given, "seed", 1))}
