"""What does a chart get to see? Readings as arrays: the value of each, when, which subgroup, and whether it counts."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from dmaic.measure.datasets.packing import Floats, Wholes, Words

Times: TypeAlias = NDArray[np.datetime64]
Flags: TypeAlias = NDArray[np.bool_]

_DAY_US = 86_400_000_000


@dataclass(frozen=True, slots=True, eq=False)
class Readings:
    """Readings in their order; all arrays have one length.

    ``value`` is what is charted: the measured figure, or defects per unit for counted metrics; NaN where it is
    missing. ``time`` is NaT, ``size`` and ``defects`` are NaN, text is empty where there is none. An excluded reading
    is here and marked: draw it, do not count it. ``reasons`` gives, by seq, why a reading is excluded or corrected;
    ``originals`` the figure that a correction stands in place of.
    """

    seq: Wholes
    value: Floats
    time: Times
    subgroup: Words | None
    size: Floats
    defects: Floats
    excluded: Flags
    corrected: Flags
    strata: Mapping[str, Words] = field(default_factory=dict)
    reasons: Mapping[int, str] = field(default_factory=dict)
    originals: Mapping[int, float | None] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.seq)

    @property
    def has_times(self) -> bool:
        """Whether every reading has a time."""
        return len(self) > 0 and not bool(np.isnat(self.time).any())

    @property
    def counted(self) -> Flags:
        """Readings that have a value and are not excluded."""
        return ~self.excluded & ~np.isnan(self.value)

    def kept(self, chosen: Flags | slice) -> Readings:
        """The chosen readings only."""
        seq = self.seq[chosen]
        inside = set(seq.tolist()) if self.reasons or self.originals else set()
        return Readings(
            seq=seq,
            value=self.value[chosen],
            time=self.time[chosen],
            subgroup=None if self.subgroup is None else self.subgroup[chosen],
            size=self.size[chosen],
            defects=self.defects[chosen],
            excluded=self.excluded[chosen],
            corrected=self.corrected[chosen],
            strata={name: one[chosen] for name, one in self.strata.items()},
            reasons={one: why for one, why in self.reasons.items() if one in inside},
            originals={one: was for one, was in self.originals.items() if one in inside},
        )

    def time_text(self, i: int) -> str:
        """The time of the reading at position i: the day, and the clock where it is not midnight; empty if unknown."""
        if np.isnat(self.time[i]):
            return ""
        whole_day = int(self.time[i].astype(np.int64)) % _DAY_US == 0
        return str(np.datetime_as_string(self.time[i], unit="D" if whole_day else "m")).replace("T", " ")

    def labels(self, i: int) -> str:
        """What the reading at position i is called on an axis or in a table: its time, else subgroup, else number."""
        time, group = self.time_text(i), "" if self.subgroup is None else str(self.subgroup[i])
        return " · ".join(one for one in (time, group) if one) or str(int(self.seq[i]) + 1)

    @property
    def fingerprint(self) -> str:
        """SHA-256 of exactly these readings as they stand (with corrections and exclusions), for a kept result."""
        digest = hashlib.sha256(str(len(self)).encode())
        for one in (self.seq, self.value, self.time.astype(np.int64), self.size, self.defects):
            digest.update(one.astype(one.dtype.newbyteorder("<")).tobytes())
        digest.update(np.packbits(self.excluded).tobytes())
        texts = {"": self.subgroup} if self.subgroup is not None else {}
        for name, words in {**texts, **dict(sorted(self.strata.items()))}.items():
            if words.any():
                digest.update("\x1f".join([name, *words.tolist()]).encode())
        return digest.hexdigest()


@dataclass(frozen=True, slots=True, eq=False)
class Spans:
    """A long series seen from afar: for each stretch its first and last seq, its times, least, mean and largest value.

    ``count`` is how many values are there; where it is 0, ``low``, ``mean`` and ``high`` are NaN.
    """

    first_seq: Wholes
    last_seq: Wholes
    count: Wholes
    low: Floats
    mean: Floats
    high: Floats
    first_time: Times
    last_time: Times

    def __len__(self) -> int:
        return len(self.first_seq)
