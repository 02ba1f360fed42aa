"""How do readings become a sealed block, and a block readings again?

A block is up to 4,096 readings, each column a packed little-endian array of its own, compressed. Its hash is taken
over the packed bytes before compression, so that it does not depend on the compressor.
"""

from __future__ import annotations

import hashlib
import json
import struct
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from dmaic.errors import BadInput

Floats: TypeAlias = NDArray[np.float64]
Wholes: TypeAlias = NDArray[np.int64]
Words: TypeAlias = NDArray[np.str_]

BLOCK = 4096
NO_TIME = -(2**63)
NO_WORD = 0xFFFF
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
COLUMNS = ("value", "time", "subgroup", "size", "defects", "strata", "noted_by", "noted_at")
_LEVEL = 2  # higher levels save little on floats and cost several times as long
_MICROSECOND = timedelta(microseconds=1)


def time_us(moment: datetime | None) -> int:
    """Microseconds of UTC; a moment without a time zone is taken as it is written."""
    if moment is None:
        return NO_TIME
    return ((moment if moment.tzinfo else moment.replace(tzinfo=UTC)) - EPOCH) // _MICROSECOND


@dataclass(slots=True)
class Batch:
    """Readings on their way into a block, as plain sequences of one length; an absent column is None.

    ``value`` and ``defects`` and ``size`` hold NaN where nothing was measured, ``time`` holds NO_TIME, text is empty.
    For counted metrics ``value`` may be absent: it then follows from defects and size.
    """

    value: Sequence[float] | None = None
    time: Sequence[int] | None = None
    subgroup: Sequence[str] | None = None
    size: Sequence[float] | None = None
    defects: Sequence[float] | None = None
    strata: Mapping[str, Sequence[str]] = field(default_factory=dict)
    noted_by: Sequence[int] | None = None
    noted_at: Sequence[int] | None = None

    def __len__(self) -> int:
        return max((len(one) for one in self._present()), default=0)

    def _present(self) -> list[Sequence[Any]]:
        plain = (self.value, self.time, self.subgroup, self.size, self.defects, self.noted_by, self.noted_at)
        return [one for one in plain if one is not None] + list(self.strata.values())

    def part(self, start: int, stop: int) -> Batch:
        """The readings from start to stop, exclusive."""

        def cut(one: Sequence[Any] | None) -> Sequence[Any] | None:
            return None if one is None else one[start:stop]

        return Batch(
            value=cut(self.value),
            time=cut(self.time),
            subgroup=cut(self.subgroup),
            size=cut(self.size),
            defects=cut(self.defects),
            strata={name: one[start:stop] for name, one in self.strata.items()},
            noted_by=cut(self.noted_by),
            noted_at=cut(self.noted_at),
        )


@dataclass(frozen=True, slots=True)
class Sealed:
    """A packed block that has no number yet: the columns of the table ``blocks`` less series, seq and import."""

    count: int
    values_there: int
    total: float | None
    squares: float | None
    least: float | None
    largest: float | None
    first_time: int | None
    last_time: int | None
    columns: Mapping[str, bytes | None]
    sha256: str


@dataclass(frozen=True, slots=True)
class Columns:
    """The readings of a block, or of several after one another, unpacked."""

    value: Floats
    time: Wholes
    subgroup: Words | None
    size: Floats
    defects: Floats
    strata: Mapping[str, Words]
    noted_by: Wholes
    noted_at: Wholes


def plotted(value: Floats, defects: Floats, size: Floats) -> Floats:
    """The figure a reading stands for: what was measured, or else defects per unit, or else the count itself."""
    with np.errstate(divide="ignore", invalid="ignore"):
        share = np.where(size > 0, defects / size, np.nan)
    return np.where(np.isnan(value), np.where(np.isnan(size), defects, share), value)


def seal(batch: Batch) -> Sealed:
    """Pack one block. Raises BadInput where a figure is infinite or the columns differ in length."""
    count = len(batch)
    if any(len(one) != count for one in batch._present()) or not 0 < count <= BLOCK:
        raise BadInput(f"A block holds 1 to {BLOCK} readings, and every column of it as many.")
    value, size, defects = (_floats(one, count) for one in (batch.value, batch.size, batch.defects))
    value = plotted(value, defects, size)
    there = value[~np.isnan(value)]
    time = _wholes(batch.time, count, NO_TIME)
    timed = time[time != NO_TIME]
    raw: dict[str, bytes | None] = {
        "value": value.astype("<f8").tobytes() if there.size else None,
        "time": time.astype("<i8").tobytes() if timed.size else None,
        "subgroup": _pack_words(batch.subgroup),
        "size": _pack_floats(size),
        "defects": _pack_floats(defects),
        "strata": _pack_strata(batch.strata),
        "noted_by": None if batch.noted_by is None else _wholes(batch.noted_by, count, 0).astype("<i8").tobytes(),
        "noted_at": None if batch.noted_at is None else _wholes(batch.noted_at, count, NO_TIME).astype("<i8").tobytes(),
    }
    with np.errstate(over="ignore"):
        total, squares = float(there.sum()), float(np.square(there).sum())
    return Sealed(
        count=count,
        values_there=int(there.size),
        total=total if there.size and np.isfinite(total) else None,
        squares=squares if there.size and np.isfinite(squares) else None,
        least=float(there.min()) if there.size else None,
        largest=float(there.max()) if there.size else None,
        first_time=int(timed.min()) if timed.size else None,
        last_time=int(timed.max()) if timed.size else None,
        columns={name: None if one is None else zlib.compress(one, _LEVEL) for name, one in raw.items()},
        sha256=_digest(count, raw),
    )


def sealed_batches(batches: Iterable[Batch]) -> Iterator[Sealed]:
    """Seal a stream of batches of any length, each on its own."""
    for batch in batches:
        for start in range(0, len(batch), BLOCK):
            yield seal(batch.part(start, start + BLOCK))


def unpack(block: Any, *, strata: Iterable[str] | None = None) -> Columns:
    """The columns of a block (a Block row, or anything with its attributes); of the strata only those named."""
    count = block.count
    subgroup = _opened(block.subgroup)
    return Columns(
        value=_unpacked(block.value, count, "<f8", np.nan),
        time=_unpacked(block.time, count, "<i8", NO_TIME),
        subgroup=None if subgroup is None else _unpack_words(subgroup, count),
        size=_unpacked(block.size, count, "<f8", np.nan),
        defects=_unpacked(block.defects, count, "<f8", np.nan),
        strata=_unpack_strata(_opened(block.strata), count, strata),
        noted_by=_unpacked(block.noted_by, count, "<i8", 0),
        noted_at=_unpacked(block.noted_at, count, "<i8", NO_TIME),
    )


def block_holds(block: Any) -> bool:
    """Whether the block's bytes still give the hash it was sealed with."""
    return _digest(block.count, {name: _opened(getattr(block, name)) for name in COLUMNS}) == str(block.sha256)


def _digest(count: int, raw: Mapping[str, bytes | None]) -> str:
    digest = hashlib.sha256(struct.pack("<I", count))
    for name in COLUMNS:
        one = raw[name]
        if one is not None:
            digest.update(struct.pack("<16sI", name.encode(), len(one)) + one)
    return digest.hexdigest()


def _opened(packed: bytes | None) -> bytes | None:
    return None if packed is None else zlib.decompress(packed)


def _floats(given: Sequence[float] | None, count: int) -> Floats:
    if given is None:
        return np.full(count, np.nan)
    figures = np.asarray(given, dtype=np.float64)
    if np.isinf(figures).any():
        raise BadInput("An infinite figure can't be kept.")
    return np.where(np.isnan(figures), np.nan, figures)


def _wholes(given: Sequence[int] | None, count: int, missing: int) -> Wholes:
    return np.full(count, missing, dtype=np.int64) if given is None else np.asarray(given, dtype=np.int64)


def _pack_floats(figures: Floats) -> bytes | None:
    return None if np.isnan(figures).all() else figures.astype("<f8").tobytes()


def _unpacked(packed: bytes | None, count: int, kind: str, missing: float) -> Any:
    raw = _opened(packed)
    plain = np.dtype(kind).newbyteorder("=")
    return np.full(count, missing, dtype=plain) if raw is None else np.frombuffer(raw, dtype=kind).astype(plain)


def _pack_words(given: Sequence[str] | None) -> bytes | None:
    if given is None or not any(given):
        return None
    known = {word: code for code, word in enumerate(dict.fromkeys(word for word in given if word))}
    words = json.dumps(list(known), ensure_ascii=False, separators=(",", ":")).encode()
    codes = np.array([known[word] if word else NO_WORD for word in given], dtype="<u2")
    return struct.pack("<I", len(words)) + words + codes.tobytes()


def _unpack_words(raw: bytes, count: int) -> Words:
    (length,) = struct.unpack_from("<I", raw)
    words = np.array([*json.loads(raw[4 : 4 + length]), ""], dtype=np.str_)
    codes = np.frombuffer(raw, dtype="<u2", offset=4 + length, count=count).astype(np.intp)
    return words[np.where(codes == NO_WORD, len(words) - 1, codes)]


def _pack_strata(strata: Mapping[str, Sequence[str]]) -> bytes | None:
    packed = {name: one for name in sorted(strata) if (one := _pack_words(strata[name])) is not None}
    if not packed:
        return None
    heads = json.dumps([[name, len(one)] for name, one in packed.items()], ensure_ascii=False).encode()
    return struct.pack("<I", len(heads)) + heads + b"".join(packed.values())


def _unpack_strata(raw: bytes | None, count: int, asked: Iterable[str] | None) -> dict[str, Words]:
    if raw is None:
        return {}
    (length,) = struct.unpack_from("<I", raw)
    at, found = 4 + length, {}
    chosen = None if asked is None else set(asked)
    for name, size in json.loads(raw[4:at]):
        if chosen is None or name in chosen:
            found[name] = _unpack_words(raw[at : at + size], count)
        at += size
    return found
