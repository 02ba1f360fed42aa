"""Where a service measure ends by nature, and what its chart may promise."""

from __future__ import annotations

import numpy as np
import pytest
from sqlalchemy.orm import Session

from dmaic.errors import BadInput
from dmaic.measure import datasets
from dmaic.measure.chart_settings import choices_of, settings_of
from dmaic.measure.charting import chart_of
from dmaic.measure.service.adopting import adopt, compute
from dmaic.measure.service.defining import natural_limits
from dmaic.measure.service.fields import Rows
from dmaic.measure.service.mapping import Mapping
from dmaic.measure.service.measures import ALL, Grain, measure_named
from dmaic.measure.service.sources import add_source
from dmaic.projects.permissions import Role
from tests.factories import make_project
from tests.measure.service_tickets import at, tickets


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("backlog", (0, None)),
        ("volume", (0, None)),
        ("complaints", (0, None)),
        ("resolution_time", (0, None)),
        ("backlog_age", (0, 100)),
        ("sla_customer", (0, 100)),
        ("shrinkage", (0, 100)),
        ("nps", (-100, 100)),
        ("call_quality", (None, None)),
    ],
)
def test_a_measure_ends_where_nature_ends_it(name: str, expected: tuple[float | None, float | None]) -> None:
    assert natural_limits(measure_named(name)) == expected


def test_every_share_of_the_catalogue_lies_between_0_and_100_per_cent() -> None:
    shares = [one for one in ALL.values() if "%" in one.unit]
    assert len(shares) > 10
    assert {natural_limits(one) for one in shares} == {(0, 100)}


def test_the_score_of_promoters_weighs_every_answer_and_its_limits_follow_their_number(session: Session) -> None:
    # 24 weeks by turns: 2 answers that score 0, and 20 that score 50 (15 promoters, 5 detractors)
    project = make_project(session)
    source = add_source(session, project, name="Survey", mapping=Mapping(rows=Rows.ANSWERS))
    weeks = [[10, 0] if week % 2 else [10] * 15 + [0] * 5 for week in range(24)]
    first = at("2026-01-05 09:00")
    created = [str(np.datetime64(first + week * 604_800, "s")) for week, answers in enumerate(weeks) for _ in answers]
    found = tickets(
        "2026-06-22",
        rows=Rows.ANSWERS,
        begin="2026-01-05",
        created=created,
        score=[one for own in weeks for one in own],
    )
    adopted = adopt(session, project, source, "nps", {}, by=project.people_as(Role.LEAD)[0], tickets=found)
    readings = datasets.read_all(session, adopted.metric)
    assert readings.value.mean() == pytest.approx(12 * 20 * 50 / 264)  # 45.5, not the plain mean of the weeks, 25
    charted = chart_of(readings, adopted.metric, choices_of(settings_of(session, adopted.metric)))
    assert (charted.kind, len(charted.points)) == ("xbar_s", 24)
    panel = charted.chart.panels[0]
    assert panel.points.tolist() == [50, 0] * 12
    assert panel.center[0] == pytest.approx(45.4545, abs=1e-3)
    # s² of 20 answers is 7500 x 20/19, of 2 answers 20,000; pooled 92.2, and 45.45 less 3 x 92.2 / sqrt(20) is -16.4
    assert panel.sigma[1] / panel.sigma[0] == pytest.approx(10**0.5)
    assert (panel.lcl[1], panel.ucl[0], panel.ucl[1]) == (-100, 100, 100)
    assert panel.lcl[0] == pytest.approx(-16.4, abs=0.05)
    assert "number of answers" in charted.why
    with pytest.raises(BadInput, match="one reading a week"):
        compute(found, measure_named("nps"), {}, grain=Grain.WEEK)
