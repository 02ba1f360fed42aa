"""Do the intervals of gage studies hold what they promise? Seeded simulations."""

import numpy as np
import pytest

from dmaic.statistics.gage.crossed import crossed_models
from dmaic.statistics.gage.intervals import gage_intervals
from dmaic.statistics.gage.model import Scale

RUNS = 1000


def covered(part, operator, interaction, repeatability):
    """Share of simulated 10 x 6 x 2 studies whose 90 % intervals hold the truth, by statistic."""
    rng = np.random.default_rng(42)
    gage = operator + interaction + repeatability
    truth = {
        "repeatability_sd": repeatability**0.5,
        "gage_rr_sd": gage**0.5,
        "part_sd": part**0.5,
        "reproducibility_sd": (operator + interaction) ** 0.5,
        "total_sd": (part + gage) ** 0.5,
        "gage_rr_pct_contribution": 100 * gage / (gage + part),
        "ndc": 1.41 * (part / gage) ** 0.5,
    }
    hits = dict.fromkeys(truth, 0)
    for _ in range(RUNS):
        y = (
            rng.normal(0, part**0.5, (10, 1, 1))
            + rng.normal(0, operator**0.5, (1, 6, 1))
            + rng.normal(0, interaction**0.5, (10, 6, 1))
            + rng.normal(0, repeatability**0.5, (10, 6, 2))
        )
        model, _ = crossed_models(y, Scale())
        found = {one.name: one for one in gage_intervals(model, Scale(), 0.90)}
        for name, value in truth.items():
            one = found[name]
            hits[name] += one.low <= value and (one.high is None or value <= one.high)
    return {name: count / RUNS for name, count in hits.items()}


@pytest.mark.slow
@pytest.mark.parametrize("variances", [(4.0, 1.0, 0.25, 1.0), (1.0, 0.1, 0.5, 0.5)])
def test_ninety_percent_intervals_hold_the_truth_about_nine_times_in_ten(variances):
    for name, share in covered(*variances).items():
        assert 0.87 <= share <= 0.97, name
