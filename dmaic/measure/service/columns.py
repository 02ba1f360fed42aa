"""How are a hundred thousand tickets kept in little space? Column by column, packed, text as codes of a dictionary."""

from __future__ import annotations

import hashlib
import json
import struct
import zlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from dmaic.measure.service.calendars import Flags, Wholes
from dmaic.measure.service.fields import MOMENTS, NUMBERS, Field

Keys: TypeAlias = NDArray[np.bytes_]
Codes: TypeAlias = NDArray[np.int32]
Digests: TypeAlias = NDArray[np.uint64]

LONGEST_KEY = 64
NO_WORD = -1
STRATUM = f"{Field.STRATUM}:"
_LEVEL = 2
_MOMENTS = frozenset(str(one) for one in MOMENTS)
_NUMBERS = frozenset(str(one) for one in NUMBERS)


@dataclass(frozen=True, slots=True, eq=False)
class Coded:
    """A column of words: a code for each row into ``words``, NO_WORD where there is none."""

    codes: Codes
    words: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.codes)

    @classmethod
    def of(cls, cells: Sequence[str]) -> Coded:
        """The codes of these words; blank is none."""
        distinct = dict.fromkeys(cells)
        distinct.pop("", None)
        known = {word: code for code, word in enumerate(distinct)}
        known[""] = NO_WORD
        codes = np.array([known[cell] for cell in cells], dtype=np.int32)
        del known[""]
        return cls(codes, tuple(known))

    def kept(self, chosen: Flags | Wholes) -> Coded:
        return Coded(self.codes[chosen], self.words)

    def tidied(self, tidy: Callable[[str], str]) -> Coded:
        """The same rows with each word put in order."""
        new = Coded.of([tidy(word) for word in self.words])
        return Coded(np.array([*new.codes.tolist(), NO_WORD], dtype=np.int32)[self.codes], new.words)

    def texts(self) -> list[str]:
        """The words themselves, empty where there is none."""
        words = [*self.words, ""]
        return [words[code] for code in self.codes.tolist()]

    def says(self, *words: str) -> Flags:
        """Which rows say one of these words, capitals aside."""
        wanted = {word.lower() for word in words}
        codes = [code for code, word in enumerate(self.words) if word.lower() in wanted]
        return np.isin(self.codes, codes)


Array: TypeAlias = NDArray[Any]
Column: TypeAlias = Array | Coded


def key_bytes(keys: Iterable[str]) -> Keys:
    """Keys as bytes of one width; a very long one is replaced by its hash."""
    raw = [key.encode() for key in keys]
    raw = [key if len(key) <= LONGEST_KEY else hashlib.blake2b(key, digest_size=20).hexdigest().encode() for key in raw]
    return np.array(raw, dtype=np.bytes_) if raw else np.zeros(0, dtype="S1")


def pack(column: Column) -> bytes:
    """A column as bytes: little-endian figures, or a dictionary and its codes, compressed."""
    if isinstance(column, Coded):
        used, codes = np.unique(column.codes, return_inverse=True)
        words = [column.words[code] for code in used.tolist() if code != NO_WORD]
        shift = 1 if used.size and used[0] == NO_WORD else 0
        head = json.dumps(words, ensure_ascii=False, separators=(",", ":")).encode()
        return zlib.compress(struct.pack("<I", len(head)) + head + (codes - shift).astype("<i4").tobytes(), _LEVEL)
    if column.dtype.kind == "S":
        return zlib.compress(struct.pack("<I", column.dtype.itemsize) + column.tobytes(), _LEVEL)
    return zlib.compress(column.astype("<f8" if column.dtype.kind == "f" else "<i8").tobytes(), _LEVEL)


def unpack(name: str, packed: Sequence[bytes]) -> Column:
    """One column out of the blocks it was packed in, in their order."""
    raw = [zlib.decompress(one) for one in packed]
    if name == Field.KEY:
        parts = [np.frombuffer(one, dtype=f"S{struct.unpack_from('<I', one)[0]}", offset=4) for one in raw]
        return np.concatenate(parts) if parts else np.zeros(0, dtype="S1")
    if name in _MOMENTS:
        return np.frombuffer(b"".join(raw), dtype="<i8").astype(np.int64)
    if name in _NUMBERS:
        return np.frombuffer(b"".join(raw), dtype="<f8").astype(np.float64)
    known: dict[str, int] = {}
    columns = []
    for one in raw:
        (length,) = struct.unpack_from("<I", one)
        own = [known.setdefault(word, len(known)) for word in json.loads(one[4 : 4 + length])]
        lookup = np.array([*own, NO_WORD], dtype=np.int32)
        columns.append(lookup[np.frombuffer(one, dtype="<i4", offset=4 + length)])
    codes = np.concatenate(columns) if columns else np.zeros(0, dtype=np.int32)
    return Coded(codes, tuple(known))


def digest_of(columns: Mapping[str, Column]) -> Digests:
    """A number for each row that changes when any of its cells does; the same on every machine.

    Every column is mixed in by the finaliser of splitmix64, words by their hash and not by their code.
    """
    mixed: Digests | None = None
    with np.errstate(over="ignore"):
        for name in sorted(columns):
            column = columns[name]
            if isinstance(column, Coded):
                bits = _word_hashes(column.words)[column.codes]
            elif column.dtype.kind == "S":
                continue  # the key says which ticket it is, not what it says
            else:
                bits = column.astype("<f8" if column.dtype.kind == "f" else "<i8").view(np.uint64)
            salt = _word_hashes((name,))[0]
            bits = _finalised(bits ^ salt)
            mixed = bits if mixed is None else _finalised(mixed + bits)
    return np.zeros(0, dtype=np.uint64) if mixed is None else mixed


def _finalised(bits: Digests) -> Digests:
    bits = (bits ^ (bits >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    bits = (bits ^ (bits >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return bits ^ (bits >> np.uint64(31))


def _word_hashes(words: Sequence[str]) -> Digests:
    """The hash of each word, and of no word behind them, where NO_WORD points."""
    found = [int.from_bytes(hashlib.blake2b(word.encode(), digest_size=8).digest(), "little") for word in words]
    return np.array([*found, 0], dtype=np.uint64)
