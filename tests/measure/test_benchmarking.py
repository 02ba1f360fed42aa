"""Peers beside us: the gap against our newest readings, and comparisons that do not compare."""

from __future__ import annotations

from dataclasses import replace

import pytest

from dmaic.define.metrics import DataType, Direction
from dmaic.measure import datasets
from dmaic.measure.baseline import assess, sign_baseline
from dmaic.measure.benchmarking import (
    Benchmark,
    Gap,
    Match,
    Ours,
    benchmark_facts,
    benchmark_picture,
    benchmark_remarks,
    conversion,
    current_value,
    our_figure,
)
from dmaic.measure.datasets import append_reading
from dmaic.projects.rows import add_row
from tests.factories_define import make_metric
from tests.factories_gage import lead_of

GOOD = {"source": "Visit of 12 March", "like_for_like": "Same mix", "match": Match.SAME, "unit": "h"}


def peer(session, project, metric, value, **more):
    given = {"peer": "Porto desk", "metric_id": metric.id if metric else None, "value": value}
    return add_row(session, project, Benchmark, {**GOOD, **given, **more})


def test_the_gap_is_ours_less_theirs_in_words(session, project):
    metric = make_metric(session, project)
    one = peer(session, project, metric, 19.5)
    assert one.gap is None
    assert one.gap_in_words == ""
    for value in (50.0, 54.0):
        append_reading(session, metric, value=value, by=lead_of(project))
    assert current_value(metric) == 52
    assert one.gap.value == 32.5
    assert one.gap_in_words == "32.5 h worse, against our newest readings (up to 200)"
    metric.direction = Direction.UP
    assert one.gap_in_words == "32.5 h better, against our newest readings (up to 200)"
    metric.direction = Direction.TARGET
    assert one.gap_in_words == "+32.5 h, against our newest readings (up to 200)"
    told = dict(benchmark_facts(session, project))
    assert told == {f"Ours: {metric.name}": "52 h, newest readings (up to 200)"}


def test_a_peer_in_another_unit_is_converted_before_it_is_held_against_us(session, project):
    metric = make_metric(session, project)
    append_reading(session, metric, value=29.47, by=lead_of(project))
    one = peer(session, project, metric, 1440.0, unit="min")
    assert one.gap.value == pytest.approx(29.47 - 24)
    assert one.gap_in_words == "5.47 h worse, against our newest readings (up to 200)"
    picture = benchmark_picture(session, project)
    assert [row[:2] for row in picture.table.rows][1] == ("Porto desk, 1440 min", pytest.approx(24))
    assert picture.verdict == "Ahead of us: Porto desk."
    assert benchmark_remarks(session, project) == []


def test_a_unit_that_can_not_be_converted_gives_no_gap_no_bar_and_no_order(session, project):
    metric = make_metric(session, project)
    append_reading(session, metric, value=29.47, by=lead_of(project))
    one = peer(session, project, metric, 3.0, unit="working days")
    assert one.gap is None
    assert one.gap_or_reason == "Withheld: theirs is in working days, ours in h."
    picture = benchmark_picture(session, project)
    assert [row[0] for row in picture.table.rows] == ["Ours, newest readings"]
    assert picture.verdict.startswith("No peer can be held against us. Not drawn")
    assert any("can't be converted" in said for said in benchmark_remarks(session, project))


@pytest.mark.parametrize(
    ("theirs", "ours", "is_share", "factor"),
    [
        ("days", "h", False, 24),
        ("min", "days", False, 1 / 1440),
        ("%", "", True, 0.01),
        ("ppm", "%", True, 1e-4),
        ("fraction", "%", True, 100),
        ("", "%", True, 100),
        ("", "h", False, None),
        ("%", "", False, None),
        ("EUR", "h", False, None),
    ],
)
def test_times_and_shares_are_converted_and_nothing_else(theirs, ours, is_share, factor):
    assert conversion(theirs, ours, is_share=is_share) == (None if factor is None else pytest.approx(factor))


def test_the_gap_carries_the_interval_of_our_figure_and_its_digits():
    ours = Ours(29.47, "signed baseline", "h", Direction.DOWN, is_share=False, low=27.57, high=31.37)
    assert ours.in_words == "29.5 h (95 %: 27.6 to 31.4), signed baseline"
    assert Gap(5.47, 24.0, ours).in_words == "5.5 h worse (3.6 to 7.4)"
    assert Gap(-5.53, 35.0, ours).in_words == "5.5 h better (3.6 to 7.4)"
    assert Gap(0.47, 29.0, ours).in_words == "0.5 h worse, within chance (1.4 better to 2.4 worse)"
    assert Gap(5.47, 24.0, replace(ours, direction=Direction.TARGET)).in_words == "+5.5 h (+3.6 to +7.4)"


def test_a_peer_within_our_interval_is_not_called_ahead(session, project):
    metric = make_metric(session, project)
    for at in range(40):
        append_reading(session, metric, value=50.0 + at * 7 % 5, by=lead_of(project))
    ours = our_figure(metric)
    assert ours.low < ours.value < ours.high
    one = peer(session, project, metric, ours.value - ours.half / 2)
    assert "worse, within chance (" in one.gap_in_words
    said = benchmark_picture(session, project).verdict
    assert "None of the peers with a like definition is ahead" in said
    assert "Within the interval of our own figure: Porto desk." in said


def test_counted_metrics_compare_events_over_what_was_looked_at(session, project):
    metric = make_metric(session, project, data_type=DataType.PROPORTION, unit="")
    append_reading(session, metric, defects=2, size=20, by=lead_of(project))
    append_reading(session, metric, defects=1, size=80, by=lead_of(project))
    assert current_value(metric) == pytest.approx(0.03)


def test_shares_are_held_against_peers_in_the_metrics_own_unit(session, project):
    metric = make_metric(session, project, data_type=DataType.PROPORTION, unit="%")
    append_reading(session, metric, defects=3, size=100, by=lead_of(project))
    assert current_value(metric) == pytest.approx(3.0)
    median = make_metric(session, project, code="Y9", name="Median waiting time", unit="min")
    for value in (1.0, 2.0, 60.0):
        append_reading(session, median, value=value, by=lead_of(project))
    assert current_value(median) == 2.0


def test_once_signed_the_baseline_is_our_figure_and_the_peers_stand_beside_it(session, client, project):
    metric = make_metric(session, project, lower_limit=None, upper_limit=70.0, target=30.0)
    for at in range(40):
        append_reading(session, metric, value=50.0 + at % 5, by=lead_of(project))
    assessment = assess(datasets.read_all(session, metric), metric)
    sign_baseline(session, project, metric, assessment, by=lead_of(project), note="As it stands")
    append_reading(session, metric, value=500.0, by=lead_of(project))
    ours = our_figure(metric)
    assert (ours.value, ours.of) == (pytest.approx(52.0), "signed baseline")
    assert ours.low < 52 < ours.high
    peer(session, project, metric, 19.5)
    session.commit()
    client.sign_in(lead_of(project))
    page = client.get(f"/projects/{project.id}/measure/metrics/{metric.id}/baseline").text
    assert "Peers beside us" in page
    assert "Porto desk" in page
    assert "against our signed baseline" in page


def test_comparisons_that_do_not_compare_are_told(session, project):
    metric = make_metric(session, project)
    peer(session, project, metric, 19.5, match=Match.DIFFERENT, source="")
    peer(session, project, metric, 20.0, peer="Survey", like_for_like="", unit="EUR")
    said = " ".join(benchmark_remarks(session, project))
    assert "The definition of “Porto desk” is another one" in said
    assert "“Porto desk” names no source" in said
    assert "“Survey”: say what makes it like for like" in said
    assert "“Survey” is in EUR, our figure in h" in said


def test_the_picture_puts_us_beside_the_peers(session, project):
    assert benchmark_picture(session, project) is None
    metric = make_metric(session, project, target=24.0)
    peer(session, project, metric, 19.5)
    assert "not measured yet" in benchmark_picture(session, project).verdict
    append_reading(session, metric, value=52.0, by=lead_of(project))
    picture = benchmark_picture(session, project)
    assert [row[0] for row in picture.table.rows] == ["Ours, newest readings", "Porto desk"]
    assert picture.verdict == "Ahead of us: Porto desk."
    metric.direction = Direction.UP
    assert "None of the peers" in benchmark_picture(session, project).verdict
    metric.direction = Direction.TARGET
    assert "no order" in benchmark_picture(session, project).verdict


def test_the_page_shows_the_gap(session, client, project):
    metric = make_metric(session, project)
    append_reading(session, metric, value=52.0, by=lead_of(project))
    peer(session, project, metric, 19.5)
    session.commit()
    client.sign_in(lead_of(project))
    assert (
        "32.5 h worse, against our newest readings (up to 200)"
        in client.get(f"/projects/{project.id}/measure/benchmarking").text
    )
