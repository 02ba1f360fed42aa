"""Which states has a dataset gone through, and how did it read then?

Every act that changes what is shown makes a version: a file, its withdrawal or return, an exclusion or its end, a
correction. Like acts of one person for one reason within a minute are one. Readings taken one by one join the newest
version; what was taken in later is not in an older one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

import numpy as np
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from dmaic.audit import AuditEntry
from dmaic.define.metrics import Metric
from dmaic.measure.datasets.packing import plotted, time_us, unpack
from dmaic.measure.datasets.reading import LAST, read_range, series_of
from dmaic.measure.datasets.readings import Readings
from dmaic.measure.datasets.tables import Block, Correction, Exclusion, Import, Series, TailReading

_TOGETHER = timedelta(minutes=1)
_WORDS = {
    ("imports", "imported"): ("file brought in", "files brought in"),
    ("imports", "withdrew"): ("file withdrawn", "files withdrawn"),
    ("imports", "brought back"): ("file brought back", "files brought back"),
    ("exclusions", "created"): ("reading excluded", "readings excluded"),
    ("exclusions", "changed"): ("reading counted again", "readings counted again"),
    ("corrections", "created"): ("reading corrected", "readings corrected"),
}


@dataclass(frozen=True, slots=True)
class Version:
    """One state of a dataset: when it came about, through whom, by which acts and why. The first is number 1."""

    number: int
    at: datetime
    who: str
    what: str
    reason: str
    labels: tuple[str, ...]


def versions_of(session: Session, metric: Metric) -> list[Version]:
    """Every state of the metric's data, the newest first."""
    series = series_of(session, metric)
    if series is None:
        return []
    groups: list[list[AuditEntry]] = []
    for entry in _acts(session, series):
        last = groups[-1][-1] if groups else None
        if last is not None and _sign(entry) == _sign(last) and entry.at - last.at <= _TOGETHER:
            groups[-1].append(entry)
        else:
            groups.append([entry])
    return [_version(number, acts) for number, acts in enumerate(groups, start=1)][::-1]


def version_at(versions: Sequence[Version], moment: datetime) -> int | None:
    """The number of the state that was shown at this moment; None before the first."""
    return next((one.number for one in versions if one.at <= moment), None)


def readings_at(session: Session, metric: Metric, moment: datetime) -> Readings:
    """The readings as they were shown at this moment, with the corrections and exclusions of then."""
    found = read_range(session, metric, 0, LAST, even_withdrawn=True)
    series = series_of(session, metric)
    if series is None or not len(found):
        return found
    shown = found.seq < _first_after(session, series, moment)
    for one in session.scalars(select(Import).where(Import.series_id == series.id)):
        if not _counted(session, one, moment):
            shown &= (found.seq < one.first_seq) | (found.seq > one.last_seq)
    return _laid_back(session, series, found.kept(shown), moment)


def _acts(session: Session, series: Series) -> list[AuditEntry]:
    """The trail's entries about this series, in order."""
    own = [
        AuditEntry.object_id.in_(select(table.id).where(table.series_id == series.id))
        & (AuditEntry.kind == table.__tablename__)
        for table in (Import, Exclusion, Correction)
    ]
    query = select(AuditEntry).where(AuditEntry.chain == series.project_id, own[0] | own[1] | own[2])
    return [one for one in session.scalars(query.order_by(AuditEntry.seq)) if (one.kind, one.act) in _WORDS]


def _sign(entry: AuditEntry) -> tuple[Any, ...]:
    return entry.kind, entry.act, entry.person_id, entry.who, entry.reason


def _version(number: int, acts: Sequence[AuditEntry]) -> Version:
    last = acts[-1]
    one, several = _WORDS[last.kind, last.act]
    what = one if len(acts) == 1 else f"{len(acts)} {several}"
    return Version(number, last.at, last.who, what, last.reason, tuple(dict.fromkeys(act.label for act in acts)))


def _first_after(session: Session, series: Series, moment: datetime) -> int:
    """The first seq that was taken in after this moment."""
    us = time_us(moment)
    seqs = [
        *session.scalars(select(Import.first_seq).where(Import.series_id == series.id, Import.imported_at > moment)),
        session.scalar(
            select(func.min(TailReading.seq)).where(TailReading.series_id == series.id, TailReading.noted_at > us)
        ),
    ]
    by_hand = select(Block).where(Block.series_id == series.id, Block.import_id.is_(None))
    for block in session.scalars(by_hand.order_by(Block.first_seq.desc())):
        late = np.flatnonzero(unpack(block, strata=()).noted_at > us)
        if not late.size:
            break
        seqs.append(block.first_seq + int(late[0]))
    return min((one for one in seqs if one is not None), default=LAST)


def _counted(session: Session, done: Import, moment: datetime) -> bool:
    """Whether a file was there and not withdrawn at this moment: the trail's last word on it by then."""
    query = select(AuditEntry.act).where(
        AuditEntry.chain == done.project_id,
        AuditEntry.kind == Import.__tablename__,
        AuditEntry.object_id == done.id,
        AuditEntry.at <= moment,
    )
    last = session.scalar(query.order_by(AuditEntry.seq.desc()).limit(1))
    return last is not None and last != "withdrew"


def _laid_back(session: Session, series: Series, found: Readings, moment: datetime) -> Readings:
    """Take back what was laid over the readings after this moment."""
    value, size, defects, time = found.value.copy(), found.size.copy(), found.defects.copy(), found.time.copy()
    corrected, excluded = np.zeros(len(found), dtype=bool), np.zeros(len(found), dtype=bool)
    reasons: dict[int, str] = {}
    originals: dict[int, float | None] = {}
    places = {seq: at for at, seq in enumerate(found.seq.tolist())}
    arrays = {"value": value, "size": size, "defects": defects}
    corrections = select(Correction).where(Correction.series_id == series.id).order_by(Correction.id)
    for one in reversed(list(session.scalars(corrections))):
        at = places.get(one.seq)
        if at is None:
            continue
        if one.at > moment:
            _restore(arrays, time, at, one.original)
        else:
            corrected[at], reasons[one.seq] = True, reasons.get(one.seq, one.reason)
            if "value" in one.original:
                originals[one.seq] = one.original["value"]
    exclusions = select(Exclusion).where(Exclusion.series_id == series.id, Exclusion.at <= moment)
    for each in session.scalars(exclusions):
        at = places.get(each.seq)
        if at is not None and (each.ended_at is None or each.ended_at > moment):
            excluded[at], reasons[each.seq] = True, each.reason
    return replace(
        found,
        value=value,
        size=size,
        defects=defects,
        time=time,
        corrected=corrected,
        excluded=excluded,
        reasons=reasons,
        originals=originals,
    )


def _restore(arrays: dict[str, Any], time: Any, at: int, original: dict[str, Any]) -> None:
    """Put the columns of one reading back to what a correction found there."""
    for name, was in original.items():
        if name == "time":
            time[at] = np.datetime64("NaT") if was is None else np.datetime64(int(was), "us")
        else:
            arrays[name][at] = np.nan if was is None else was
    if "value" not in original and not original.keys().isdisjoint(("defects", "size")):
        defects, size = (arrays[name][at : at + 1] for name in ("defects", "size"))
        arrays["value"][at] = plotted(np.array([np.nan]), defects, size)[0]
