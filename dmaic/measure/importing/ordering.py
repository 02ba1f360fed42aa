"""How do readings come into the order of time? Their columns are gathered packed, then handed on oldest first."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from dmaic.measure.datasets.packing import BLOCK, NO_TIME, Batch

_FIGURES = ("value", "size", "defects")


def oldest_first(batches: Iterable[Batch]) -> Iterator[Batch]:
    """The same readings by time; equal times keep the order of the file.

    Holds about 8 bytes for each figure of each reading; each different text is held once.
    """
    figures: dict[str, array[float]] = {}
    moments: array[int] = array("q")
    texts: dict[str, array[int]] = {}
    known: dict[str, int] = {}
    for batch in batches:
        before = len(moments)
        moments.extend(batch.time if batch.time is not None else [NO_TIME] * len(batch))
        for name in _FIGURES:
            given: Sequence[float] | None = getattr(batch, name)
            if given is not None:
                figures.setdefault(name, array("d", [float("nan")] * before)).extend(given)
        words: dict[str, Sequence[str]] = dict(batch.strata)
        if batch.subgroup is not None:
            words[""] = batch.subgroup
        for name, column in words.items():
            codes = texts.setdefault(name, array("L", [0] * before))
            codes.extend(known.setdefault(word, len(known)) for word in column)
    dictionary: list[str] = list(known)
    order = sorted(range(len(moments)), key=moments.__getitem__)
    for start in range(0, len(order), BLOCK):
        part = order[start : start + BLOCK]

        def chosen(column: Any, part: list[int] = part) -> list[Any]:
            return [column[at] for at in part]

        split = {name: [dictionary[code] for code in chosen(codes)] for name, codes in texts.items()}
        yield Batch(
            time=chosen(moments),
            value=chosen(figures["value"]) if "value" in figures else None,
            size=chosen(figures["size"]) if "size" in figures else None,
            defects=chosen(figures["defects"]) if "defects" in figures else None,
            subgroup=split.pop("", None),
            strata=split,
        )
