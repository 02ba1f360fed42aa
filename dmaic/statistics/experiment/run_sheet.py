"""What shall be done, in which order? A design as a sheet of runs: repeats, centre runs, blocks, random order.

The order within each block is random from a seed that is kept, so that what drifts over the day does not pass for an
effect. Blocks take the parts of a factorial that confuse the least with the blocks (Montgomery, chapter 7).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import numpy as np

from dmaic.errors import StatisticsError
from dmaic.statistics.checked import Floats, count, finite
from dmaic.statistics.experiment.designs import Design
from dmaic.statistics.experiment.terms import factor_letters, term_name
from dmaic.statistics.measured import labels

_MOST_RUNS = 4096


@dataclass(frozen=True, slots=True)
class Run:
    """One run: its place in the order of work, its place in standard order, block, repeat, coded and real settings."""

    run: int
    standard: int
    block: int
    replicate: int
    kind: str
    coded: dict[str, float]
    settings: dict[str, Any]


@dataclass(frozen=True, slots=True)
class RunSheet:
    """The sheet. ``confounded`` names the effects that can't be told from differences between blocks."""

    design: str
    factors: tuple[str, ...]
    runs: tuple[Run, ...]
    seed: int
    blocks: int
    confounded: tuple[str, ...]
    cautions: tuple[str, ...] = ()


def run_sheet(
    design: Design,
    *,
    seed: int,
    factors: Sequence[str] | None = None,
    levels: Mapping[str, Sequence[Any]] | None = None,
    replicates: int = 1,
    centre_points: int = 0,
    blocks: int = 1,
    randomise: bool = True,
) -> RunSheet:
    """Lay a design out as runs to do.

    ``levels`` gives low and high of each factor in its own unit (numbers, or two words for two-level factors);
    ``centre_points`` are added to each block. ``blocks`` is 1, 2, 4 or 8 for two-level factorials; other designs may
    have one block a replicate. Without ``randomise`` the order is the standard one.
    """
    points = design.points
    k = points.shape[1]
    names = factor_letters(k) if factors is None else labels(factors, "A factor's name")
    if len(names) != k or len(set(names)) != k:
        raise StatisticsError(f"The design has {k} factors; name each of them once ({len(names)} names were given).")
    repeats = count(replicates, name="number of replicates", least=1)
    centres = count(centre_points, name="number of centre points")
    parts = count(blocks, name="number of blocks", least=1)
    if (len(points) * repeats + centres * parts) > _MOST_RUNS:
        raise StatisticsError(
            f"The sheet would have more than {_MOST_RUNS} runs. Use a smaller design or fewer repeats."
        )
    real = _Settings(names, levels)
    block_of, confounded = _blocks(points, names, repeats, parts)
    rng = np.random.default_rng(count(seed, name="seed"))
    rows: list[tuple[int, int, int, str, Floats]] = []
    for replicate in range(repeats):
        for place, point in enumerate(points):
            rows.append((block_of[replicate][place], place + 1, replicate + 1, design.kinds[place], point))
    for block in range(1, parts + 1):
        rows += [(block, len(points) + 1, 1, "centre", np.zeros(k))] * centres
    runs: list[Run] = []
    for block in range(1, parts + 1):
        inside = [row for row in rows if row[0] == block]
        order = rng.permutation(len(inside)) if randomise else np.arange(len(inside))
        for at in order:
            _, standard, replicate, kind, point = inside[int(at)]
            coded = {name: float(value) for name, value in zip(names, point, strict=True)}
            runs.append(Run(len(runs) + 1, standard, block, replicate, kind, coded, real.of(coded)))
    cautions = list(design.cautions)
    if repeats == 1 and not centres and "centre" not in design.kinds:
        cautions.append("Nothing is repeated: add centre runs or a replicate to see pure error, or judge by Lenth.")
    if not randomise:
        cautions.append("The runs are not in random order: whatever drifts with time will look like an effect.")
    return RunSheet(design.name, names, tuple(runs), int(seed), parts, confounded, tuple(cautions))


class _Settings:
    """Turns coded settings into the factors' own units."""

    def __init__(self, names: tuple[str, ...], levels: Mapping[str, Sequence[Any]] | None) -> None:
        self.ranges: dict[str, tuple[Any, Any]] = {}
        for name, pair in (levels or {}).items():
            if name not in names:
                raise StatisticsError(f"There is no factor {name!r}; the factors are {', '.join(names)}.")
            if len(pair) != 2 or pair[0] == pair[1]:
                raise StatisticsError(f"Give a low and a high level of {name} that differ.")
            words = all(isinstance(value, str) for value in pair)
            self.ranges[name] = (
                (pair[0], pair[1]) if words else (finite(pair[0], name=f"low of {name}"), finite(pair[1], name=name))
            )

    def of(self, coded: Mapping[str, float]) -> dict[str, Any]:
        return {name: self._one(name, value) for name, value in coded.items()}

    def _one(self, name: str, value: float) -> Any:
        if name not in self.ranges:
            return value
        low, high = self.ranges[name]
        if not isinstance(low, str):
            return (low + high) / 2 + value * (high - low) / 2
        if value not in {-1.0, 1.0}:
            raise StatisticsError(
                f"The factor {name} has words for levels, so it has no middle: leave out centre runs, or give numbers."
            )
        return low if value < 0 else high


def _blocks(
    points: Floats, names: tuple[str, ...], replicates: int, blocks: int
) -> tuple[list[list[int]], tuple[str, ...]]:
    """The block of each run of each replicate, and the effects given up for it."""
    n = len(points)
    if blocks == 1:
        return [[1] * n] * replicates, ()
    if blocks == replicates:
        return [[replicate + 1] * n for replicate in range(replicates)], ()
    two_level = bool((np.abs(points) == 1).all())
    if blocks not in {2, 4, 8} or not two_level or blocks > n // 2:
        raise StatisticsError(
            f"{blocks} blocks don't fit this design. Use one block a replicate ({replicates}), or 2, 4 or 8 blocks of "
            "a two-level factorial."
        )
    effects, confounded = _least_confounding(points, names, blocks.bit_length() - 1)
    number_of = [1 + sum(int(column[run] > 0) << bit for bit, column in enumerate(effects)) for run in range(n)]
    return [number_of] * replicates, confounded


def _least_confounding(points: Floats, names: tuple[str, ...], bits: int) -> tuple[list[Floats], tuple[str, ...]]:
    """Generators of the blocks whose products are of the highest order, by search from the longest terms down.

    An effect counts by its shortest alias, so fractions are blocked without losing a main effect where possible.
    """
    shortest: dict[bytes, tuple[str, ...]] = {}
    columns: dict[bytes, Floats] = {}
    for size in range(1, len(names) + 1):
        for at in combinations(range(len(names)), size):
            column = np.prod(points[:, at], axis=1)
            if abs(float(column.sum())) == len(points):
                continue  # a word of the defining relation
            key = (column * column[0]).tobytes()
            shortest.setdefault(key, tuple(names[place] for place in at))
            columns.setdefault(key, column * column[0])
    if len(columns) + 1 != len(points):
        raise StatisticsError("Blocks of 2, 4 or 8 are for full factorials and fractions; use one block a replicate.")
    ordered = sorted(columns, key=lambda key: -len(shortest[key]))
    for least in range(len(names), 0, -1):
        long_enough = [key for key in ordered if len(shortest[key]) >= least]
        chosen = _search(long_enough, {key: columns[key] for key in long_enough}, bits)
        if chosen is not None:
            generators, closed = chosen
            lost = sorted((shortest[key] for key in closed), key=lambda term: (len(term), term))
            return [columns[key] for key in generators], tuple(term_name(term) for term in lost)
    raise StatisticsError("These runs can't be split into that many blocks; use fewer blocks.")


_Chosen = tuple[list[bytes], dict[bytes, Floats]]


def _search(
    candidates: list[bytes], allowed: dict[bytes, Floats], bits: int, chosen: _Chosen | None = None
) -> _Chosen | None:
    """Generators among the candidates whose products are all allowed, with those products; None when there are none."""
    generators, closed = ([], {}) if chosen is None else chosen
    if len(generators) == bits:
        return generators, closed
    for place, key in enumerate(candidates):
        if key in closed:
            continue
        column = allowed[key]
        products = [column * other * (column * other)[0] for other in closed.values()]
        keys = [product.tobytes() for product in products]
        if all(product in allowed for product in keys):
            grown = closed | {key: column} | dict(zip(keys, products, strict=True))
            found = _search(candidates[place + 1 :], allowed, bits, ([*generators, key], grown))
            if found is not None:
                return found
    return None
