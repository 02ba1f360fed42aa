"""How many of the reported records are wrong? Records traced from their source into the report, with an exact interval.

Each traced record gets one finding. The share of errors has a Clopper-Pearson interval; it is held against the share
that may be tolerated with both its ends, so that neither "good" nor "bad" is said before the records show it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from dmaic.errors import StatisticsError
from dmaic.statistics.checked import share as checked_share
from dmaic.statistics.figures import sure
from dmaic.statistics.intervals import clopper_pearson

FINDINGS = ("right", "wrong", "missing", "duplicate")
"""What a traced record can turn out to be: as in the source; another value; not reported; reported twice."""

_MOST = 1_000_000
_VERDICTS = {
    "ok": "The report can be used: the error share is shown to be at most {:g} %.",
    "conditional": "Not decided: the interval reaches across the {:g} % that may be tolerated.",
    "fail": "The report is not fit for use: the error share is shown to be above {:g} %.",
}


@dataclass(frozen=True, slots=True)
class FindingShare:
    """How often one finding occurred, as a share of the traced records with its exact interval."""

    finding: str
    count: int
    share: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class DataAudit:
    """The audit: shares from 0 to 1. ``more_without_error`` is how many further right records would settle it.

    ``level`` is ok when the upper end of the interval is at most ``allowed``, fail when the lower end is above it,
    else conditional: the records traced so far do not decide.
    """

    records: int
    errors: int
    error_share: float
    low: float
    high: float
    allowed: float
    confidence: float
    findings: tuple[FindingShare, ...]
    more_without_error: int | None
    level: str
    words: str
    advice: tuple[str, ...]
    cautions: tuple[str, ...] = ()


def data_audit(findings: Sequence[str], *, allowed: float = 0.05, confidence: float = 0.95) -> DataAudit:
    """Judge the findings of traced records, one word each of ``FINDINGS``.

    Exact two-sided interval (Clopper & Pearson 1934). Raises StatisticsError for no records or an unknown finding.
    """
    if not findings:
        raise StatisticsError("No record was traced. Trace at least 30, drawn at random.")
    for row, finding in enumerate(findings, 1):
        if finding not in FINDINGS:
            raise StatisticsError(f"Record {row} has the finding {finding!r}; it must be one of {', '.join(FINDINGS)}.")
    limit = checked_share(allowed, name="error share that may be tolerated")
    n = len(findings)
    counts = {name: sum(finding == name for finding in findings) for name in FINDINGS}
    errors = n - counts["right"]
    low, high = _ends(errors, n, confidence)
    level = "ok" if high <= limit else "fail" if low > limit else "conditional"
    more = _more_without_error(errors, n, limit, confidence) if level == "conditional" else None
    shares = tuple(FindingShare(name, k, k / n, *_ends(k, n, confidence)) for name, k in counts.items())
    cautions = (f"{n} records are few: the interval is wide. 50 or more are customary.",) if n < 30 else ()
    return DataAudit(
        records=n,
        errors=errors,
        error_share=errors / n,
        low=low,
        high=high,
        allowed=limit,
        confidence=confidence,
        findings=shares,
        more_without_error=more,
        level=level,
        words=f"{_seen(errors, n, (low, high), confidence)} {_VERDICTS[level].format(100 * limit)}",
        advice=_advice(counts, level, more),
        cautions=cautions,
    )


def audit_sample(records: int, population: int, *, seed: int) -> tuple[int, ...]:
    """Which records to trace: positions from 1 in the list of the source, drawn without repeats, in rising order."""
    if records < 1:
        raise StatisticsError("Trace at least 1 record, better 50.")
    if records > population:
        raise StatisticsError(f"There are only {population} records to draw {records} from. Trace them all.")
    if records > 100_000 or population > 1_000_000_000:
        raise StatisticsError("That is more than a person traces. Draw at most 100,000 of a billion records.")
    drawn = np.random.default_rng(seed).choice(population, size=records, replace=False)
    return tuple(int(place) + 1 for place in np.sort(drawn))


def _ends(k: int, n: int, confidence: float) -> tuple[float, float]:
    interval = clopper_pearson(k, n, confidence=confidence)
    return interval.low or 0.0, 1.0 if interval.high is None else interval.high


def _more_without_error(errors: int, n: int, limit: float, confidence: float) -> int | None:
    """How many further right records bring the upper end down to the limit; None if over a million."""
    low, high = n, 2 * n
    while _ends(errors, high, confidence)[1] > limit:
        low, high = high, 2 * high
        if high > _MOST:
            return None
    while high - low > 1:
        middle = (low + high) // 2
        if _ends(errors, middle, confidence)[1] <= limit:
            high = middle
        else:
            low = middle
    return high - n


def _seen(errors: int, n: int, ends: tuple[float, float], confidence: float) -> str:
    return (
        f"{errors} of {n} traced records {'is' if errors == 1 else 'are'} in error: {100 * errors / n:.1f} % "
        f"({sure(confidence)} interval {100 * ends[0]:.1f} to {100 * ends[1]:.1f} %)."
    )


def _advice(counts: dict[str, int], level: str, more: int | None) -> tuple[str, ...]:
    advice = []
    if level == "conditional" and more is not None:
        advice.append(f"{more} more records without an error would settle it; one more error asks for more of them.")
    if level != "ok":
        worst = max((name for name in FINDINGS if name != "right"), key=lambda name: counts[name])
        causes = {
            "wrong": "Most errors are wrong values: look where they are typed, converted or joined, and check there.",
            "missing": "Most errors are missing records: look at filters, time windows and joins of the report.",
            "duplicate": "Most errors are duplicates: count each record by its key once.",
        }
        if counts[worst]:
            advice.append(causes[worst])
        advice.append("Then audit again, with newly drawn records.")
    return tuple(advice)
