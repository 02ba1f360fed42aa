"""A file that is no template is refused by its name and its field."""

from __future__ import annotations

from importlib.resources import files

import pytest

from dmaic.errors import NotFound
from dmaic.playbooks import PLAYBOOKS, BadPlaybook, filled, playbook_named, read_playbook
from dmaic.playbooks.reading import ORDER

TEXT = files("dmaic.playbooks").joinpath("templates", "sla.toml").read_text(encoding="utf-8")


def broken(old: str, new: str) -> str:
    assert old in TEXT
    return TEXT.replace(old, new, 1)


def test_every_file_of_the_folder_is_offered():
    there = {path.name for path in files("dmaic.playbooks").joinpath("templates").iterdir() if path.is_file()}
    assert there == {f"{key}.toml" for key in ORDER}
    assert list(PLAYBOOKS) == list(ORDER)
    assert len(PLAYBOOKS) == 10


def test_a_sound_file_is_read_as_it_stands():
    found = read_playbook("sla", TEXT)
    assert found == PLAYBOOKS["sla"]
    assert found.primary.values["stratifiers"].startswith("priority, category")
    assert found.plan[0].values["stratifiers"] == found.primary.values["stratifiers"]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('title = "Missed SLA"\n', "", "sla.toml: title is missing"),
        ('title = "Missed SLA"', 'title = "Missed SLA"\ncolour = "red"', "sla.toml: colour is not known here"),
        ('chart = "p"', 'chart = "pie"', "sla.toml: chart is 'pie'; known are: imr"),
        ('measure = "sla_customer"', 'measure = "sla"', "sla.toml: measure is 'sla'"),
        ('data_type = "proportion"', 'data_type = "share"', "sla.toml: metric.data_type is 'share'"),
        ('problem_unit = "%"\n', "", "sla.toml: charter.problem_unit is missing"),
        ('"[17] % of requests', '"[17 % of requests', "sla.toml: charter.problem_what has a bracket that does not"),
        ('problem_unit = "%"', "problem_unit = 7\nwhat = 1", "sla.toml: charter.what is not known here"),
        ('family = "method"', 'family = "mood"', "sla.toml: causes[1].family is 'mood'"),
        ('look = "Hours from created to assigned, by hour of arrival."\n', "", "sla.toml: causes[1].look is missing"),
        ('metric = "on_hold"', 'metric = "holds"', "sla.toml: plan[3].metric is 'holds'"),
        ('method = "automatic extract"', 'method = "guess"', "sla.toml: plan[1].method is 'guess'"),
        ('side = "not above"', 'side = "above"', "sla.toml: counter[1].side is 'above'"),
        ("on_hold = 20.0", 'on_hold = "some"', "sla.toml: example.tolerances.on_hold is missing or is no number"),
        ("start_on = 2026-02-02", 'start_on = "soon"', "sla.toml: example.start_on is missing or is no date"),
        ("periods = 26", 'periods = "26"', "sla.toml: example.series.periods must be int"),
        ('shape = "shares"', 'shape = "cloud"', "sla.toml: example.series.shape is 'cloud'"),
        ("level = 0.12\n", "", "sla.toml: example.series.groups[1].level is missing"),
        ('key = "internal"', 'key = "resolution"', "sla.toml: secondary[2].key “resolution” is used twice"),
    ],
)
def test_what_is_wrong_is_named_by_file_and_field(old, new, said):
    with pytest.raises(BadPlaybook) as refused:
        read_playbook("sla", broken(old, new))
    assert said in str(refused.value)


def test_a_file_that_is_no_toml_says_where():
    with pytest.raises(BadPlaybook, match=r"sla\.toml can't be read: .*line 2"):
        read_playbook("sla", 'title = "Missed SLA"\nline: late\n')


def test_too_few_causes_or_branches_are_refused():
    head, *_ = TEXT.split("[[causes]]")
    tail = TEXT[TEXT.index("[example]") :]
    one = '[[causes]]\nfamily = "method"\nname = "Cause {}"\nhow = "So."\nlook = "There."\n'
    with pytest.raises(BadPlaybook, match="causes needs 10 or more"):
        read_playbook("sla", head + one.format(1) + tail)
    with pytest.raises(BadPlaybook, match="stand on fewer than 5 branches"):
        read_playbook("sla", head + "".join(one.format(at) for at in range(10)) + tail)


def test_fewer_than_three_worked_examples_are_refused():
    start, end = TEXT.index('worked_examples = """'), TEXT.index('limitations = "A paused')
    with pytest.raises(BadPlaybook, match=r"metric\.worked_examples needs three lines"):
        read_playbook("sla", TEXT[:start] + 'worked_examples = "R-1; yes; late"\n' + TEXT[end:])


def test_brackets_come_off_and_nothing_else():
    assert filled("[17] % of [late] requests") == "17 % of late requests"
    assert filled("nothing to replace") == "nothing to replace"


def test_an_unknown_template_is_not_found():
    with pytest.raises(NotFound):
        playbook_named("x")
