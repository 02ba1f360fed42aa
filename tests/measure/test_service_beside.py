"""What stands beside a metric: open tickets, rhythm, mix, the vital few, answers."""

from __future__ import annotations

import numpy as np
import pytest
from sqlalchemy.orm import Session

from dmaic.define.metrics import Metric, define_metric
from dmaic.measure import datasets
from dmaic.measure.service.adopting import ServiceMeasure
from dmaic.measure.service.beside import answered, arrivals, mix, mix_in_words, moved, ranked, rhythm_of, waiting
from dmaic.measure.service.fields import Field, Rows
from dmaic.measure.service.mapping import Mapping
from dmaic.measure.service.measures import Grain, measure_named
from dmaic.measure.service.observing import observe
from dmaic.measure.service.periods import figures_of
from dmaic.measure.service.sources import add_source
from dmaic.measure.service.summary import paretos
from dmaic.measure.service.together import pulls_of
from dmaic.projects.permissions import Role
from dmaic.statistics.mix_shift import MixShift, Period, Stratum, mix_shift
from tests.factories import make_project
from tests.measure.service_tickets import at, tickets


def moment(seconds: int) -> str:
    return str(np.datetime64(int(seconds), "s"))


def test_open_tickets_lift_the_median() -> None:
    # closed after 1, 2, 3, 4 hours; two open since 10 hours
    start = "2026-03-09 10:00"
    ends = ["2026-03-09 11:00", "2026-03-09 12:00", "2026-03-09 13:00", "2026-03-09 14:00", "", ""]
    found = waiting(tickets("2026-03-09 20:00", created=[start] * 6, resolved=ends))
    assert found is not None
    assert (found.open, found.tickets, found.closed_only) == (2, 6, 2.5)
    assert found.with_open.value == 3.5
    assert found.with_open.unit == "h"
    assert found.sentence.startswith("2 of 6 tickets are still open. Half of all tickets are resolved after 3.5 h")
    assert waiting(tickets("2026-03-09 20:00", created=[start], resolved=[""])) is None
    assert waiting(tickets("2026-03-09 20:00", rows=Rows.CALLS, created=[start])) is None


def test_many_tickets_are_sampled_for_the_median() -> None:
    rng = np.random.default_rng(2)
    start = at("2026-01-01")
    created = start + rng.integers(0, 86_400, 50_000)
    ends = created + rng.exponential(36_000, 50_000).astype(int)
    found = waiting(
        tickets("2026-03-01", created=[moment(one) for one in created], resolved=[moment(one) for one in ends])
    )
    assert found is not None
    assert found.looked_at < 20_001
    assert found.with_open.value == pytest.approx(10 * np.log(2), rel=0.03)


def test_arrivals_have_a_profile_on_the_desks_clock() -> None:
    days = [moment(at("2026-03-02 10:00") + day * 86_400) for day in range(56)]
    busy = [day for at_, day in enumerate(days) if at_ % 7 == 0 for _ in range(5)]
    found = arrivals(tickets("2026-05-01", created=sorted(days + busy)))
    assert found.busiest == "Mon 10:00"
    assert found.counts[0][10] == 8 + 40
    assert found.rhythm is not None
    assert found.rhythm.rank_test.p < 0.001
    assert arrivals(tickets("2026-05-01", created=days[:3])).rhythm is None


def test_a_day_on_which_nobody_came_is_a_day_without_contacts() -> None:
    # ten weeks from a Monday on: 3 contacts on each of Monday to Friday, 1 on every second Saturday, none on Sundays
    first = at("2026-03-02 10:00")
    each = [[3, 3, 3, 3, 3, int(week % 2 == 0), 0][day] for week in range(10) for day in range(7)]
    created = [moment(first + day * 86_400 + 60 * one) for day, many in enumerate(each) for one in range(many)]
    found = arrivals(tickets("2026-05-11", begin="2026-03-02", created=created)).rhythm
    assert found is not None
    assert {one.name: (one.n, one.mean) for one in found.profile} == {
        **dict.fromkeys(("Mon", "Tue", "Wed", "Thu", "Fri"), (10, 3.0)),
        "Sat": (10, 0.5),
        "Sun": (10, 0.0),
    }


def test_daily_readings_are_checked_for_a_rhythm_of_weekdays() -> None:
    days = [moment(at("2026-03-02 10:00") + day * 86_400) for day in range(70)]
    found = tickets("2026-06-01", created=days, transfers=[float(day % 7 == 0) for day in range(70)])
    observed = observe(found, measure_named("transferred"), {"free": 0})
    rhythm = rhythm_of(figures_of(observed, Grain.DAY, found.calendar))
    assert rhythm is not None
    assert rhythm.rank_test.p < 0.001
    assert rhythm_of(figures_of(observed, Grain.WEEK, found.calendar)) is None
    flat = tickets("2026-06-01", created=days, transfers=[0.0] * 70)
    level = observe(flat, measure_named("transferred"), {"free": 0})
    assert rhythm_of(figures_of(level, Grain.DAY, flat.calendar)) is None


def test_a_change_of_the_mix_is_told_from_a_change_of_the_work() -> None:
    # both kinds stay as they are; the hard kind grows from a fifth to a half
    days = ["2026-03-02"] * 100 + ["2026-03-20"] * 100
    kinds = ["hard"] * 20 + ["easy"] * 80 + ["hard"] * 50 + ["easy"] * 50
    late = [1.0] * 10 + [0.0] * 10 + [1.0] * 8 + [0.0] * 72 + [1.0] * 25 + [0.0] * 25 + [1.0] * 5 + [0.0] * 45
    found = tickets("2026-04-01", created=days, category=kinds, transfers=late)
    observed = observe(found, measure_named("transferred"), {"free": 0})
    split = at("2026-03-10") // 86_400
    shift = mix(observed, found.words(Field.CATEGORY), split=split)
    assert shift is not None
    assert shift.rate_effect.value == pytest.approx(0)
    assert shift.mix_effect == pytest.approx(0.12)
    assert mix(observed, found.words(Field.CATEGORY), split=0) is None
    assert mix(observed, found.words(Field.TEAM), split=split) is None


def test_a_change_that_chance_explains_is_not_taken_apart_and_a_clear_one_has_its_unit() -> None:
    transferred, answer = measure_named("transferred"), measure_named("response_time")

    def shift(cases: int, rates: tuple[float, float], before: float, after: float, spread: float) -> MixShift:
        parts = ((before, after), (1 - before, 1 - after))
        return mix_shift(
            [
                Stratum(name, *(Period(cases * share, rate, spread) for share in own))
                for name, rate, own in zip(("hard", "easy"), rates, parts, strict=True)
            ]
        )

    # 50 % and 10 % late; the hard ones grow from 20 to 50 of 100: 18 % becomes 30 %, all of it mix
    told = mix_in_words(shift(1_000, (0.5, 0.1), 0.2, 0.5, 0.15), transferred)
    assert "changed by +12 percentage points (95 % interval" in told
    assert "+12 through another mix of cases, +0 within each kind" in told
    # the same with 20 cases is noise, and so are three minutes of answers that take hours
    assert mix_in_words(shift(20, (0.5, 0.1), 0.2, 0.5, 0.15), transferred) == ""
    assert mix_in_words(shift(300, (1.0, 0.9), 0.2, 0.5, 9.0), answer) == ""
    assert "+0.3 h (95 % interval" in mix_in_words(shift(3_000, (2.0, 1.0), 0.2, 0.5, 1.0), answer)
    assert mix_in_words(None, answer) == ""


def test_the_vital_few_are_ranked_by_count_time_and_cost() -> None:
    start = "2026-03-02 10:00"
    found = tickets(
        "2026-04-01",
        created=[start] * 6,
        resolved=["2026-03-02 11:00"] * 4 + ["2026-03-03 20:00", "2026-03-02 12:00"],
        category=["Login"] * 4 + ["Billing"] * 2,
        subcategory=["Reset", "Reset", "Code", "", "Invoice", "Invoice"],
        cost=[1, 1, 1, 1, 30, None],
    )
    counted = ranked(found, Field.CATEGORY, Field.SUBCATEGORY)
    timed = ranked(found, Field.CATEGORY, measure="time")
    paid = ranked(found, Field.CATEGORY, Field.SUBCATEGORY, measure="cost")
    assert counted is not None
    assert timed is not None
    assert paid is not None
    assert (counted.leader, timed.leader, paid.leader) == ("Login", "Billing", "Billing")
    assert counted.second is not None
    assert {row.category: row.amount for row in counted.second.rows} == {"Reset": 2, "Code": 1, "(not given)": 1}
    assert paid.second is None
    assert ranked(found, Field.TEAM) is None
    assert ranked(tickets("2026-04-01", created=[start], category=["a"]), Field.CATEGORY, measure="cost") is None


def test_quick_rankings_say_whether_their_bars_differ_beyond_chance() -> None:
    """Hours of tickets of very unequal length: a leader by one long ticket stands out by nothing."""
    start = "2026-03-02 00:00"
    even = tickets(
        "2026-06-01",
        created=[start] * 60,
        resolved=["2026-03-02 01:00"] * 59 + ["2026-03-12 00:00"],
        category=["Login", "Billing", "Order"] * 20,
    )
    uneven = tickets(
        "2026-06-01",
        created=[start] * 60,
        resolved=["2026-03-02 01:00"] * 60,
        category=["Login"] * 50 + ["Billing"] * 5 + ["Order"] * 5,
    )
    for found, is_flat in ((even, True), (uneven, False)):
        timed = ranked(found, Field.CATEGORY, measure="time")
        assert timed is not None
        assert timed.first.flatness is not None
        assert timed.first.flatness.is_flat is is_flat
        assert paretos(found)[1]["vital"] == ([] if is_flat else ["Login"])
    assert paretos(even)[1]["sentence"].startswith("The bars are flat: no category stands out")


def test_small_categories_are_put_together() -> None:
    words = [f"Kind {n}" for n in range(20) for _ in range(40 - n)]
    found = ranked(tickets("2026-04-01", created=["2026-03-02"] * len(words), category=words), Field.CATEGORY)
    assert found is not None
    assert len(found.first.rows) <= 11


def test_good_and_bad_answers_are_called_so() -> None:
    found = tickets("2026-04-01", created=["2026-03-02"] * 4, score=[1, 1, 0, None], rows=Rows.ANSWERS)
    assert answered(found, least=1)[0].method == "share of good answers, n = 3; Wilson"
    numbered = tickets("2026-04-01", created=["2026-03-02"] * 4, score=[1, 5, 4, None], rows=Rows.ANSWERS)
    assert answered(numbered, least=4)[-1].method == "share of answers of 4 or more, n = 3; Wilson"


def test_answers_come_with_interval_number_and_response_rate() -> None:
    scores = [10] * 52 + [8] * 23 + [3] * 12 + [None] * 13
    found = tickets("2026-04-01", rows=Rows.ANSWERS, created=["2026-03-02"] * 100, score=scores)
    nps, csat = answered(found, least=8)
    assert nps.value == pytest.approx(100 * (52 - 12) / 87)
    assert nps.low is not None
    assert nps.high is not None
    assert nps.high - nps.low == pytest.approx(30, abs=2)
    assert csat.value == pytest.approx(100 * 75 / 87)
    assert csat.note == "87 of 100 invited answered (87 %)."
    assert answered(tickets("2026-04-01", created=["2026-03-02"])) == []
    assert len(answered(tickets("2026-04-01", created=["2026-03-02"] * 2, score=[1, 0]), least=1)) == 1


def test_a_move_is_seen_beyond_chance_only() -> None:
    assert moved(np.array([9.0] * 10 + [5.0] * 10) + np.arange(20) / 100, good="lower") == 1
    assert moved(np.array([9.0] * 10 + [5.0] * 10) + np.arange(20) / 100, good="higher") == -1
    assert moved(np.arange(6.0), good="lower") == 0
    assert moved(np.ones(30), good="lower") == 0
    assert moved(np.random.default_rng(1).normal(size=60), good="lower") == 0


def test_a_gain_that_another_measure_pays_for_is_said(session: Session) -> None:
    project = make_project(session)
    lead = project.people_as(Role.LEAD)[0]
    source = add_source(session, project, name="Desk", mapping=Mapping())

    def adopted(name: str, values: list[float]) -> Metric:
        given = {"code": name[:3], "name": name, "data_type": measure_named(name).data_type}
        metric = define_metric(session, project, given)
        batch = datasets.Batch(value=values, time=[86_400_000_000 * (20_000 + at) for at in range(len(values))])
        datasets.write_import(
            session,
            project,
            metric,
            datasets.sealed_batches([batch]),
            by=lead,
            file_name="f",
            file_hash=name,
            file_bytes=1,
        )
        one = ServiceMeasure(project_id=project.id, source_id=source.id, metric_id=metric.id, measure_name=name)
        one.parameters, one.grain, one.final_by, one.covered_to = {}, Grain.DAY, Grain.DAY, 0
        session.add(one)
        session.flush()
        return metric

    wave = [n / 50 for n in range(12)]
    adopted("handle_time", [9 + one for one in wave] + [7 + one for one in wave])
    adopted("not_at_first", [0.2 + one / 100 for one in wave] + [0.3 + one / 100 for one in wave])
    (said,) = pulls_of(session, project)
    assert said.startswith("“handle_time” became better while “not_at_first” became worse")
