"""The analyses from a command line."""

import io
import json

import pytest

from dmaic.statistics.command import analyze

CASES = {
    "group": "constants",
    "cases": [
        {"case": "right", "source": "table", "input": {"n": 2}, "expected": {"D4": 3.2665319192886}, "rtol": 1e-9},
        {"case": "wrong", "source": "table", "input": {"n": 2}, "expected": {"D4": 3.267}, "rtol": 1e-9},
        {"case": "refused", "source": "table", "input": {"n": 1}, "expected": {"D4": 1}, "rtol": 1e-9},
    ],
}


@pytest.fixture
def case_file(tmp_path):
    def write(group):
        path = tmp_path / "cases.json"
        path.write_text(json.dumps(group), encoding="utf-8")
        return str(path)

    return write


def asked(monkeypatch, text):
    monkeypatch.setattr("sys.stdin", io.StringIO(text))


def test_one_question_is_answered_as_json(monkeypatch, capsys):
    asked(monkeypatch, '{"values": [10.0, 12.0], "baseline": null}')
    assert analyze(["imr"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["center"] == 11.0
    assert found["beyond_limits"] == []
    assert found["moving_ranges"] == [None, 2.0]


def test_cases_pass_or_name_their_worst_field(case_file, capsys):
    assert analyze(["constants", "--cases", case_file(CASES)]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "pass  right"
    assert lines[1].startswith("FAIL  wrong: D4 is 3.26653191928")
    assert lines[1].endswith("expected 3.267")
    assert lines[2].startswith("FAIL  refused: A sample of 1")
    assert lines[3] == "constants: 1 of 3 cases pass."


def test_all_passing_cases_exit_well(case_file):
    assert analyze(["constants", "--cases", case_file({**CASES, "cases": CASES["cases"][:1]})]) == 0


def test_answers_of_cases_as_one_json_list(case_file, capsys):
    assert analyze(["constants", "--cases", case_file(CASES), "--json"]) == 1
    right, _, refused = json.loads(capsys.readouterr().out)
    assert (right["case"], right["error"]) == ("right", None)
    assert right["got"]["D4"] == pytest.approx(3.2665319192886)
    assert refused["got"] is None
    assert "sample of 1" in refused["error"]


def test_the_order_of_cases_does_not_matter(case_file, capsys):
    analyze(["constants", "--cases", case_file(CASES), "--json"])
    forward = json.loads(capsys.readouterr().out)
    analyze(["constants", "--cases", case_file({**CASES, "cases": CASES["cases"][::-1]}), "--json"])
    assert json.loads(capsys.readouterr().out) == forward[::-1]


def test_the_analyses_are_listed(capsys):
    assert analyze([]) == 0
    assert "imr" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("argv", "text", "words"),
    [
        (["magic"], "{}", "no analysis called 'magic'"),
        (["imr"], "{", "not JSON"),
        (["imr"], "[1]", "not a JSON object"),
        (["imr"], '{"values": [NaN, 1]}', "NaN is no JSON number"),
        (["imr"], "{}", "values is missing"),
        (["imr", "--cases", "nowhere.json"], "", "can't be read"),
        (["imr", "--magic"], "", "unrecognized"),
    ],
)
def test_what_cannot_be_read_exits_with_two_and_a_sentence(monkeypatch, capsys, argv, text, words):
    asked(monkeypatch, text)
    assert analyze(argv) == 2
    assert words in capsys.readouterr().err


def test_a_misspelt_option_is_named_in_the_answer(monkeypatch, capsys):
    asked(monkeypatch, '{"values": [10.0, 12.0, 11.0], "sigma_methd": "sd", "note": null}')
    assert analyze(["imr"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["unread_fields"] == ["sigma_methd"]
    asked(monkeypatch, '{"values": [10.0, 12.0, 11.0], "sigma_method": "sd"}')
    analyze(["imr"])
    assert "unread_fields" not in json.loads(capsys.readouterr().out)


def test_no_number_in_one_case_spoils_only_that_case(tmp_path, capsys):
    path = tmp_path / "cases.json"
    good = '{"case": "good", "input": {"values": [1, 3]}, "expected": {"center": 2.0}}'
    bad = '{"case": "bad", "input": {"values": [1, NaN]}, "expected": {"center": 2.0}}'
    path.write_text(f'{{"group": "imr", "cases": [{bad}, {good}]}}', encoding="utf-8-sig")
    assert analyze(["imr", "--cases", str(path), "--json"]) == 1
    first, second = json.loads(capsys.readouterr().out)
    assert "Row 2 of the values is empty" in first["error"]
    assert (second["case"], second["error"], second["got"]["center"]) == ("good", None, 2.0)


def test_cases_without_expected_are_run_and_said_so(case_file, capsys):
    path = case_file({"group": "imr", "cases": [{"case": "mine", "input": {"values": [1, 3]}}]})
    assert analyze(["imr", "--cases", path]) == 0
    assert "ran   mine: nothing expected" in capsys.readouterr().out


def test_the_mark_of_windows_before_an_input_is_passed_over(monkeypatch, capsys):
    asked(monkeypatch, '\ufeff{"values": [10.0, 12.0]}')
    assert analyze(["imr"]) == 0
    assert json.loads(capsys.readouterr().out)["center"] == 11.0
