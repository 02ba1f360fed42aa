"""Voices become CTQs, and the limits of a CTQ become the metric's."""

from __future__ import annotations

import pytest

from dmaic import audit
from dmaic.define.needs import Kano, Need, need_called
from dmaic.define.voice import (
    Channel,
    Ctq,
    add_ctq,
    add_voice,
    check_ctq,
    ctq_picture,
    ctq_remarks,
    group_voices,
    in_words,
    merge_needs,
    need_groups,
    ungrouped,
    use_limits,
    voice_remarks,
)
from dmaic.errors import BadInput, NotFound
from dmaic.projects.rows import change_row, rows_of
from tests.factories import make_project
from tests.factories_define import make_metric


def test_a_refusal_stands_at_the_field_to_mend(client, session):
    project = make_project(session)
    metric = make_metric(session, project, unit="h")
    session.commit()
    client.sign_in(project.members[0].person)
    page = f"/projects/{project.id}/define/ctqs/add"
    for sent, field in (
        ({"target": "9", "upper_limit": "3"}, "target"),
        ({"lower_limit": "9", "upper_limit": "3"}, "lower_limit"),
        ({"metric_id": metric.id, "unit": "%", "upper_limit": "3"}, "unit"),
    ):
        answer = client.post(page, data={"name": "Fast", **sent})
        assert answer.status_code == 422
        assert f'<a href="#{field}">' in answer.text
        assert '<a href="#name">' not in answer.text


def test_limits_read_as_words():
    assert in_words(2.0, None, 24.0, "h") == "at least 2, at most 24 h"
    assert in_words(None, None, None, "h") == ""
    assert in_words(None, None, None, "") == ""


def test_the_limits_of_a_ctq_become_the_metrics_with_history(session):
    project = make_project(session)
    metric = make_metric(session, project)
    ctq = add_ctq(session, project, {"name": "Fast", "metric_id": metric.id, "target": 8.0, "upper_limit": 24.0})
    assert (metric.target, metric.upper_limit) == (8.0, 24.0)
    entry = audit.entries_of(session, chain=project.id, kind="metrics", object_id=metric.id)[0]
    assert entry.reason == "Limits of the CTQ “Fast”"
    assert use_limits(session, project, ctq) == ""
    change_row(session, ctq, version=ctq.version, values={"upper_limit": 20.0})
    assert use_limits(session, project, ctq).startswith(
        "Median resolution time now has these limits: target 8, at most 20 h."
    )


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"lower_limit": 9.0, "upper_limit": 3.0}, "below the upper"),
        ({"target": 9.0, "upper_limit": 3.0}, "outside the limits"),
        ({"upper_limit": 24.0, "unit": "min"}, "The limits are in min"),
        ({"upper_limit": 20.0}, "don't fit those that Median resolution time has"),
    ],
)
def test_limits_that_cannot_be_are_refused(session, values, sentence):
    project = make_project(session)
    metric = make_metric(session, project, lower_limit=22.0)
    with pytest.raises(BadInput, match=sentence):
        check_ctq(session, project, {"name": "Fast", "metric_id": metric.id, **values})


def test_needs_and_metrics_of_another_project_are_not_found(session):
    project, other = make_project(session), make_project(session)
    need = need_called(session, other, "To be in time")
    metric = make_metric(session, other)
    for values in ({"need_id": need.id}, {"metric_id": metric.id}):
        with pytest.raises(NotFound):
            add_ctq(session, project, {"name": "Fast", **values})


def test_a_ctq_says_what_it_lacks(session):
    project = make_project(session)
    add_ctq(session, project, {"name": "Fast"})
    assert ctq_remarks(session, project) == ["“Fast” has no limit, no metric, no need, no defect definition yet."]


def test_limits_that_went_apart_are_told(session):
    project = make_project(session)
    metric = make_metric(session, project)
    whole = {"name": "Fast", "metric_id": metric.id, "upper_limit": 24.0, "defect_definition": "Late"}
    add_ctq(session, project, {**whole, "need_id": need_called(session, project, "In time").id})
    metric.lower_limit, metric.upper_limit = 1.0, 30.0
    said = " ".join(ctq_remarks(session, project))
    assert "has a lower limit of 1 h that “Fast” does not ask for" in said
    assert "“Fast” asks for an upper limit of 24 h, Median resolution time has 30 h" in said


def test_the_tree_goes_from_need_to_limit(session):
    project = make_project(session)
    assert ctq_picture(session, project) is None
    voice = add_voice(session, project, {"verbatim": "I wrote three times", "need": "To know soon"})
    add_ctq(session, project, {"name": "Fast", "driver": "Speed", "need_id": voice.need_id, "upper_limit": 24.0})
    drawing = ctq_picture(session, project)
    assert drawing is not None
    assert drawing.verdict == "1 need, 1 CTQ, 1 of them with a limit."
    add_ctq(session, project, {"name": "Right"})
    wider = ctq_picture(session, project)
    assert wider is not None
    assert wider.verdict == "2 needs, 2 CTQs, 1 of them with a limit."


def test_voices_of_one_channel_and_musts_without_ctq_are_told(session):
    project = make_project(session)
    assert voice_remarks(session, project) == []
    for number in range(5):
        kano = Kano.MUST if number == 0 else None
        values = {"verbatim": f"Voice {number}", "channel": Channel.COMPLAINT, "kano": kano}
        add_voice(session, project, {**values, "need": "In time" if number < 3 else ""})
    said = voice_remarks(session, project)
    assert "All voices came by complaint" in said[0]
    assert "2 voices are not grouped into a need yet" in said[1]
    assert "“In time” is a must and has no CTQ yet" in said[2]


def test_voices_with_the_same_words_are_one_need(session):
    project = make_project(session)
    first = add_voice(session, project, {"verbatim": "Where is it?", "need": "To know  when it comes"})
    second = add_voice(session, project, {"verbatim": "I rang twice", "need": "to know when it comes"})
    add_voice(session, project, {"verbatim": "Fine", "need": " "})
    assert first.need_id == second.need_id
    assert first.need == "To know when it comes"
    [group] = need_groups(session, project)
    assert [voice.verbatim for voice in group.voices] == ["Where is it?", "I rang twice"]
    assert [voice.verbatim for voice in ungrouped(session, project)] == ["Fine"]


def test_a_need_weighs_what_its_voices_say_each_as_often_as_it_was_said(session):
    project = make_project(session)
    given = (
        {"kano": Kano.MUST, "importance": 5, "frequency": 10, "segment": "Private", "channel": Channel.CALL},
        {"kano": Kano.PERFORMANCE, "importance": 2, "frequency": 20, "segment": "Business", "channel": Channel.TICKET},
        {"kano": Kano.MUST, "importance": 4, "frequency": 10, "segment": "Private", "channel": Channel.CALL},
        {"segment": "Private"},
    )
    for number, values in enumerate(given):
        add_voice(session, project, {"verbatim": f"Voice {number}", "need": "In time", **values})
    [group] = need_groups(session, project)
    assert group.said == 41
    # 20 votes each: must goes before performance
    assert group.kano == Kano.MUST
    # (5 x 10 + 2 x 20 + 4 x 10) / 40
    assert group.importance == 3.25
    assert (group.segments, group.channels) == (["Private", "Business"], ["call listening", "ticket text"])
    group.need.kano, group.need.importance = Kano.DELIGHTER, 1
    [judged] = need_groups(session, project)
    assert (judged.kano, judged.importance, judged.kano_by_voices) == (Kano.DELIGHTER, 1, Kano.MUST)


def test_voices_are_grouped_later_and_needs_merged_without_losing_either(session):
    project = make_project(session)
    one = add_voice(session, project, {"verbatim": "One", "need": ""})
    two = add_voice(session, project, {"verbatim": "Two", "need": "Speed"})
    with pytest.raises(BadInput, match="at least one voice"):
        group_voices(session, project, [], "In time")
    with pytest.raises(BadInput, match="which need"):
        group_voices(session, project, [one.id], " ")
    need, moved = group_voices(session, project, [one.id], "In time")
    assert (need.name, moved, one.need) == ("In time", 1, "In time")
    ctq = add_ctq(session, project, {"name": "Fast", "need_id": two.need_id})
    merge_needs(session, project, two.grouped, need)
    assert (two.need, ctq.need_id) == ("In time", need.id)
    [group] = need_groups(session, project)
    assert len(group.voices) == 2
    [gone] = rows_of(session, project, Need, removed=True)
    assert gone.name == "Speed"
    assert audit.entries_of(session, chain=project.id, kind="customer_needs", object_id=gone.id)[0].reason == (
        "Merged into “In time”"
    )
    with pytest.raises(BadInput, match="another need"):
        merge_needs(session, project, need, need)


def test_a_need_without_a_ctq_stands_in_the_tree(session):
    project = make_project(session)
    add_voice(session, project, {"verbatim": "Late", "need": "In time"})
    drawing = ctq_picture(session, project)
    assert drawing is not None
    assert "no CTQ yet" in drawing.svg


def test_a_ctq_without_metric_keeps_its_own_unit():
    assert Ctq(name="Fast", unit="min", upper_limit=3.0).limits_in_words == "at most 3 min"
