"""Which questions can be asked? One entry a question; pages, API and command line are thin faces over it.

An entry names its face as ``module:function`` so that listing the registry imports nothing heavy. A face takes the
JSON ``input`` of a case and gives the JSON fields of ``expected`` (and may give more). Bad input raises
StatisticsError with a sentence that names the field.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import Any

import numpy as np

from dmaic.errors import NotFound, StatisticsError
from dmaic.statistics.result import plain

_OUT_OF_RANGE = (
    "Some of the numbers are too large, too small or too many to compute with. Check them, and give the values in "
    "another unit if they are right."
)

Face = Callable[[Mapping[str, Any]], Mapping[str, Any]]


class _Watched(Mapping[str, Any]):
    """An input that remembers which of its fields were read."""

    def __init__(self, given: Mapping[str, Any]) -> None:
        self._given = given
        self._read: set[str] = set()

    def __getitem__(self, field: str) -> Any:
        self._read.add(field)
        return self._given[field]

    def __iter__(self) -> Iterator[str]:
        return iter(self._given)

    def __len__(self) -> int:
        return len(self._given)

    def unread(self) -> list[str]:
        """Fields that hold something and were never looked at."""
        return [str(field) for field, value in self._given.items() if value is not None and field not in self._read]


@dataclass(frozen=True, slots=True)
class Analysis:
    """One statistical question: what it answers, by which formula and variants, after whom, and its face."""

    name: str
    title: str
    question: str
    formula: str
    variants: str
    source: str
    face: str

    def answer(self, given: Mapping[str, Any]) -> dict[str, Any]:
        """Run the face on one JSON input; the answer holds plain JSON types only.

        ``unread_fields`` names the fields of the input that had no part in the answer, when there are any: a
        misspelt option would otherwise leave the default in force without a word.

        Numbers whose sums or squares leave the range of a double are refused here, whatever the analysis: an
        overflow would otherwise go on as an infinity or as no number.
        """
        module, _, function = self.face.partition(":")
        face: Face = getattr(import_module(module), function)
        asked = _Watched(given)
        try:
            with np.errstate(over="raise", divide="raise", invalid="raise"):
                answer = {key: plain(value) for key, value in face(asked).items()}
        except (ArithmeticError, MemoryError) as failure:
            raise StatisticsError(_OUT_OF_RANGE) from failure
        unread = asked.unread()
        return {**answer, "unread_fields": unread} if unread else answer


# Each face module lists its own entries in ``ANALYSES``-style tables kept light: the catalogue modules below import
# nothing but this dataclass.
_CATALOGUES = (
    "dmaic.statistics.catalogue_charts",
    "dmaic.statistics.catalogue_capability",
    "dmaic.statistics.catalogue_measurement",
    "dmaic.statistics.catalogue_comparison",
)


def analyses() -> dict[str, Analysis]:
    """All entries by name, in the order of the catalogues."""
    found: dict[str, Analysis] = {}
    for path in _CATALOGUES:
        for entry in import_module(path).ANALYSES:
            found[entry.name] = entry
    return found


def analysis_named(name: str) -> Analysis:
    """The entry of that name, or NotFound with the names there are."""
    known = analyses()
    if name not in known:
        raise NotFound(f"There is no analysis called {name!r}. Known are: {', '.join(sorted(known))}.")
    return known[name]
