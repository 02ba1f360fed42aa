"""What does a fraction confuse with what? Defining relation, resolution and aliases of two-level fractions.

Sources: Box & Hunter (1961), The 2^(k-p) fractional factorial designs; Montgomery, Design and Analysis of Experiments,
chapter 8 and its table of generators (minimum aberration).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from dmaic.errors import StatisticsError
from dmaic.statistics.checked import Floats, count, sample
from dmaic.statistics.experiment.terms import LETTERS, MOST_FACTORS, all_terms, coded_columns, contrast, term_name

#: Generators of the best-known fraction for (factors, runs).
GENERATORS: dict[tuple[int, int], tuple[str, ...]] = {
    (3, 4): ("C=AB",),
    (4, 8): ("D=ABC",),
    (5, 16): ("E=ABCD",),
    (5, 8): ("D=AB", "E=AC"),
    (6, 32): ("F=ABCDE",),
    (6, 16): ("E=ABC", "F=BCD"),
    (6, 8): ("D=AB", "E=AC", "F=BC"),
    (7, 64): ("G=ABCDEF",),
    (7, 32): ("F=ABCD", "G=ABDE"),
    (7, 16): ("E=ABC", "F=BCD", "G=ACD"),
    (7, 8): ("D=AB", "E=AC", "F=BC", "G=ABC"),
    (8, 128): ("H=ABCDEFG",),
    (8, 64): ("G=ABCD", "H=ABEF"),
    (8, 32): ("F=ABC", "G=ABD", "H=BCDE"),
    (8, 16): ("E=BCD", "F=ACD", "G=ABC", "H=ABD"),
    (9, 128): ("H=ACDFG", "J=BCEFG"),
    (9, 64): ("G=ABCD", "H=ACEF", "J=CDEF"),
    (9, 32): ("F=BCDE", "G=ACDE", "H=ABDE", "J=ABCE"),
    (9, 16): ("E=ABC", "F=BCD", "G=ACD", "H=ABD", "J=ABCD"),
    (10, 128): ("H=ABCG", "J=BCDE", "K=ACDF"),
    (10, 64): ("G=BCDF", "H=ACDF", "J=ABDE", "K=ABCE"),
    (10, 32): ("F=ABCD", "G=ABCE", "H=ABDE", "J=ACDE", "K=BCDE"),
    (10, 16): ("E=ABC", "F=BCD", "G=ACD", "H=ABD", "J=ABCD", "K=AB"),
    (11, 64): ("G=CDE", "H=ABCD", "J=ABF", "K=BDEF", "L=ADEF"),
    (11, 32): ("F=ABC", "G=BCD", "H=CDE", "J=ACD", "K=ADE", "L=BDE"),
    (11, 16): ("E=ABC", "F=BCD", "G=ACD", "H=ABD", "J=ABCD", "K=AB", "L=AC"),
    (15, 16): ("E=ABC", "F=BCD", "G=ACD", "H=ABD", "J=ABCD", "K=AB", "L=AC", "M=AD", "N=BC", "O=BD", "P=CD"),
}

Word = frozenset[str]


@dataclass(frozen=True, slots=True)
class Fraction:
    """A two-level fraction: its factors, words of the defining relation with their signs, and what is confused.

    ``words`` are in order of length; a minus sign stands before the word of a negative one. ``aliases`` groups main
    effects and two-factor interactions that can't be told apart; ``pattern`` counts the words by length.
    """

    base: tuple[str, ...]
    factors: tuple[str, ...]
    generators: tuple[str, ...]
    runs: int
    words: tuple[str, ...]
    resolution: int | None
    pattern: dict[int, int]
    aliases: tuple[tuple[str, ...], ...]
    design: dict[str, tuple[int, ...]]
    words_plain: str


def fraction(base_factors: int, generators: Sequence[str] = ()) -> Fraction:
    """The fraction of ``base_factors`` in full plus one factor a generator, such as D=ABC or E=-AC.

    Without generators it is the full factorial, which confuses nothing. Runs are in standard order of the base factors.
    """
    base_count = count(base_factors, name="number of base factors", least=1)
    base = _base(base_count, generators)
    made = [_generator(text, base) for text in generators]
    names = [name for name, _, _ in made]
    if len({*base, *names}) != base_count + len(made):
        raise StatisticsError(
            "A generator names a factor that is there already. Give each added factor its own letter."
        )
    factors = tuple(sorted([*base, *names]))
    if len(factors) > MOST_FACTORS or base_count > 10:
        raise StatisticsError(f"At most {MOST_FACTORS} factors in 1024 runs can be handled.")
    relation = _relation([(frozenset({name, *letters}), sign) for name, letters, sign in made])
    ordered = sorted(relation.items(), key=lambda entry: (len(entry[0]), sorted(entry[0])))
    pattern: dict[int, int] = {}
    for word, _ in ordered:
        pattern[len(word)] = pattern.get(len(word), 0) + 1
    resolution = len(ordered[0][0]) if ordered else None
    return Fraction(
        base,
        factors,
        tuple(str(text).replace(" ", "") for text in generators),
        2**base_count,
        tuple(_signed(word, sign) for word, sign in ordered),
        resolution,
        pattern,
        _aliases(factors, relation),
        _design(base, made, factors),
        _words(resolution),
    )


def standard_fraction(factors: int, runs: int) -> Fraction:
    """The fraction of least confusion for so many factors in so many runs, from the table of generators."""
    if runs == 2**factors:
        return fraction(factors)
    if (factors, runs) not in GENERATORS:
        known = ", ".join(str(r) for k, r in sorted(GENERATORS) if k == factors) or "none"
        raise StatisticsError(
            f"No fraction of {factors} factors in {runs} runs is tabled; runs to choose from: {known}."
        )
    return fraction(runs.bit_length() - 1, GENERATORS[factors, runs])


def _base(base_count: int, generators: Sequence[str]) -> tuple[str, ...]:
    """The letters of the base factors; with an I only where the generators use one as a factor."""
    plain = any("I" in str(text).upper() for text in generators)
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ" if plain else LETTERS
    return tuple(letters[:base_count])


def _generator(text: str, base: tuple[str, ...]) -> tuple[str, tuple[str, ...], int]:
    matched = re.fullmatch(r"\s*([A-Za-z])\s*=\s*([+\-−]?)\s*([A-Za-z]+)\s*", str(text))
    if matched is None:
        raise StatisticsError(f"The generator {text!r} can't be read. Write it as D=ABC, or D=-ABC.")
    name, sign, letters = matched[1].upper(), matched[2], tuple(matched[3].upper())
    strange = next((letter for letter in letters if letter not in base), None)
    if strange is not None:
        raise StatisticsError(
            f"The generator {text!r} uses {strange}, which is not a base factor ({', '.join(base)}). Write it in terms "
            "of the base factors."
        )
    if len(set(letters)) != len(letters):
        raise StatisticsError(f"The generator {text!r} names a factor twice.")
    return name, letters, -1 if sign in {"-", "−"} else 1


def _relation(words: list[tuple[Word, int]]) -> dict[Word, int]:
    """All products of the generating words, with their signs."""
    found: dict[Word, int] = {frozenset(): 1}
    for word, sign in words:
        found |= {known ^ word: known_sign * sign for known, known_sign in found.items()}
    del found[frozenset()]
    return found


def _signed(word: Word, sign: int) -> str:
    return ("-" if sign < 0 else "") + "".join(sorted(word))


def _aliases(factors: tuple[str, ...], relation: dict[Word, int]) -> tuple[tuple[str, ...], ...]:
    groups: list[tuple[str, ...]] = []
    seen: set[Word] = set()
    for term in all_terms(factors, 2):
        own = frozenset(term)
        if own in seen:
            continue
        kin = [(own, 1)] + [(own ^ word, sign) for word, sign in relation.items() if len(own ^ word) in {1, 2}]
        seen |= {word for word, _ in kin}
        kin.sort(key=lambda entry: (len(entry[0]), sorted(entry[0])))
        groups.append(tuple(_signed(word, sign) for word, sign in kin))
    return tuple(groups)


def _design(
    base: tuple[str, ...], made: list[tuple[str, tuple[str, ...], int]], factors: tuple[str, ...]
) -> dict[str, tuple[int, ...]]:
    runs = np.arange(2 ** len(base))
    columns = {name: np.where(runs >> place & 1, 1, -1) for place, name in enumerate(base)}
    for name, letters, sign in made:
        columns[name] = sign * np.prod([columns[letter] for letter in letters], axis=0)
    return {name: tuple(int(value) for value in columns[name]) for name in factors}


def _words(resolution: int | None) -> str:
    if resolution is None:
        return "A full factorial: every effect can be told from every other."
    if resolution <= 2:
        return "Resolution II: two main effects are one and the same column. Choose other generators."
    said = {
        3: "Resolution III: main effects are mixed with two-factor interactions. Good for screening, not for deciding.",
        4: "Resolution IV: main effects are clear of two-factor interactions, which are mixed with each other.",
    }
    return said.get(
        resolution,
        f"Resolution {_roman(resolution)}: main effects and two-factor interactions are clear of each other.",
    )


def _roman(number: int) -> str:
    numerals = ((10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))
    text = ""
    for value, numeral in numerals:
        text += numeral * (number // value)
        number %= value
    return text


def fraction_effects(
    made: Fraction, y: Sequence[Any], design: Mapping[str, Sequence[Any]] | None = None
) -> dict[str, float]:
    """The effect of each alias group, named as AB+CD (AB-CD for a negative alias): mean at + minus mean at -.

    ``design`` gives the runs in the order they were made; without it they are in standard order. Raises StatisticsError
    when a column does not follow its generator.
    """
    results = sample(y, name="the results", least=2)
    columns = runs_of_fraction(made, made.design if design is None else design, len(results))
    return {_group_name(group): _effect(columns, group[0], results) for group in made.aliases}


def runs_of_fraction(made: Fraction, design: Mapping[str, Sequence[Any]], runs: int) -> dict[str, Floats]:
    """The coded columns of runs as they were made; refused when one does not follow its generator."""
    columns = coded_columns(design, runs)
    missing = next((name for name in made.factors if name not in columns), None)
    if missing is not None:
        raise StatisticsError(f"The design has no column {missing}. Give the settings of every factor.")
    for text in made.generators:
        name, letters, sign = _generator(text, made.base)
        if bool((columns[name] != sign * contrast(columns, letters)).any()):
            raise StatisticsError(f"The column {name} does not follow its generator {text}. Correct one of them.")
    return columns


def _group_name(group: tuple[str, ...]) -> str:
    return group[0] + "".join(name if name.startswith("-") else f"+{name}" for name in group[1:])


def _effect(columns: Mapping[str, Floats], name: str, y: Floats) -> float:
    sign = -1 if name.startswith("-") else 1
    column = sign * contrast(columns, name.lstrip("-"))
    if not (bool((column > 0).any()) and bool((column < 0).any())):
        raise StatisticsError(
            f"The contrast {term_name(tuple(name))} never changes in these runs; no effect can be given."
        )
    return float(y[column > 0].mean() - y[column < 0].mean())
