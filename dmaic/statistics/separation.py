"""Is there a finite best answer? Separation of a logistic or Poisson regression, found by linear programming."""

from __future__ import annotations

import numpy as np

from dmaic.statistics.checked import Floats


def separates(design: Floats, y: Floats, *, counts: bool) -> bool:
    """Does some direction b push rows only towards their own answer (Albert & Anderson 1984; Konis 2007)?

    For 0/1 answers: (2y-1) x'b >= 0 for all rows and > 0 for one, complete or quasi-complete separation. For counts:
    x'b = 0 where y > 0, x'b <= 0 where y = 0 and < 0 for one. The likelihood then has no maximum.
    """
    from scipy.optimize import linprog

    if counts:
        rows = -design[y == 0]
        if rows.size == 0:
            return False
        answer = linprog(
            -rows.sum(axis=0),
            A_ub=-rows,
            b_ub=np.zeros(rows.shape[0]),
            A_eq=design[y > 0],
            b_eq=np.zeros(int(np.sum(y > 0))),
            bounds=(-1, 1),
        )
    else:
        rows = design * (2 * y - 1)[:, None]
        answer = linprog(-rows.sum(axis=0), A_ub=-rows, b_ub=np.zeros(rows.shape[0]), bounds=(-1, 1))
    # the columns have length 1, so a true direction moves the sum by about 1
    return bool(answer.status == 0 and -float(answer.fun) > 1e-6)
