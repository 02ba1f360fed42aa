"""Which columns explain the response, and can they be told apart? Reading and factoring a table of predictors."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from dmaic.errors import StatisticsError
from dmaic.statistics.checked import Floats, sample
from dmaic.statistics.moments import centred
from dmaic.statistics.samples import is_constant


@dataclass(frozen=True, slots=True, eq=False)
class Design:
    """Predictors (n rows, k columns) with the QR factors of their centred columns scaled to length 1.

    Without an intercept columns are scaled but not centred. ``condition`` is that of the scaled columns: its power of
    ten is about the number of digits least squares loses.
    """

    names: tuple[str, ...]
    columns: Floats
    intercept: bool
    centre: Floats
    scale: Floats
    q: Floats
    r: Floats
    condition: float

    @property
    def n(self) -> int:
        """Rows."""
        return int(self.columns.shape[0])

    @property
    def parameters(self) -> int:
        """Coefficients to estimate, the constant included."""
        return int(self.columns.shape[1]) + int(self.intercept)

    @property
    def labels(self) -> tuple[str, ...]:
        """Names of the coefficients, the constant first."""
        return ("const", *self.names) if self.intercept else self.names

    def standard(self, rows: Floats) -> Floats:
        """Rows of raw predictors, centred and scaled as the factors are."""
        scaled: Floats = (rows - self.centre) / self.scale
        return scaled


def read_predictors(x: Any, n: int) -> tuple[tuple[str, ...], Floats]:
    """Predictors from named columns, one list of numbers, or a list of rows; as names and an n x k table."""
    if isinstance(x, Mapping):
        columns = {str(name): sample(values, str(name)) for name, values in x.items()}
    elif hasattr(x, "__len__") and len(x) and hasattr(x[0], "__len__") and not isinstance(x[0], str):
        rows = [sample(row, f"row {i + 1} of x", each="column") for i, row in enumerate(x)]
        if len({row.size for row in rows}) != 1:
            raise StatisticsError("All rows of x need the same number of columns.")
        columns = {f"x{j + 1}": np.array([row[j] for row in rows]) for j in range(rows[0].size)}
    else:
        columns = {"x": sample(x, "x")}
    for name, values in columns.items():
        if values.size != n:
            raise StatisticsError(f"{name} has {values.size} values and y has {n}. Give one of each per row.")
    table: Floats = np.column_stack(list(columns.values())) if columns else np.empty((n, 0))
    return tuple(columns), table


def factor(names: Sequence[str], table: Floats, *, intercept: bool) -> Design:
    """QR of the scaled predictors; a predictor that never varies is refused when there is an intercept beside it."""
    n, k = table.shape
    parameters = k + int(intercept)
    if parameters == 0:
        raise StatisticsError("Name at least one predictor, or keep the intercept.")
    if n <= parameters:
        raise StatisticsError(
            f"{n} rows can't carry {parameters} coefficients and an error. Collect at least {parameters + 1} rows."
        )
    scaled, centre, scale = np.empty_like(table), np.zeros(k), np.ones(k)
    for j, name in enumerate(names):
        column = table[:, j]
        if intercept:
            if is_constant(column):
                raise StatisticsError(f"{name} never varies, so its effect can't be told from the constant. Drop it.")
            column, centre[j] = centred(column)
        largest = float(np.max(np.abs(column)))
        if largest == 0:
            raise StatisticsError(f"{name} is 0 everywhere. Drop it.")
        scale[j] = largest * float(np.linalg.norm(column / largest))
        scaled[:, j] = column / scale[j]
    q, r = np.linalg.qr(scaled)
    condition = float(np.linalg.cond(r)) if k else 1.0
    return Design(tuple(names), table, intercept, centre, scale, q, r, condition)


def dependent_columns(design: Design) -> str:
    """The predictors that the ones before them already determine, for a sentence."""
    repeated = [name for j, name in enumerate(design.names) if abs(design.r[j, j]) < 1e-10]
    return ", ".join(repeated) or ", ".join(design.names)
