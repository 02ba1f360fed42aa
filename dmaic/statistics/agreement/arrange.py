"""Is this table an agreement study? Ratings as codes, every appraiser, item and trial filled, or a sentence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dmaic.errors import StatisticsError
from dmaic.statistics.agreement.kappa import ordered_categories
from dmaic.statistics.measured import labels


@dataclass(frozen=True, slots=True, eq=False)
class Ratings:
    """Ratings as positions in ``categories``: ``codes[appraiser, item, trial]``, ``standard[item]`` or None."""

    appraisers: tuple[str, ...]
    items: tuple[str, ...]
    trials: int
    categories: tuple[str, ...]
    codes: NDArray[np.int64]
    standard: NDArray[np.int64] | None
    cautions: tuple[str, ...]


def arrange_ratings(
    ratings: Mapping[str, Any],
    standard: Mapping[str, Any] | Sequence[Any] | None = None,
    categories: Sequence[Any] | None = None,
) -> Ratings:
    """Read ``ratings[appraiser][item][trial]`` (items as an object or a list) and the standard of each item.

    Raises StatisticsError naming the first appraiser and item where a rating is missing or too many.
    """
    if not isinstance(ratings, Mapping) or not ratings:
        raise StatisticsError("There are no ratings. Give for each appraiser the ratings of each item.")
    by_name = {str(name): _by_item(items, f"The ratings of {name}") for name, items in ratings.items()}
    names = tuple(by_name)
    items = tuple(by_name[names[0]])
    if not items:
        raise StatisticsError(f"{names[0]} has rated no items. Rate at least 2, better 50.")
    read = {(name, item): _trials(by_name[name].get(item), name, item) for name in names for item in items}
    for name in names:
        strange = set(by_name[name]) - set(items)
        if strange:
            raise StatisticsError(f"{name} rated item {min(strange)}, which {names[0]} did not. Every item needs both.")
    trials = len(read[names[0], items[0]])
    for (name, item), found in read.items():
        if len(found) != trials:
            raise StatisticsError(
                f"{name} rated item {item} {len(found)} times, others {trials} times. Rate what is missing, or leave "
                "that item out of the whole study."
            )
    right = None if standard is None else _standard(standard, items)
    said = [rating for found in read.values() for rating in found] + (right or [])
    known = ordered_categories(said) if categories is None else labels(categories, "A category")
    at = {name: place for place, name in enumerate(known)}
    strange_rating = next((rating for rating in said if rating not in at), None)
    if strange_rating is not None:
        raise StatisticsError(f"The rating {strange_rating!r} is not among the categories {', '.join(known)}.")
    if len(items) < 2:
        raise StatisticsError("Only 1 item was rated. Rate at least 2, better 50.")
    codes = np.array([[[at[rating] for rating in read[name, item]] for item in items] for name in names])
    cautions = []
    if len(items) < 20:
        cautions.append(f"{len(items)} items are few: the intervals are wide. 50 items are customary.")
    if trials == 1:
        cautions.append("With one trial nobody's own steadiness can be seen: rate each item twice.")
    known_right = None if right is None else np.array([at[rating] for rating in right])
    return Ratings(names, items, trials, known, codes, known_right, tuple(cautions))


def _by_item(items: Any, where: str) -> dict[str, Any]:
    if isinstance(items, Mapping):
        return {str(item): trials for item, trials in items.items()}
    if isinstance(items, str) or not isinstance(items, Sequence):
        raise StatisticsError(f"{where} must be given item by item.")
    return {str(place): trials for place, trials in enumerate(items, 1)}


def _trials(found: Any, name: str, item: str) -> tuple[str, ...]:
    if found is None:
        raise StatisticsError(f"{name} did not rate item {item}. Rate it, or leave that item out of the whole study.")
    listed = [found] if isinstance(found, str | int | float) else list(found)
    if not listed:
        raise StatisticsError(f"{name} did not rate item {item}. Rate it, or leave that item out of the whole study.")
    return labels(listed, f"The rating of item {item} by {name}")


def _standard(standard: Mapping[str, Any] | Sequence[Any], items: tuple[str, ...]) -> list[str]:
    given = _by_item(standard, "The standard")
    missing = next((item for item in items if given.get(item) is None), None)
    if missing is not None:
        raise StatisticsError(f"Item {missing} has no standard. Judge it, or run the study without a standard.")
    return list(labels([given[item] for item in items], "The standard"))
