"""Can a curve with four parameters make the values normal? Johnson's SU, SB and SL, given or fitted.

SU (unbounded): z = gamma + delta asinh((x - xi) / lambda); SB (bounded): z = gamma + delta ln((x - xi) / (xi + lambda
- x)); SL (lognormal with a shift): z = gamma + delta ln(x - xi) (Johnson 1949).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from dmaic.errors import StatisticsError
from dmaic.statistics.capability import MILLION, PerMillion, checked_limits
from dmaic.statistics.checked import Floats, finite, positive, sample, share, spread_of
from dmaic.statistics.figures import entered, figure
from dmaic.statistics.normality import anderson_darling
from dmaic.statistics.summary import quantile

FAMILIES = ("SU", "SB", "SL")
# The z of Slifker & Shapiro (1980) is 0.524; the search after Chou, Polansky & Mason (1998) tries those about it.
_NEAR_LOGNORMAL = 0.1
_SEARCH = tuple(0.25 + 0.01 * step for step in range(101))


@dataclass(frozen=True, slots=True)
class Johnson:
    """A member of the family. ``scale`` is Johnson's lambda (1 for SL), ``xi`` his location."""

    family: str
    gamma: float
    delta: float
    xi: float
    scale: float

    def z(self, value: float) -> float:
        """The normal score of a value; -inf or inf at and beyond a bound."""
        below, above = self.bounds()
        if value <= below:
            return -math.inf
        if value >= above:
            return math.inf
        return float(self.scores(np.array([value]))[0])

    def bounds(self) -> tuple[float, float]:
        """The ends of the range."""
        if self.family == "SU":
            return -math.inf, math.inf
        return self.xi, self.xi + self.scale if self.family == "SB" else math.inf

    def scores(self, values: Floats) -> Floats:
        """Normal scores of values inside the range."""
        off = values - self.xi
        if self.family == "SU":
            inner = np.arcsinh(off / self.scale)
        elif self.family == "SB":
            inner = np.log(off / (self.scale - off))
        else:
            inner = np.log(off)
        return np.asarray(self.gamma + self.delta * inner)

    def quantile(self, fraction: float) -> float:
        """The value below which ``fraction`` lies."""
        from scipy.special import ndtri

        inner = (float(ndtri(share(fraction, name="fraction"))) - self.gamma) / self.delta
        if self.family == "SU":
            return self.xi + self.scale * math.sinh(inner)
        if self.family == "SB":
            return self.xi + self.scale / (1 + math.exp(-inner))
        return self.xi + math.exp(inner)


@dataclass(frozen=True, slots=True)
class JohnsonFit:
    """The member whose scores look most normal; ``p`` is their Anderson-Darling p, ``spread`` the z used."""

    curve: Johnson
    n: int
    p: float
    spread: float


@dataclass(frozen=True, slots=True)
class JohnsonCapability:
    """Indices on the normal scores: ppu = z(USL) / 3, ppl = -z(LSL) / 3.

    An index is None where the curve never reaches the limit (z has no end there) or the limit is missing.
    """

    curve: Johnson
    z_lsl: float | None
    z_usl: float | None
    ppl: float | None
    ppu: float | None
    ppk: float | None
    q_low: float
    q_middle: float
    q_high: float
    expected: PerMillion
    note: str


def given_johnson(family: str, gamma: float, delta: float, xi: float, scale: float = 1.0) -> Johnson:
    """A member with known parameters; delta and lambda above 0."""
    if family not in FAMILIES:
        raise StatisticsError(f"Johnson's family is one of {', '.join(FAMILIES)}; {family!r} is not.")
    return Johnson(
        family,
        finite(gamma, name="gamma"),
        positive(delta, name="delta"),
        finite(xi, name="xi"),
        positive(scale, name="lambda"),
    )


def _candidates(data: Floats, z: float) -> list[Johnson]:
    """Slifker & Shapiro (1980): the members whose quantiles at -3z, -z, z, 3z are those of the sample.

    Their ratio m n / p^2 tells SU (above 1) from SB (below); near 1 the lognormal SL is tried as well.
    """
    from scipy.special import ndtr

    x1, x2, x3, x4 = (quantile(data, float(ndtr(k * z)), method="weibull") for k in (-3, -1, 1, 3))
    m, n, p = x4 - x3, x2 - x1, x3 - x2
    if min(m, n, p) <= 0:
        return []
    ratio, middle = m * n / p**2, (x2 + x3) / 2
    found: list[Johnson] = []
    if ratio > 1 + 1e-9:
        total = m / p + n / p
        delta = 2 * z / math.acosh(total / 2)
        gamma = delta * math.asinh((n - m) / p / (2 * math.sqrt(ratio - 1)))
        scale = 2 * p * math.sqrt(ratio - 1) / ((total - 2) * math.sqrt(total + 2))
        found.append(Johnson("SU", gamma, delta, middle + (n - m) / (2 * (total - 2)), scale))
    if ratio < 1 - 1e-9:
        product = (1 + p / m) * (1 + p / n)
        excess = 1 / ratio - 1
        delta = z / math.acosh(math.sqrt(product) / 2)
        gamma = delta * math.asinh((p / n - p / m) * math.sqrt(product - 4) / (2 * excess))
        scale = p * math.sqrt((product - 2) ** 2 - 4) / excess
        found.append(Johnson("SB", gamma, delta, middle - scale / 2 + p * (p / n - p / m) / (2 * excess), scale))
    if abs(ratio - 1) < _NEAR_LOGNORMAL and m > p:
        delta = 2 * z / math.log(m / p)
        gamma = delta * math.log((m / p - 1) / (p * math.sqrt(m / p)))
        found.append(Johnson("SL", gamma, delta, middle - p / 2 * (m / p + 1) / (m / p - 1), 1.0))
    return found


def _rank(found: JohnsonFit) -> tuple[float, bool, float]:
    return round(found.p, 2), found.curve.family == "SL", found.p


def fit_johnson(values: Sequence[float] | Floats) -> JohnsonFit:
    """Fit by quantile matching over a range of z; the member with the most normal scores wins.

    Of members that do alike (to 0.01 in p) the lognormal is taken, which has a parameter less. At least 20 values. A
    member whose range does not hold all values is passed over.
    """
    data = np.sort(sample(values, least=20))
    spread_of(data)
    best: JohnsonFit | None = None
    for z, curve in [(width, member) for width in _SEARCH for member in _candidates(data, width)]:
        below, above = curve.bounds()
        if not below < data[0] <= data[-1] < above:
            continue
        scores = curve.scores(data)
        if not np.all(np.isfinite(scores)) or float(np.ptp(scores)) == 0:
            continue
        found = JohnsonFit(curve, data.size, anderson_darling(scores).p, z)
        if best is None or _rank(found) > _rank(best):
            best = found
    if best is None:
        raise StatisticsError(
            "No member of Johnson's family fits these values, often because too many are equal. Record them with a "
            "finer resolution, or use the percentile method."
        )
    return best


def _endless(z: float | None) -> float | None:
    return z if z is None or math.isfinite(z) else None


def johnson_capability(curve: Johnson, *, lsl: float | None = None, usl: float | None = None) -> JohnsonCapability:
    """Performance through the normal scores of the limits, with the percentiles that the curve implies."""
    lsl, usl, _ = checked_limits(lsl, usl)
    z_lsl = None if lsl is None else curve.z(lsl)
    z_usl = None if usl is None else curve.z(usl)
    below = None if z_lsl is None else MILLION * 0.5 * math.erfc(-z_lsl / math.sqrt(2))
    above = None if z_usl is None else MILLION * 0.5 * math.erfc(z_usl / math.sqrt(2))
    finite_lsl, finite_usl = _endless(z_lsl), _endless(z_usl)
    ppl = None if finite_lsl is None else -finite_lsl / 3
    ppu = None if finite_usl is None else finite_usl / 3
    found = [index for index in (ppl, ppu) if index is not None]
    edges = [edge for edge, z in ((lsl, z_lsl), (usl, z_usl)) if edge is not None and z is not None and math.isinf(z)]
    low_end, high_end = (figure(end) for end in curve.bounds())
    note = (
        f"The curve runs from {low_end} to {high_end} and never reaches the limit {entered(edges[0])}: its index has "
        "no value."
        if edges
        else ""
    )
    return JohnsonCapability(
        curve=curve,
        z_lsl=finite_lsl,
        z_usl=finite_usl,
        ppl=ppl,
        ppu=ppu,
        ppk=min(found) if found else None,
        q_low=curve.quantile(0.00135),
        q_middle=curve.quantile(0.5),
        q_high=curve.quantile(0.99865),
        expected=PerMillion(below, above, (below or 0.0) + (above or 0.0)),
        note=note,
    )
