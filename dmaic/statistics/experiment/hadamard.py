"""Which columns of plus and minus are all orthogonal? The matrices behind Plackett-Burman designs.

Sources: Plackett & Burman (1946), The design of optimum multifactorial experiments, Biometrika 33; Paley (1933).
"""

from __future__ import annotations

import numpy as np

from dmaic.errors import StatisticsError
from dmaic.statistics.checked import Floats

LARGEST = 96

#: First rows that give the design by cyclic shifts, and a last row of minus.
_GENERATORS = {
    4: "++-",
    8: "+++-+--",
    12: "++-+++---+-",
    16: "++++-+-++--+---",
    20: "++--++++-+-+----++-",
    24: "+++++-+-++--++--+-+----",
    32: "----+-+-+++-++---+++++--++-+--+",
    36: "-+-+++---+++++-+++--+----+-+-++--+-",
    44: "++--+-+--+++-+++++---+-+++-----+---++-+-++-",
    48: "+++++-++++--+-+-+++--+--++-++---+-+-++----+----",
}


def plackett_burman_generator(runs: int) -> tuple[int, ...] | None:
    """The first row of the cyclic construction, where one is tabled."""
    text = _GENERATORS.get(runs)
    return None if text is None else tuple(1 if sign == "+" else -1 for sign in text)


def screening_matrix(runs: int) -> Floats:
    """Runs x (runs - 1) matrix of +-1 whose columns are balanced and orthogonal; the last run is all minus.

    Raises StatisticsError when runs is no multiple of 4 or no construction is at hand (52 and 92).
    """
    if runs % 4 or not 4 <= runs <= LARGEST:
        raise StatisticsError(
            f"Plackett-Burman designs have 4, 8, 12 ... {LARGEST} runs, not {runs}. Take the next multiple of 4."
        )
    generator = plackett_burman_generator(runs)
    if generator is not None:
        rows = [np.roll(generator, shift) for shift in range(runs - 1)]
        return np.vstack([*rows, -np.ones(runs - 1)]).astype(np.float64)
    square = _hadamard(runs)
    if square is None:
        raise StatisticsError(f"No design of {runs} runs is at hand; take {runs + 4}.")
    square = square * square[0]  # first row to +1 ...
    square = square * square[:, :1]  # ... and the first column, which is then left out
    return np.vstack([-square[1:, 1:], -square[:1, 1:]])


def _hadamard(n: int) -> Floats | None:
    """Paley's constructions I and II for prime fields, or the doubling of a smaller one."""
    if n in {1, 2}:
        return np.array([[1.0]]) if n == 1 else np.array([[1.0, 1.0], [1.0, -1.0]])
    q = n - 1
    if _is_prime(q) and q % 4 == 3:
        border = np.ones((n, n))
        border[1:, 1:] = _jacobsthal(q) + np.eye(q)
        border[1:, 0] = -1
        border[0, 1:] = 1
        return border
    q = n // 2 - 1
    if _is_prime(q) and q % 4 == 1:
        conference = np.ones((q + 1, q + 1))
        conference[0, 0] = 0
        conference[1:, 1:] = _jacobsthal(q)
        plus, minus = np.array([[1.0, 1.0], [1.0, -1.0]]), np.array([[1.0, -1.0], [-1.0, -1.0]])
        return np.asarray(np.kron(conference, plus) + np.kron(np.eye(q + 1), minus))
    half = screening_square(n // 2) if n % 8 == 0 else None
    return None if half is None else np.block([[half, half], [half, -half]])


def screening_square(n: int) -> Floats | None:
    """A square matrix of +-1 with orthogonal rows of that size, where one is at hand."""
    if n % 4 == 0 and n in _GENERATORS:
        return np.hstack([np.ones((n, 1)), screening_matrix(n)])
    return _hadamard(n)


def _jacobsthal(q: int) -> Floats:
    """Quadratic character of i - j modulo the prime q."""
    squares = {i * i % q for i in range(1, q)}
    character = np.array([0.0, *(1.0 if i in squares else -1.0 for i in range(1, q))])
    at = np.arange(q)
    return np.asarray(character[(at[:, None] - at[None, :]) % q])


def _is_prime(q: int) -> bool:
    return q > 1 and all(q % divisor for divisor in range(2, int(q**0.5) + 1))
