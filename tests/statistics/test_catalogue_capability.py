"""Every entry of this catalogue can be asked, answers in plain JSON, and refuses an empty question with a sentence."""

import json

import pytest

from dmaic.errors import StatisticsError
from dmaic.statistics.catalogue_capability import ANALYSES
from dmaic.statistics.registry import analysis_named

VALUES = [4.1, 5.2, 3.3, 6.4, 5.5, 4.6, 7.7, 5.8, 4.9, 6.1, 5.3, 4.4]
QUESTIONS = {
    "summary": {"values": VALUES},
    "percentile": {"values": VALUES, "fraction": 0.9},
    "autocorrelation": {"values": VALUES},
    "probability_plot": {"values": VALUES},
    "normality": {"values": VALUES},
    "sigma_level": {"defects": 0, "units": 50},
    "capability": {"values": VALUES, "lsl": 1, "usl": None},
    "pareto": {"labels": ["late", "late", "lost"]},
    "proportions": {"kind": "two", "k": [3, 5], "n": [20, 22]},
    "nps": {"promoters": 0.6, "detractors": 0.14, "n": 87},
    "power": {"test": "t_two_sample", "delta": 1, "n": 20},
    "sample_size": {"for": "proportion", "margin": 0.05},
    "capability_nonnormal": {"method": "percentile", "values": VALUES, "usl": 12},
    "distribution_choice": {"values": VALUES},
    "attribute_capability": {"kind": "binomial", "defectives": [0, 0], "sizes": 25},
    "service_level": {"values": VALUES, "limit": 6},
    "outliers": {"values": VALUES},
    "monte_carlo": {
        "formula": "a * 2",
        "inputs": [{"name": "a", "distribution": "normal", "mean": 1, "sd": 1}],
        "draws": 1000,
    },
    "quality_cost": {"items": [{"category": "internal", "name": "rework", "amount": 5}]},
    "flow": {"steps": [{"name": "call", "value": "VA", "touch_time": 3}]},
}


@pytest.mark.parametrize("entry", ANALYSES, ids=lambda entry: entry.name)
def test_every_entry_answers_in_plain_json(entry):
    answer = analysis_named(entry.name).answer(QUESTIONS[entry.name])
    json.dumps(answer, allow_nan=False)
    assert all((entry.question.endswith("?"), entry.formula, entry.source, entry.variants))


@pytest.mark.parametrize("entry", ANALYSES, ids=lambda entry: entry.name)
@pytest.mark.parametrize(
    "given", [{}, {"values": None}, {"values": "12"}, {"values": []}, {"values": [1.0, None, "x"]}]
)
def test_every_entry_refuses_nonsense_with_a_sentence(entry, given):
    with pytest.raises(StatisticsError) as refusal:
        entry.answer(given)
    assert str(refusal.value).endswith(".")
