"""Which questions can be asked? One entry a question; pages, API and command line are thin faces over it.

An entry names its face as ``module:function`` so that listing the registry imports nothing heavy. A face takes the
JSON ``input`` of a case and gives the JSON fields of ``expected`` (and may give more). Bad input raises
StatisticsError with a sentence that names the field.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
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

        Numbers whose sums or squares leave the range of a double are refused here, whatever the analysis: an
        overflow would otherwise go on as an infinity or as no number.
        """
        module, _, function = self.face.partition(":")
        face: Face = getattr(import_module(module), function)
        try:
            with np.errstate(over="raise", divide="raise", invalid="raise"):
                return {key: plain(value) for key, value in face(given).items()}
        except (ArithmeticError, MemoryError) as failure:
            raise StatisticsError(_OUT_OF_RANGE) from failure


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
