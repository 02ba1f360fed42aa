"""Which factors make up a term? Names of factors and of their products, as textbooks write them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations
from typing import Any

import numpy as np

from dmaic.errors import StatisticsError
from dmaic.statistics.checked import Floats
from dmaic.statistics.figures import entered

#: I stands for the identity column in defining relations, so no factor is called I.
LETTERS = "ABCDEFGHJKLMNOPQRSTUVWXYZ"
MOST_FACTORS = 15

Term = tuple[str, ...]


def factor_letters(count: int) -> tuple[str, ...]:
    """A, B, C ... without I."""
    if not 1 <= count <= len(LETTERS):
        raise StatisticsError(f"A design has 1 to {len(LETTERS)} factors; {count} were asked for.")
    return tuple(LETTERS[:count])


def term_name(term: Sequence[str]) -> str:
    """AB for factors A and B; Heat:Time for longer names."""
    return ("" if all(len(name) == 1 for name in term) else ":").join(term)


def read_term(text: str, factors: Sequence[str]) -> Term:
    """AB, A:B, A*B or the name of one factor as a tuple of factors in the order of ``factors``."""
    given = str(text).strip()
    if given in factors:
        return (given,)
    pieces = [piece.strip() for piece in re.split(r"[:*×]", given)]
    if len(pieces) == 1:
        pieces = list(given)
    unknown = next((piece for piece in pieces if piece not in factors), None)
    if unknown is not None or not pieces:
        raise StatisticsError(f"The term {given!r} names no known factors; the factors are {', '.join(factors)}.")
    if len(set(pieces)) != len(pieces):
        raise StatisticsError(f"The term {given!r} holds a factor twice; with two levels its square is the constant.")
    return tuple(name for name in factors if name in pieces)


def all_terms(factors: Sequence[str], up_to: int) -> list[Term]:
    """Main effects, then products of two, of three ... up to that many factors."""
    return [term for size in range(1, min(up_to, len(factors)) + 1) for term in combinations(factors, size)]


def contrast(columns: Mapping[str, Floats], term: Iterable[str]) -> Floats:
    """The product of the coded columns of a term."""
    product: Floats | None = None
    for name in term:
        product = columns[name] if product is None else product * columns[name]
    assert product is not None
    return product


def coded_columns(design: Mapping[str, Sequence[Any]], runs: int) -> dict[str, Floats]:
    """Each factor's column in coded units: -1 low, +1 high, 0 at the centre.

    Columns of -1, 0, 1 stand as they are. Two other numbers are coded low and high, with their middle as centre; two
    words are coded in order of the alphabet. Raises StatisticsError for a column with one level, or more than two.
    """
    if not design:
        raise StatisticsError("The design has no factors. Give one column of settings for each factor.")
    if len(design) > MOST_FACTORS:
        raise StatisticsError(f"The design has {len(design)} factors; at most {MOST_FACTORS} can be analysed at once.")
    return {str(name): _coded(str(name), list(column), runs) for name, column in design.items()}


def _coded(name: str, column: list[Any], runs: int) -> Floats:
    if len(column) != runs:
        raise StatisticsError(f"The factor {name} has {len(column)} settings for {runs} results; each run needs one.")
    if any(value is None or value == "" for value in column):
        raise StatisticsError(f"The factor {name} has a blank setting. Enter it, or leave that run out.")
    if all(isinstance(value, int | float | np.number) and not isinstance(value, bool) for value in column):
        return _coded_numbers(name, np.array(column, dtype=np.float64))
    found = sorted({str(value) for value in column})
    if len(found) != 2:
        raise StatisticsError(f"The factor {name} has {len(found)} levels ({', '.join(found[:5])}); two are needed.")
    return np.array([-1.0 if str(value) == found[0] else 1.0 for value in column])


def _coded_numbers(name: str, values: Floats) -> Floats:
    if not bool(np.isfinite(values).all()):
        raise StatisticsError(f"The factor {name} has a setting that is not a finite number. Correct it.")
    levels = np.unique(values)
    if set(levels.tolist()) <= {-1.0, 0.0, 1.0} and {-1.0, 1.0} <= set(levels.tolist()):
        return values
    low, high = float(levels[0]), float(levels[-1])
    if low == high:
        raise StatisticsError(f"The factor {name} never changes ({entered(low)}). Vary it, or leave it out.")
    coded = (2 * values - low - high) / (high - low)
    near = np.round(coded)
    if bool((np.abs(coded - near) > 1e-9).any()):
        seen = ", ".join(entered(value) for value in levels[:5])
        raise StatisticsError(
            f"The factor {name} has settings other than low, middle and high ({seen}). Two-level analysis can't use "
            "them; analyse it as a response surface."
        )
    return np.asarray(near)
