"""Which few kinds lead, whether they stand out, whether the process was steady, and what other measures say."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest
from sqlalchemy.orm import Session

from dmaic.define.metrics import DataType, Direction, Metric, MetricRole, define_metric
from dmaic.errors import BadInput, NotFound
from dmaic.measure import datasets
from dmaic.measure.pareto import keeping
from dmaic.measure.pareto.counts import DefectCategory, count_remarks
from dmaic.measure.pareto.facts import Facts
from dmaic.measure.pareto.question import EACH, Measured, Question, read_worth
from dmaic.measure.pareto.ranking import Answer, answer
from dmaic.measure.pareto.sources import COUNTS, Offer, offers_of, read_facts, usual_question
from dmaic.measure.pareto.steadiness import steadiness_of
from dmaic.measure.service.columns import Coded
from dmaic.people.accounts import Person
from dmaic.projects.project import Project
from dmaic.projects.rows import add_row
from tests.measure.service_exports import bring, export_of

OFFER = Offer(
    "tickets-1",
    "Desk",
    (("category", "Category"), ("subcategory", "Subcategory")),
    (("resolution", "Hours until resolved"),),
    (("cost", "Cost"),),
    "h",
    "tickets",
    is_tickets=True,
)


def facts(**counts: int) -> Facts:
    """So many cases of each kind, a case an hour long, one a day in turn over 140 days."""
    words = [name for name, count in counts.items() for _ in range(count)]
    size = len(words)
    order = np.argsort(np.arange(size) * 7919 % size, kind="stable")
    return Facts(
        {"category": Coded.of(words), "subcategory": Coded.of([("x", "y", "z")[at % 3] for at in range(size)])},
        {"resolution": np.ones(size), "cost": np.full(size, 2.0)},
        day=(np.argsort(order) * 140 // size).astype(np.int64) + 4,
    )


def ask(found: Facts, **given: object) -> Answer:
    return answer(found, OFFER, Question("tickets-1", "category", **given))


def test_the_vital_few_are_named_with_the_second_level_inside_the_first_bar() -> None:
    found = ask(facts(Login=600, Billing=250, Delivery=80, Access=50, Rest=20), within="subcategory")
    assert found.first.vital == ("Login", "Billing")
    assert found.first.is_flat is False
    assert found.second is not None
    assert (found.second.inside, found.second.table.total) == ("Login", 600)
    opened = ask(facts(Login=600, Billing=250, Rest=150), within="subcategory", inside="Billing")
    assert opened.second is not None
    assert opened.second.table.total == 250


def test_flat_bars_are_called_flat_and_nobody_is_vital() -> None:
    # 2.0 on 5 df, p = 0.849: the worked example of scipy.stats.chisquare.
    found = ask(facts(a=16, b=18, c=16, d=14, e=12, f=12))
    assert found.first.vital == ()
    assert found.first.why_none == "No vital few: the bars are flat."
    assert found.first.table.flatness is not None
    assert found.first.table.flatness.chi_square == pytest.approx(2.0)


def test_differing_bars_without_a_few_are_no_vital_few_either() -> None:
    found = ask(facts(a=300, b=270, c=250, d=230, e=100))
    assert found.first.is_flat is False
    assert found.first.vital == ()
    assert "4 of 5 categories" in found.first.why_none


def test_count_and_time_that_disagree_are_told_with_how_far_cases_lie_apart() -> None:
    found = facts(Login=600, Billing=300, Rest=100)
    hours = np.where(found.columns["category"].codes == 1, 9.0, 0.5)
    told = ask(Facts(found.columns, {**found.amounts, "resolution": hours}, day=found.day)).stories
    assert "Login comes most often (600), Billing makes most time (2\u202f700 h)" in told[0]
    assert "one case of Billing weighs 18 times one of" in told[1]


def test_a_price_of_each_ranks_by_count_times_price() -> None:
    found = ask(
        facts(Login=440, Billing=160, Rest=100),
        measure=Measured.COST,
        value=EACH,
        worth=(("login", 1.0), ("Billing", 2.0), ("Rest", 4.0)),
    )
    assert {row.category: row.amount for row in found.first.table.rows} == {"Login": 440, "Rest": 400, "Billing": 320}
    # Expected counts 400, 200, 100: 1600/400 + 1600/200 = 12 on 2 df, p = exp(-6).
    assert found.first.table.flatness is not None
    assert found.first.table.flatness.p == pytest.approx(np.exp(-6.0))
    with pytest.raises(BadInput, match=r"price of one “Billing” \(1 more lack one\)"):
        ask(facts(Login=44, Billing=16, Rest=10), measure=Measured.COST, value=EACH, worth=(("Login", 1.0),))


def test_a_process_that_jumped_is_told_as_not_stable() -> None:
    steady = facts(Login=600, Billing=250, Rest=150)
    assert ask(steady).steadiness.stable is True
    assert steady.day is not None
    late = np.where(np.arange(1000) % 3 > 0, 130, steady.day)
    jumped = ask(Facts(steady.columns, day=late))
    assert jumped.steadiness.stable is False
    assert "Not stable" in jumped.steadiness.sentence
    assert any("not stable" in one for one in jumped.first.table.cautions)
    short = Facts(steady.columns, day=np.full(1000, 5))
    assert steadiness_of(short, None, "category").stable is None
    assert steadiness_of(Facts(steady.columns), None, "category").stable is None


def test_a_leader_of_one_half_only_is_told() -> None:
    words = Coded.of(["Login"] * 500 + ["Billing"] * 480 + ["Rest"] * 20)
    day = np.concatenate([np.arange(500) % 70, 70 + np.arange(480) % 70, np.arange(20) * 7])
    found = ask(Facts({"category": words}, day=day.astype(np.int64)))
    assert "In the first half of the time Login leads, in the second Billing." in found.steadiness.sentence


def test_flat_rankings_neither_disagree_nor_change_their_leader() -> None:
    # 50 each; in the halves 26, 24, 25 (chi-square 0.08 on 2 df) and 24, 26, 25; one case of b takes 3 hours, not 1
    words = Coded.of([*(["a"] * 26 + ["b"] * 24 + ["c"] * 25), *(["a"] * 24 + ["b"] * 26 + ["c"] * 25)])
    day = np.repeat([5, 100], 75).astype(np.int64) + np.arange(150) % 7
    hours = np.ones(150)
    hours[100] = 3.0
    found = ask(Facts({"category": words}, {"resolution": hours}, day=day))
    assert not any("disagree" in one for one in found.stories)
    assert "leads" not in found.steadiness.sentence


def test_what_does_not_fit_is_refused_in_words() -> None:
    with pytest.raises(BadInput, match="no case between these days"):
        ask(facts(a=10, b=5), since=date(1999, 1, 1))
    with pytest.raises(BadInput, match="no column that can be added up as cost"):
        ask(facts(a=10, b=5), measure=Measured.COST, value="mood")
    for text in ("Login 12", "= 12", "Login = -1", "Login = x"):
        with pytest.raises(BadInput):
            read_worth(text)
    assert read_worth("Login = 12,5\nBilling\t3\nLater =\n") == (("Login", 12.5), ("Billing", 3.0))


def test_small_bars_are_put_together() -> None:
    many = facts(**{f"kind{at}": 200 - 5 * at for at in range(20)})
    assert len(ask(many).first.table.rows) == 11
    few = ask(many, other=5.4)
    assert few.first.table.rows[-1].category == "Other"
    assert few.first.cases("Other") == sum(row.amount for row in few.first.table.rows if row.members)


def test_a_question_is_the_same_after_its_way_through_an_address() -> None:
    asked = Question(
        "tickets-1", "category", Measured.COST, EACH, (("a b", 1.5),), date(2026, 1, 1), None, 5.0, 70.0, "team", "a b"
    )
    assert Question.of_args(asked.to_args()) == asked


def test_tickets_are_ranked_by_count_and_hours(
    session: Session, project: Project, lead: Person, tmp_path: Path
) -> None:
    source = bring(session, None, export_of(40), project, by=lead, folder=tmp_path)
    (offer,) = offers_of(session, project)
    assert offer.key == f"tickets-{source.id}"
    assert offer.columns[0] == ("category", "Category")
    assert "agent" not in dict(offer.columns)
    asked = usual_question(offer)
    found = answer(read_facts(session, project, offer, asked), offer, asked)
    assert found.cases == 160
    assert {row.category: row.amount for row in found.first.table.rows} == {"Billing": 54, "Login": 53, "Other": 53}
    assert found.first.is_flat
    timed = Question(offer.key, "priority", Measured.TIME, "resolution")
    hours = answer(read_facts(session, project, offer, timed), offer, timed).first.table
    # Every fourth ticket takes 30 hours, the others 2: High has 40 of 30 h and 40 of 2 h, Low 80 of 2 h.
    assert hours.rows[0].category == "High"
    assert hours.total == pytest.approx(40 * 30 + 120 * 2, abs=32)


def test_counts_by_hand_rank_by_count_and_cost(session: Session, project: Project) -> None:
    for name, detail, count, cost in (("Label", "Torn", 70, 1.0), ("Label", "Wrong", 30, 1.0), ("Lid", "", 12, 50.0)):
        values = {"name": name, "detail": detail, "occurrences": count, "unit_cost": cost, "source": "March"}
        add_row(session, project, DefectCategory, values)
    (offer,) = offers_of(session, project)
    assert (offer.key, offer.has_days) == (COUNTS, False)
    asked = usual_question(offer)
    found = answer(read_facts(session, project, offer, asked), offer, asked)
    assert [(row.category, row.amount) for row in found.first.table.rows] == [("Label", 100), ("Lid", 12)]
    assert found.second is not None
    assert found.second.table.rows[0].category == "Torn"
    assert "Lid makes most cost (600)" in found.stories[0]
    assert "weighs 50 times" in found.stories[1]
    assert found.steadiness.stable is None
    assert count_remarks(session, project) == []


def test_a_kept_ranking_stays_and_says_when_the_data_moved(session: Session, project: Project, lead: Person) -> None:
    for name, count in (("Label", 100), ("Lid", 12), ("Cap", 3)):
        add_row(session, project, DefectCategory, {"name": name, "occurrences": count, "source": "March"})
    study = keeping.keep_pareto(session, project, Question(COUNTS, "name"), by=lead, note="Begin with labels")
    assert keeping.paretos_of(session, project) == [study]
    assert keeping.open_pareto(session, project, study.id).result["first"]["vital"] == ["Label"]
    assert keeping.drift_of_pareto(session, project, study) == ""
    add_row(session, project, DefectCategory, {"name": "Lid", "occurrences": 400, "source": "April"})
    assert "vital few are others today" in keeping.drift_of_pareto(session, project, study)
    assert study.result["first"]["rows"][0]["amount"] == 100
    with pytest.raises(NotFound):
        keeping.ask(session, project, Question("metric-99", "name"))


def test_counts_by_period_are_ranked_by_what_went_wrong(
    session: Session, project: Project, lead: Person, tmp_path: Path
) -> None:
    lines = ["Month,Provider,Attendances,Breaches"]
    for month in range(1, 13):
        lines += [f"2025-{month:02d}-01,North,1000,{90 + month}", f"2025-{month:02d}-01,South,3000,10"]
    bring(session, None, "\n".join(lines) + "\n", project, by=lead, folder=tmp_path)
    (offer,) = offers_of(session, project)
    assert (offer.what, offer.is_tickets) == ("cases that went wrong", False)
    asked = Question(offer.key, "team")
    found = answer(read_facts(session, project, offer, asked), offer, asked)
    # North 12 x 90 + 78 = 1,158, South 120.
    assert [(row.category, row.amount) for row in found.first.table.rows] == [("North", 1158), ("South", 120)]
    assert found.first.is_flat is False


def readings_of(session: Session, project: Project, lead: Person, jump: float) -> Metric:
    """80 readings a day apart by two machines, the second half higher by ``jump``."""
    values = {"code": "Y1", "name": "Rework time", "unit": "h", "data_type": DataType.CONTINUOUS}
    values |= {"direction": Direction.DOWN, "role": MetricRole.PRIMARY}
    metric = define_metric(session, project, values)
    begin = datetime(2026, 1, 1, tzinfo=UTC)
    batch = datasets.Batch(
        value=[5 + (at * 7 % 5) / 5 + (jump if at >= 40 else 0) for at in range(80)],
        time=[datasets.time_us(begin + timedelta(days=at)) for at in range(80)],
        strata={"Machine": [("M1", "M2", "M2", "M2")[at % 4] for at in range(80)]},
    )
    datasets.write_import(
        session, project, metric, datasets.sealed_batches([batch]), by=lead, file_name="a.csv", file_hash="0" * 64,
        file_bytes=1, settings={"columns": {"Machine": "stratum"}}, left_out={},
    )  # fmt: skip
    return metric


@pytest.mark.parametrize(("jump", "stable"), [(0.0, True), (4.0, False)])
def test_readings_of_a_metric_are_ranked_by_stratum_and_judged_by_their_own_chart(
    session: Session, project: Project, lead: Person, jump: float, stable: bool
) -> None:
    metric = readings_of(session, project, lead, jump)
    (offer,) = offers_of(session, project)
    assert (offer.key, offer.columns, offer.unit) == (f"metric-{metric.id}", (("Machine", "Machine"),), "h")
    asked = Question(offer.key, "Machine", Measured.TIME, "value")
    found = answer(read_facts(session, project, offer, asked), offer, asked)
    assert [row.category for row in found.first.table.rows] == ["M2", "M1"]
    assert found.cases == 80
    assert found.steadiness.stable is stable
    assert found.steadiness.sentence.startswith("The chart of Rework time says: ")
    early = Question(offer.key, "Machine", since=date(2026, 1, 1), until=date(2026, 2, 9))
    assert answer(read_facts(session, project, offer, early), offer, early).steadiness.stable is True
    gone = Question(offer.key, "Machine", since=date(1999, 1, 1), until=date(1999, 1, 2))
    with pytest.raises(BadInput, match="no case between"):
        answer(read_facts(session, project, offer, gone), offer, gone)
