"""Every analysis on its page: it opens, fills in its example, answers; what is wrong is said at its field."""

from __future__ import annotations

import html
import json
import re

import html5lib
import pytest

from dmaic.analyses.headings import HEADINGS
from dmaic.analyses.pictures import pictures_of
from dmaic.analyses.shown import shown
from dmaic.statistics.fields import fields_of
from dmaic.statistics.fields.declared import lead_of
from dmaic.statistics.fields.examples import examples_of
from dmaic.statistics.registry import analyses
from tests.factories import make_person

EVERY = [(name, number) for name in analyses() for number in range(len(examples_of(name)))]
ids = [f"{name}-{number}" for name, number in EVERY]


@pytest.fixture
def reader(client, session):
    person = make_person(session)
    session.commit()
    return client.sign_in(person)


def typed(page) -> dict[str, str]:
    """What a browser would send of the last form on the page."""
    tree = html5lib.parse(page.text, namespaceHTMLElements=False)
    form = [one for one in tree.iter("form") if "/statistics/" in one.get("action", "")][-1]
    sent = {one.get("name"): one.get("value", "") for one in form.iter("input") if one.get("name") != "csrf_token"}
    sent |= {one.get("name"): (one.text or "") for one in form.iter("textarea")}
    for select in form.iter("select"):
        chosen = [one for one in select.iter("option") if one.get("selected") is not None] or [
            next(select.iter("option"))
        ]
        sent[select.get("name")] = chosen[0].get("value", "")
    return sent


@pytest.mark.parametrize(("name", "number"), EVERY, ids=ids)
def test_every_analysis_opens_fills_in_its_example_and_answers(reader, name, number):
    given = examples_of(name)[number]
    lead = lead_of(fields_of(name))
    query = f"?{lead}={given[lead]}&example=1" if lead and lead in given else "?example=1"
    assert reader.get(f"/statistics/{name}").status_code == 200
    filled = reader.get(f"/statistics/{name}{query}")
    assert filled.status_code == 200
    page = reader.post(f"/statistics/{name}", data=typed(filled))
    assert page.status_code == 200, page.text.split('role="alert"')[-1][:600]
    assert "The figures are below." not in page.text
    assert "The same on the command line" in page.text


def test_every_analysis_stands_under_one_heading():
    names = [name for heading in HEADINGS for name in heading.names]
    assert sorted(names) == sorted(analyses())


def test_what_the_page_says_to_copy_is_what_was_asked_and_answers_the_same(reader):
    page = reader.post("/statistics/imr", data={"in_values": "1,5\n2,5\n2,1\n1,9\n9,9", "in_baseline": "4"})
    given = json.loads(html.unescape(re.search(r'aria-label="Input as JSON"><code>(.*?)</code>', page.text)[1]))
    assert given == {"values": [1.5, 2.5, 2.1, 1.9, 9.9], "baseline": 4}
    assert "point 5" in page.text


@pytest.mark.parametrize(
    ("name", "sent", "field", "words"),
    [
        ("imr", {"in_values": ""}, "in_values", "Fill this in"),
        ("imr", {"in_values": "1\n2\nx7\n3"}, "in_values", "x7"),
        ("imr", {"in_values": "1,234\n2,345"}, "in_values", "may mean"),
        ("imr", {"in_values": "1\n\n3\n4"}, "in_values", "empty"),
        ("imr", {"in_values": "1\n2\n3", "in_baseline": "two"}, "in_baseline", "two"),
        ("capability", {"in_values": "1\n2\n3\n4", "in_usl": "high"}, "in_usl", "high"),
        ("doe_anova", {"in_data": "1\t2\n3\t4", "in_formula": "y ~ a"}, "in_data", "names the columns"),
        ("flow", {"in_steps": "step\ttime\na\t3"}, "in_steps", "none of"),
        ("pareto", {"in_amounts": "late twelve"}, "in_amounts", "twelve"),
        (
            "bias_linearity",
            {"kind": "type1", "in_readings": "1\n2\n3", "in_reference": "2"},
            "in_tolerance",
            "Fill this in",
        ),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_what_was_typed_stays(reader, name, sent, field, words):
    page = reader.post(f"/statistics/{name}", data=sent)
    assert page.status_code == 422
    error = re.search(rf'id="{field}-error">(.*?)</p>', page.text, re.DOTALL)
    assert error, page.text.split('role="alert"')[1][:500]
    assert words in html.unescape(error[1])
    kept = typed(page)
    for key, value in sent.items():
        assert kept[key].replace("\r\n", "\n").strip("\n") == value.strip("\n")


def test_numbers_come_from_a_spreadsheet_as_they_are_there(reader):
    pasted = {"in_groups": "North\tSouth\n1.234,5\t12,25\n1.240,0\t13,5\n1.236,5\t12,75\n\t13,25"}
    page = reader.post("/statistics/k_sample", data=pasted)
    given = json.loads(html.unescape(re.search(r'aria-label="Input as JSON"><code>(.*?)</code>', page.text)[1]))
    assert given == {"groups": [[1234.5, 1240, 1236.5], [12.25, 13.5, 12.75, 13.25]], "names": ["North", "South"]}


def test_the_adviser_says_what_to_use_and_leads_there(reader):
    page = reader.get("/statistics?in_question=difference&in_data_type=continuous&in_groups=2")
    assert "Welch" in page.text
    assert 'href="/statistics/two_sample"' in page.text
    assert reader.get("/statistics?in_question=&in_data_type=continuous").status_code == 422


def test_too_many_values_are_refused_with_the_way_out(reader):
    page = reader.post("/statistics/summary", data={"in_values": "1\n2\n" * 50_001})
    assert page.status_code == 422
    assert "command line" in page.text


def test_an_unknown_analysis_is_not_found_and_an_outsider_signs_in_first(reader, app):
    assert reader.get("/statistics/nothing").status_code == 404
    assert "/sign-in" in app.test_client().get("/statistics/imr").location


def test_statistics_stand_in_the_main_navigation(reader):
    assert '<a href="/statistics" aria-current="page">Statistics</a>' in reader.get("/statistics").text


@pytest.mark.parametrize(
    "name",
    ["imr", "xbar", "attribute", "time_weighted", "rare_events", "run_chart", "rules", "hotelling_t2", "pareto",
     "capability", "normality", "doe_factorial", "doe_anova", "gage_rr", "regression", "k_sample", "summary"],
)  # fmt: skip
def test_what_can_be_drawn_is_drawn(name):
    given = examples_of(name)[0]
    pictures = pictures_of(name, given, analyses()[name].answer(given))
    assert pictures
    assert all("<svg" in one.svg and one.verdict and one.table.rows for one in pictures)


def test_several_charts_at_once_get_their_sentence(reader):
    page = reader.post("/statistics/false_alarm", data={"in_lengths": "20\n30\n40"})
    assert page.status_code == 200
    assert "Of 3 stable charts" in page.text


def test_a_folded_test_says_what_was_found_and_how_large_it_is(reader):
    page = reader.post("/statistics/two_sample", data={"in_x": "1\n2\n3\n4\n5.5", "in_y": "3\n4\n5\n6\n9"})
    summaries = re.findall(r"<summary>(.*?)</summary>", page.text, re.DOTALL)
    folds = [" ".join(html.unescape(text).split()) for text in summaries]
    welch = next(fold for fold in folds if fold.startswith("Welch's t test <"))
    assert "not shown: difference of means −2.3 (" in welch
    assert not [fold for fold in folds if "p-value" in fold]


def test_a_figure_stands_once_and_a_caution_shared_by_all_is_said_once():
    entry = analyses()["capability"]
    given = {"values": [74 + 0.01 * (at % 5 - 2) for at in range(30)], "lsl": 73.9, "usl": 74.1}
    told = shown(entry, given, entry.answer(given))
    names = [one.name for one in told.parts.figures]
    assert names.count("Cpk") == names.count("Ppk") == names.count("Mean") == 1
    far = {**given, "values": [one + 0.0012 for one in given["values"]]}
    assert (
        next(one for one in shown(entry, far, entry.answer(far)).parts.figures if one.name == "Mean").value == "74.0012"
    )
    assert len([one for one in told.cautions if "measurement system has not been studied" in one]) == 1
    assert not [one for one in told.parts.figures if "measurement system" in one.note]
