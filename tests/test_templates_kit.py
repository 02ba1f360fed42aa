"""Does every macro of the kit write what a browser, a screen reader and the content policy need?"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import html5lib
import pytest
from flask import Flask
from markupsafe import Markup
from werkzeug.datastructures import MultiDict

from dmaic.statistics.result import State, Statistic, withheld
from tests.kit_page import ENTRY, HELP, KIT_IMPORTS, ROOT, Everything, kit_app

NASTY = '<script>alert("x")</script>'


@pytest.fixture(scope="module")
def app() -> Flask:
    return kit_app()


@pytest.fixture(scope="module")
def render(app: Flask) -> Callable[..., Any]:
    """Write a piece of template with all of the kit at hand; gives its parsed tree and its text."""

    def write(source: str, **context: Any) -> Any:
        with app.test_request_context():
            text = app.jinja_env.from_string(KIT_IMPORTS + source).render(**context)
        tree = html5lib.parseFragment(text, namespaceHTMLElements=False)
        assert not [e for e in tree.iter() if isinstance(e.tag, str) and e.get("style")]
        assert "<script>alert" not in text
        return tree

    return write


def one(tree: Any, path: str) -> Any:
    found = tree.findall(path)
    assert len(found) == 1, (path, len(found))
    return found[0]


def words(element: Any) -> str:
    return " ".join(" ".join(element.itertext()).split())


def failed(**typed: str) -> Everything:
    form = Everything(MultiDict(typed))
    form.validate()
    return form


def test_a_field_with_an_error_and_a_hint_is_described_by_both(render: Callable[..., Any]) -> None:
    tree = render("{{ field(form.goal) }}", form=failed())
    area = one(tree, ".//textarea")
    assert area.get("aria-invalid") == "true"
    assert area.get("aria-describedby") == "goal-error goal-hint"
    assert words(one(tree, ".//*[@id='goal-error']")) == "Error: State a value and a date."
    assert one(tree, ".//label").get("for") == area.get("id")


def test_a_field_without_error_and_hint_is_described_by_nothing(render: Callable[..., Any]) -> None:
    control = one(render("{{ field(form.baseline) }}", form=Everything()), ".//input")
    assert control.get("aria-describedby") is None
    assert control.get("aria-invalid") is None


def test_a_star_says_in_words_that_the_field_is_needed(render: Callable[..., Any]) -> None:
    for name in ("baseline", "goal", "direction"):
        tree = render("{{ field(form[name]) }}", form=Everything(), name=name)
        assert "(needed to submit)" in words(tree), name
    assert "needed" not in words(render("{{ field(form.by) }}", form=Everything()))


def test_a_unit_is_part_of_the_description(render: Callable[..., Any]) -> None:
    tree = render('{{ field(form.baseline, unit="%") }}', form=Everything())
    assert one(tree, ".//input").get("aria-describedby") == "baseline-unit"
    assert words(one(tree, ".//*[@id='baseline-unit']")) == "%"


def test_help_shows_only_the_parts_it_has(render: Callable[..., Any]) -> None:
    whole = render("{{ field(form.goal, advice) }}", form=Everything(), advice=HELP)
    assert [words(dt) for dt in whole.findall(".//dt")] == ["What", "Example", "Pitfall"]
    assert words(one(whole, ".//summary")) == "Help for Goal"
    part = render("{{ field(form.goal, advice) }}", form=Everything(), advice={"what": "A number."})
    assert [words(dt) for dt in part.findall(".//dt")] == ["What"]


def test_a_choice_of_answers_is_a_fieldset_with_its_error(render: Callable[..., Any]) -> None:
    tree = render("{{ field(form.direction) }}", form=failed())
    group = one(tree, ".//fieldset")
    assert group.get("aria-describedby") == "direction-error"
    assert words(one(tree, ".//legend")).startswith("Direction")
    assert [radio.get("type") for radio in tree.findall(".//input")] == ["radio", "radio"]


@pytest.mark.parametrize("name", [field.name for field in Everything()])
def test_every_kind_of_field_is_written_with_its_label(render: Callable[..., Any], name: str) -> None:
    tree = render("{{ field(form[name]) }}", form=Everything(), name=name)
    hidden = [control for control in tree.findall(".//input") if control.get("type") == "hidden"]
    assert hidden or tree.findall(".//label")


def test_the_hint_and_the_value_of_a_person_are_escaped(render: Callable[..., Any]) -> None:
    tree = render("{{ field(form.goal) }}", form=Everything(goal=NASTY))
    assert one(tree, ".//textarea").text.strip() == NASTY
    assert words(one(tree, ".//*[@id='goal-hint']")) == "One sentence, <b>no</b> causes."


def test_the_summary_of_errors_links_to_the_fields(render: Callable[..., Any]) -> None:
    tree = render("{{ error_summary(form) }}", form=failed(metric="Handle time"))
    assert one(tree, ".//*[@role='alert']").get("tabindex") == "-1"
    assert {link.get("href") for link in tree.findall(".//a")} == {"#goal", "#direction-0"}
    assert "2 things need" in words(tree)


def test_no_error_makes_no_summary(render: Callable[..., Any]) -> None:
    assert words(render("{{ error_summary(form) }}", form=Everything())) == ""


def test_a_form_that_writes_carries_the_token_and_one_that_reads_does_not(render: Callable[..., Any]) -> None:
    post = render('{% call form_tag("/a") %}{% endcall %}')
    assert one(post, ".//input").get("name") == "csrf_token"
    get = render('{% call form_tag("/a", method="get") %}{% endcall %}')
    assert not get.findall(".//input")


def test_a_stale_save_shows_both_texts_and_asks_only_where_they_differ(render: Callable[..., Any]) -> None:
    fields = [
        {"name": "goal", "label": "Goal", "theirs": "78 %", "yours": NASTY},
        {"name": "unit", "label": "Unit", "theirs": "%", "yours": "%"},
    ]
    tree = render("{{ conflict(fields) }}", fields=fields)
    radios = tree.findall(".//input")
    assert {radio.get("name") for radio in radios} == {"keep-goal"}
    assert [radio.get("value") for radio in radios] == ["theirs", "yours"]
    assert NASTY in words(tree)


def test_a_table_is_a_named_region_and_says_how_it_is_sorted(render: Callable[..., Any]) -> None:
    columns = [
        {"label": "Step", "key": "a", "sort_url": "/?by=a", "sorted": "desc"},
        {"label": "Minutes", "key": "b", "num": True},
    ]
    tree = render(
        '{{ table(columns, rows, "Steps") }}', columns=columns, rows=[{"a": NASTY, "b": 4}, {"a": "Solve", "b": None}]
    )
    region = one(tree, ".//*[@role='region']")
    assert (region.get("tabindex"), region.get("aria-label")) == ("0", "Steps")
    assert tree.findall(".//th")[0].get("aria-sort") == "descending"
    assert [cell.get("data-label") for cell in tree.findall(".//td")] == ["Step", "Minutes"] * 2
    assert tree.findall(".//td")[1].get("class") == "num"


def test_a_page_can_write_its_own_rows(render: Callable[..., Any]) -> None:
    tree = render(
        '{% call(row) table(["Step", "Minutes"], rows, "Steps") %}'
        '{{ head(row[0], "/x") }}{{ cell("Minutes", row[1], num=true) }}{% endcall %}',
        rows=[("Call", 0), ("Solve", "")],
    )
    assert [cell.get("scope") for cell in tree.findall(".//tbody/tr/th")] == ["row", "row"]
    assert [words(cell) for cell in tree.findall(".//td")] == ["0", "–"]


def test_a_pager_offers_only_the_ways_there_are(render: Callable[..., Any]) -> None:
    page = {"first": 1, "last": 25, "total": 37, "previous_url": None, "next_url": "/?page=2"}
    tree = render("{{ pager(page) }}", page=page)
    assert [link.get("rel") for link in tree.findall(".//a")] == ["next"]
    assert "1–25 of 37" in words(tree)


@pytest.mark.parametrize("kind", ["ok", "info", "warn", "bad", "plain"])
def test_a_badge_has_a_shape_beside_its_colour(render: Callable[..., Any], kind: str) -> None:
    tree = render("{{ badge(text, kind) }}", text=NASTY, kind=kind)
    assert one(tree, ".//{http://www.w3.org/2000/svg}svg").get("aria-hidden") == "true"
    assert words(tree) == NASTY


def test_health_speaks_and_an_unknown_status_is_shown_as_it_stands(render: Callable[..., Any]) -> None:
    assert words(render('{{ health("off_track") }}')) == "Off track"
    assert words(render('{{ health("on sabbatical") }}')) == "On sabbatical"


def test_the_road_says_each_state_in_words(render: Callable[..., Any]) -> None:
    states = ["done", "current", "held", "ahead", "stopped"]
    phases = [
        {"letter": name[0], "name": name, "state": state, "note": NASTY, "url": "/"}
        for name, state in zip(["Define", "Measure", "Analyze", "Improve", "Control"], states, strict=True)
    ]
    tree = render("{{ road(phases) }}", phases=phases)
    for word in ("passed", "under way", "on hold", "not started", "stopped"):
        assert word in words(tree)
    assert [link.get("aria-current") for link in tree.findall(".//a")] == [None, "step", None, None, None]


def test_a_statistic_shows_value_interval_unit_and_method(render: Callable[..., Any]) -> None:
    text = words(render("{{ statistic(s) }}", s=Statistic("Ppk", 1.32, 1.18, 1.46, 0.95, "Overall s", "σ")))
    assert text == "Ppk 1.32 σ 95 % interval 1.18 to 1.46 Overall s"


def test_a_one_sided_bound_is_said_as_one(render: Callable[..., Any]) -> None:
    assert "at least 1.2, 90 % bound" in words(render("{{ statistic(s) }}", s=Statistic("Cpk", 1.5, 1.2, None, 0.9)))
    assert "at most 3.5" in words(render("{{ statistic(s) }}", s=Statistic("DPMO", 2.0, None, 3.5)))


def test_caution_and_withholding_are_said_in_words(render: Callable[..., Any]) -> None:
    careful = Statistic("Z", 2.2, state=State.CAUTION, note="Only 12 points.")
    assert "Caution. Only 12 points." in words(render("{{ statistic(s) }}", s=careful))
    text = words(render("{{ statistics([s]) }}", s=withheld("Cpk", "The chart has 2 signals.")))
    assert text == "Cpk Withheld The chart has 2 signals."


def test_a_checklist_tells_met_open_and_waived_apart_by_ear(render: Callable[..., Any]) -> None:
    items = [
        {"asked": "A", "met": True, "why": ""},
        {"asked": NASTY, "met": False, "why": "2 missing", "url": "/a"},
        {"asked": "C", "met": False, "why": "", "waived": "Leo until May"},
    ]
    text = words(render("{{ checklist(items) }}", items=items))
    assert "Met: A" in text
    assert f"Not met: {NASTY} 2 missing" in text
    assert "Waived: C Waived Leo until May" in text


def test_history_says_what_became_what_and_why(render: Callable[..., Any]) -> None:
    text = words(render("{{ history([entry]) }}", entry=ENTRY))
    assert "goal set to 80 %" in text
    assert "by May became June" in text
    assert "Reason: Asked for" in text


@pytest.mark.parametrize(
    "source",
    [
        '{{ crumbs([("Projects", "/"), (nasty, "/1")]) }}',
        "{% call card(nasty, actions, note=nasty) %}{{ nasty }}{% endcall %}",
        '{{ empty(nasty, nasty, "Add one", "/add") }}',
        '{% call notice("warn", nasty) %}{{ nasty }}{% endcall %}',
        '{{ tabs([{"label": nasty, "url": "/", "current": true, "count": 0}]) }}',
        '{{ side([{"label": nasty, "url": "/", "current": true, "state": "done"}]) }}',
        '{{ facts([(nasty, nasty), ("B", none)]) }}',
        "{{ help(nasty, nasty, nasty) }}",
        "{{ progress(0, 0, nasty) }}",
        '{{ tile(nasty, nasty, nasty, "ok", nasty, "/") }}{{ tile("A", 1) }}',
        '{% call filters("/", reset_url="/") %}{{ nasty }}{% endcall %}',
        '{{ submit(nasty, "a", "b", "danger", nasty) }}',
        '{{ row_tools(nasty, "/m", "/e", "/d", true, true, 4) }}',
    ],
)
def test_every_part_of_a_page_is_written_and_escapes_what_people_typed(render: Callable[..., Any], source: str) -> None:
    tree = render(source, nasty=NASTY, actions=Markup('<a class="button" href="/">Add</a>'))
    assert NASTY in words(tree)


@pytest.mark.parametrize(
    "path",
    [
        "/form",
        "/form?theme=dark",
        "/rows",
        "/upload",
        "/filter?q=%3Cb%3E",
        "/filter?out=1",
        "/refused/404",
        "/refused/500",
    ],
)
def test_every_page_is_well_formed_has_one_heading_and_no_inline_code(app: Flask, path: str) -> None:
    text = app.test_client().get(path).text
    parser = html5lib.HTMLParser(namespaceHTMLElements=False)
    tree = parser.parse(text)
    assert not parser.errors, parser.errors[:2]
    assert len(tree.findall(".//h1")) == 1
    assert tree.get("lang") == "en"
    ids = [e.get("id") for e in tree.iter() if isinstance(e.tag, str) and e.get("id")]
    assert len(ids) == len(set(ids))
    for element in tree.iter():
        names = [str(name) for name in element.attrib] if isinstance(element.tag, str) else []
        assert not [name for name in names if name == "style" or name.startswith("on")]
    assert all(script.get("src") for script in tree.findall(".//script"))
    assert not tree.findall(".//style")


def test_nobody_signed_in_sees_only_the_brand_and_the_way_in(app: Flask) -> None:
    header = app.test_client().get("/filter?out=1").text.split("<main")[0]
    assert "Sign in" in header
    assert "main-nav" not in header
    assert "Sign out" not in header


def test_the_theme_of_a_person_is_marked_and_leads_back_to_the_page(app: Flask) -> None:
    text = app.test_client().get("/filter?q=a&theme=dark").text
    assert '<html lang="en" data-theme="dark">' in text
    assert 'value="dark" aria-pressed="true"' in text
    assert 'name="next" value="/filter?q=a&amp;theme=dark"' in text


def test_every_sheet_and_script_a_page_names_is_there(app: Flask) -> None:
    client = app.test_client()
    tree = html5lib.parse(client.get("/form").text, namespaceHTMLElements=False)
    named = [e.get("href") or e.get("src") for e in [*tree.findall(".//link"), *tree.findall(".//script")]]
    assert len(named) >= 6
    for address in named:
        with client.get(address) as answer:
            assert answer.status_code == 200, address


def test_scripts_and_sheets_name_nothing_of_a_third_party() -> None:
    for file in [*(ROOT / "static").rglob("*.css"), *(ROOT / "static").rglob("*.js")]:
        text = file.read_text(encoding="utf-8")
        assert "http://" not in text.replace("http://www.w3.org/", ""), file.name
        assert "https://" not in text, file.name
        assert "@import" not in text, file.name
        assert "eval(" not in text, file.name
