"""How are measurements read? By seq, newest first, or from afar; never by counting or skipping over history."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from sqlalchemy import Row, Select, select
from sqlalchemy.orm import Session

from dmaic.define.metrics import Metric
from dmaic.measure.datasets.packing import BLOCK, NO_TIME, Batch, Columns, Words, plotted, seal, unpack
from dmaic.measure.datasets.readings import Readings, Spans
from dmaic.measure.datasets.tables import Block, Correction, Exclusion, Import, Series, TailReading

LAST = 2**62
_STEP = 4  # blocks fetched at a time when reading backwards
_SUMMARY = (
    Block.first_seq,
    Block.count,
    Block.values_there,
    Block.total,
    Block.least,
    Block.largest,
    Block.first_time,
    Block.last_time,
)
_CONTENT = (
    Block.first_seq,
    Block.count,
    Block.value,
    Block.time,
    Block.subgroup,
    Block.size,
    Block.defects,
    Block.strata,
    Block.noted_by,
    Block.noted_at,
)
Part = tuple[int, Columns]


def series_of(session: Session, metric: Metric) -> Series | None:
    """The metric's series; None while nothing was measured."""
    return session.scalar(select(Series).where(Series.metric_id == metric.id))


def count_of(session: Session, metric: Metric) -> int:
    """How many readings the metric has, excluded ones included, withdrawn imports not. Constant in history."""
    series = series_of(session, metric)
    return 0 if series is None else series.next_seq - series.withdrawn


def read_all(session: Session, metric: Metric, *, strata: Iterable[str] | None = None) -> Readings:
    """Every reading, oldest seq first; of the strata only those named (None: all)."""
    return read_range(session, metric, 0, LAST, strata=strata)


def read_range(
    session: Session,
    metric: Metric,
    first_seq: int,
    last_seq: int,
    *,
    strata: Iterable[str] | None = None,
    even_withdrawn: bool = False,
) -> Readings:
    """The readings from ``first_seq`` to ``last_seq``, both included; withdrawn imports only to look back at them."""
    series = series_of(session, metric)
    if series is None:
        return _joined([], None)
    wanted = None if strata is None else list(strata)
    parts = [
        _cut(row.first_seq, unpack(row, strata=wanted), first_seq, last_seq)
        for row in session.execute(_blocks(series, _CONTENT, first_seq, last_seq, even_withdrawn=even_withdrawn))
    ]
    query = select(TailReading).where(TailReading.series_id == series.id, TailReading.seq.between(first_seq, last_seq))
    tail = list(session.scalars(query.order_by(TailReading.seq)))
    if tail:
        parts.append((tail[0].seq, _tail_columns(tail, wanted)))
    return _laid_over(session, series, parts)


def read_last(session: Session, metric: Metric, count: int, *, before: int = LAST) -> Readings:
    """The newest ``count`` readings, oldest of them first; with ``before``, those with a smaller seq."""
    series = series_of(session, metric)
    if series is None or count < 1:
        return _joined([], None)
    query = select(TailReading).where(TailReading.series_id == series.id, TailReading.seq < before)
    tail = list(session.scalars(query.order_by(TailReading.seq.desc()).limit(count)))[::-1]
    parts: list[Part] = [(tail[0].seq, _tail_columns(tail, None))] if tail else []
    missing, edge = count - len(tail), before
    while missing > 0:
        newest = _blocks(series, _CONTENT, 0, edge - 1, newest=True).limit(min(_STEP, -(-missing // BLOCK)))
        found = session.execute(newest).all()
        for row in found:
            columns = unpack(row)
            there = min(row.count, before - row.first_seq)
            start = max(0, there - missing)
            parts.insert(0, (row.first_seq + start, _sliced(columns, start, there)))
            missing, edge = missing - (there - start), row.first_seq
            if missing <= 0:
                break
        if not found:
            break
    return _laid_over(session, series, parts)


def read_span(session: Session, metric: Metric, first_seq: int = 0, last_seq: int = LAST) -> Spans:
    """The series seen from afar: least, mean and largest value of each block that reaches into the range.

    Reads summaries, not points: only blocks with a correction in them and the tail are looked into.
    """
    series = series_of(session, metric)
    if series is None:
        return _spans([])
    changed = select(Correction.seq).where(Correction.series_id == series.id).distinct()
    corrected = np.array(sorted(session.scalars(changed)), dtype=np.int64)
    lines: list[tuple[Any, ...]] = []
    for row in session.execute(_blocks(series, _SUMMARY, first_seq, last_seq)):
        last = row.first_seq + row.count - 1
        at = int(np.searchsorted(corrected, row.first_seq))
        if at < len(corrected) and corrected[at] <= last:
            lines.append(_span_of(read_range(session, metric, row.first_seq, last, strata=())))
        else:
            lines.append(_span_line(row, last))
    if last_seq >= series.tail_from and series.next_seq > series.tail_from:
        lines.append(_span_of(read_range(session, metric, series.tail_from, LAST, strata=())))
    return _spans(lines)


def strata_of(session: Session, metric: Metric) -> list[str]:
    """The names of the strata: those that imports brought in, and those of the newest reading."""
    query = select(Import.settings).join(Series, Series.id == Import.series_id).where(Series.metric_id == metric.id)
    parts = [kept.get("columns", {}) for kept in session.scalars(query.where(Import.withdrawn_at.is_(None)))]
    imported = {name for one in parts for name, part in one.items() if part == "stratum"}
    return sorted(imported | set(read_last(session, metric, 1).strata))


def fingerprint(session: Session, metric: Metric) -> str:
    """SHA-256 of everything the series shows: block hashes, tail, and what lies over them.

    An exclusion that was ended, or an import that was withdrawn and brought back, leaves the fingerprint as it was.
    """
    digest = hashlib.sha256()
    series = series_of(session, metric)
    if series is None:
        return digest.hexdigest()
    for first, count, sha256 in session.execute(_blocks(series, (Block.first_seq, Block.count, Block.sha256), 0, LAST)):
        digest.update(f"block {first} {count} {sha256}\n".encode())
    query = select(TailReading).where(TailReading.series_id == series.id).order_by(TailReading.seq)
    tail = list(session.scalars(query))
    if tail:
        digest.update(f"tail {tail[0].seq} {seal(tail_batch(tail)).sha256}\n".encode())
    hidden = _withdrawn_ranges(session, series)
    for seq in sorted(exclusions_over(session, series, 0, LAST)):
        if not _inside(hidden, seq):
            digest.update(f"excluded {seq}\n".encode())
    for seq, changed in sorted(_changes(corrections_over(session, series, 0, LAST)).items()):
        if not _inside(hidden, seq):
            digest.update(f"corrected {seq} {json.dumps(changed, sort_keys=True)}\n".encode())
    return digest.hexdigest()


def exclusions_over(session: Session, series: Series, first: int, last: int) -> dict[int, str]:
    """The reasons of the exclusions that stand, by seq."""
    query = select(Exclusion.seq, Exclusion.reason).where(
        Exclusion.series_id == series.id, Exclusion.seq.between(first, last), Exclusion.ended_at.is_(None)
    )
    return {row.seq: row.reason for row in session.execute(query)}


def corrections_over(session: Session, series: Series, first: int, last: int) -> list[Correction]:
    """All corrections of a range, oldest first."""
    query = select(Correction).where(Correction.series_id == series.id, Correction.seq.between(first, last))
    return list(session.scalars(query.order_by(Correction.id)))


def tail_batch(tail: Sequence[TailReading]) -> Batch:
    """Live readings as they are sealed."""

    def figure(value: float | None) -> float:
        return float("nan") if value is None else value

    names = sorted({name for one in tail for name in one.strata})
    return Batch(
        value=[figure(one.value) for one in tail],
        time=[NO_TIME if one.time is None else one.time for one in tail],
        subgroup=[one.subgroup for one in tail],
        size=[figure(one.size) for one in tail],
        defects=[figure(one.defects) for one in tail],
        strata={name: [str(one.strata.get(name, "")) for one in tail] for name in names},
        noted_by=[one.noted_by_id for one in tail],
        noted_at=[one.noted_at for one in tail],
    )


def _blocks(
    series: Series, columns: Sequence[Any], first: int, last: int, *, newest: bool = False, even_withdrawn: bool = False
) -> Select[tuple[Any, ...]]:
    """The visible blocks that hold any of the seqs from first to last, in order."""
    visible = () if even_withdrawn else (Import.withdrawn_at.is_(None),)
    query = (
        select(*columns)
        .outerjoin(Import, Import.id == Block.import_id)
        .where(Block.series_id == series.id, *visible)
        .where(Block.first_seq > first - BLOCK, Block.first_seq <= last, Block.first_seq + Block.count > first)
    )
    return query.order_by(Block.first_seq.desc() if newest else Block.first_seq)


def _tail_columns(tail: Sequence[TailReading], strata: Iterable[str] | None) -> Columns:
    """Rows of the tail as columns; packing and unpacking them keeps one meaning of missing."""
    sealed = seal(tail_batch(tail))
    return unpack(_Unsealed(sealed.count, sealed.columns), strata=strata)


class _Unsealed:
    """A sealed block that is not in the database, seen like a row of it."""

    def __init__(self, count: int, columns: Any) -> None:
        self.count = count
        self.__dict__.update(columns)


def _cut(first: int, columns: Columns, low: int, high: int) -> Part:
    count = len(columns.value)
    start, stop = max(0, low - first), min(count, high - first + 1)
    return (first, columns) if (start, stop) == (0, count) else (first + start, _sliced(columns, start, stop))


def _sliced(columns: Columns, start: int, stop: int) -> Columns:
    return Columns(
        value=columns.value[start:stop],
        time=columns.time[start:stop],
        subgroup=None if columns.subgroup is None else columns.subgroup[start:stop],
        size=columns.size[start:stop],
        defects=columns.defects[start:stop],
        strata={name: one[start:stop] for name, one in columns.strata.items()},
        noted_by=columns.noted_by[start:stop],
        noted_at=columns.noted_at[start:stop],
    )


def _laid_over(session: Session, series: Series, parts: list[Part]) -> Readings:
    """The parts in one piece, with exclusions and corrections on them."""
    if not parts:
        return _joined([], None)
    first, last = parts[0][0], parts[-1][0] + len(parts[-1][1].value) - 1
    return _joined(
        parts, (exclusions_over(session, series, first, last), corrections_over(session, series, first, last))
    )


def _joined(parts: list[Part], overlay: tuple[dict[int, str], list[Correction]] | None) -> Readings:
    def join(arrays: list[Any], kind: Any) -> Any:
        return np.concatenate(arrays) if arrays else np.empty(0, dtype=kind)

    seq = join([np.arange(first, first + len(one.value), dtype=np.int64) for first, one in parts], np.int64)
    value = join([one.value for _, one in parts], np.float64)
    time = join([one.time for _, one in parts], np.int64)
    size = join([one.size for _, one in parts], np.float64)
    defects = join([one.defects for _, one in parts], np.float64)
    subgroup = _text([(one.subgroup, len(one.value)) for _, one in parts])
    names = sorted({name for _, one in parts for name in one.strata})
    strata = {name: _text([(one.strata.get(name), len(one.value)) for _, one in parts]) for name in names}
    excluded, corrected = np.zeros(len(seq), dtype=bool), np.zeros(len(seq), dtype=bool)
    reasons: dict[int, str] = {}
    originals: dict[int, float | None] = {}
    exclusions, corrections = overlay or ({}, [])
    for one in corrections:
        at = _place(seq, one.seq)
        if at is None:
            continue
        if one.seq not in originals:
            originals[one.seq] = None if np.isnan(value[at]) else float(value[at])
        corrected[at], reasons[one.seq] = True, one.reason
    arrays = {"value": value, "size": size, "defects": defects}
    for where, changed in _changes(corrections).items():
        at = _place(seq, where)
        if at is None:
            continue
        for name, figure in changed.items():
            if name == "time":
                time[at] = NO_TIME if figure is None else figure
            else:
                arrays[name][at] = np.nan if figure is None else figure
        if "value" not in changed and not changed.keys().isdisjoint(("defects", "size")):
            value[at] = plotted(np.array([np.nan]), defects[at : at + 1], size[at : at + 1])[0]
    for where, reason in exclusions.items():
        at = _place(seq, where)
        if at is not None:
            excluded[at], reasons[where] = True, reason
    return Readings(
        seq=seq,
        value=value,
        time=time.astype("datetime64[us]"),
        subgroup=subgroup,
        size=size,
        defects=defects,
        excluded=excluded,
        corrected=corrected,
        strata={name: one for name, one in strata.items() if one is not None},
        reasons=reasons,
        originals=originals,
    )


def _text(parts: list[tuple[Words | None, int]]) -> Words | None:
    """Text of several blocks in one piece; None where no block has any."""
    if all(one is None for one, _ in parts):
        return None
    return np.concatenate([np.full(count, "", dtype=np.str_) if one is None else one for one, count in parts])


def _changes(corrections: Iterable[Correction]) -> dict[int, dict[str, Any]]:
    """What the corrections amount to, by seq: a later one wins, column by column."""
    found: dict[int, dict[str, Any]] = {}
    for one in corrections:
        found[one.seq] = {**found.get(one.seq, {}), **one.changed}
    return found


def _place(seq: Any, where: int) -> int | None:
    at = int(np.searchsorted(seq, where))
    return at if at < len(seq) and seq[at] == where else None


def _withdrawn_ranges(session: Session, series: Series) -> list[tuple[int, int]]:
    query = select(Import).where(Import.series_id == series.id, Import.withdrawn_at.is_not(None))
    return [(one.first_seq, one.last_seq) for one in session.scalars(query)]


def _inside(ranges: Iterable[tuple[int, int]], seq: int) -> bool:
    return any(first <= seq <= last for first, last in ranges)


def _span_line(row: Row[Any], last: int) -> tuple[Any, ...]:
    empty = row.values_there == 0
    mean = np.nan if empty or row.total is None else row.total / row.values_there
    return (
        row.first_seq,
        last,
        row.values_there,
        np.nan if empty else row.least,
        mean,
        np.nan if empty else row.largest,
        NO_TIME if row.first_time is None else row.first_time,
        NO_TIME if row.last_time is None else row.last_time,
    )


def _span_of(readings: Readings) -> tuple[Any, ...]:
    there = readings.value[~np.isnan(readings.value)]
    time = readings.time[~np.isnat(readings.time)].astype(np.int64)
    low, mean, high = (there.min(), there.mean(), there.max()) if there.size else (np.nan,) * 3
    ends = (time.min(), time.max()) if time.size else (NO_TIME, NO_TIME)
    return (int(readings.seq[0]), int(readings.seq[-1]), there.size, low, mean, high, *ends)


def _spans(lines: list[tuple[Any, ...]]) -> Spans:
    columns: list[tuple[Any, ...]] = list(zip(*lines, strict=True)) if lines else [()] * 8
    return Spans(
        first_seq=np.array(columns[0], dtype=np.int64),
        last_seq=np.array(columns[1], dtype=np.int64),
        count=np.array(columns[2], dtype=np.int64),
        low=np.array(columns[3], dtype=np.float64),
        mean=np.array(columns[4], dtype=np.float64),
        high=np.array(columns[5], dtype=np.float64),
        first_time=np.array(columns[6], dtype=np.int64).astype("datetime64[us]"),
        last_time=np.array(columns[7], dtype=np.int64).astype("datetime64[us]"),
    )
