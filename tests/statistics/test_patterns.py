"""The arithmetic under the run rules."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from dmaic.statistics.patterns import all_of_last, reach
from dmaic.statistics.rule_sets import LIMITS_ONLY, NELSON


@given(st.lists(st.booleans(), max_size=40), st.integers(1, 20))
def test_all_of_the_last_claims(claims, m):
    expected = [at + 1 >= m and all(claims[at - m + 1 : at + 1]) for at in range(len(claims))]
    assert all_of_last(np.array(claims, dtype=bool), m).tolist() == expected


def test_nelson_reaches_back_fourteen_points():
    assert (reach(NELSON.rules), reach(LIMITS_ONLY.rules)) == (14, 0)
