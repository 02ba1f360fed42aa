"""Does every main page work for everybody: by rule of the accessibility guidelines, in both themes, on a telephone?"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from dmaic.people.accounts import Theme, person_of
from tests.journeys.steps import BELT, Open, Place, demo_project

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser

RULES = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]}}
OF_EVERYBODY = (
    "/",
    "/portfolio",
    "/wall",
    "/projects/new",
    "/account",
    "/notices",
    "/ideas",
    "/validation",
    "/playbooks",
    "/playbooks/sla",
    "/playbooks/sla/example",
    "/statistics",
    "/statistics/two_sample?example=1",
)


def pages_of(place: Place, page: Page) -> list[str]:
    """The addresses of the demo's project that its own navigation leads to."""
    with place.sessions.reading() as session:
        project_id = demo_project(session).id
    page.goto(f"/projects/{project_id}")
    found = page.evaluate(
        "[...document.querySelectorAll('main a[href], nav a[href]')].map(a => a.getAttribute('href'))"
    )
    own = [one for one in dict.fromkeys(found) if re.fullmatch(rf"/projects/{project_id}(/[a-z][^?#]*)?", one)]
    return [one for one in own if not one.endswith((".csv", ".svg", ".png", ".pdf", ".xlsx", ".zip"))]


def use_theme(place: Place, theme: str) -> None:
    with place.sessions.writing() as session:
        person = person_of(session, BELT)
        assert person is not None
        person.theme = Theme(theme)
        session.commit()


def faults_of(page: Page, addresses: list[str]) -> list[str]:
    """What the accessibility rules and the width of the screen hold against these pages."""
    from axe_playwright_python.sync_playwright import Axe

    wrong: list[str] = []
    for address in addresses:
        answer = page.goto(address)
        assert answer is not None
        if answer.status >= 400:
            wrong.append(f"{address} answers {answer.status}")
            continue
        for fault in Axe().run(page, options=RULES).response["violations"]:
            where = fault["nodes"][0]["html"][:160]
            wrong.append(f"{address}: {fault['id']} ({len(fault['nodes'])}) {where}")
        if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth + 1"):
            wrong.append(f"{address} scrolls sideways")
    return wrong


@pytest.mark.slow
@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [1440, 390])
def test_every_page_of_define_is_accessible_down_to_single_rows(
    demo_place: Place, visit: Open, width: int, theme: str
) -> None:
    use_theme(demo_place, theme)
    page = visit(demo_place, BELT, width=width, theme=theme)
    lists = [one for one in pages_of(demo_place, page) if "/define/" in one]
    assert len(lists) > 10
    single: dict[str, str] = {}
    for address in lists:
        page.goto(address)
        for link in page.evaluate("[...document.querySelectorAll('main a[href]')].map(a => a.getAttribute('href'))"):
            kind = re.sub(r"\d+", "n", link)
            if re.fullmatch(r"/projects/n/define/[a-z/-]+(n|new|versions)", kind):
                single.setdefault(kind, link)
    assert len(single) > 5
    wrong = faults_of(page, [*lists, *single.values()])
    assert not wrong, "\n".join(wrong)


@pytest.mark.slow
@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [1440, 390])
def test_every_main_page_is_accessible_and_fits_the_screen(
    demo_place: Place, visit: Open, width: int, theme: str
) -> None:
    use_theme(demo_place, theme)
    page = visit(demo_place, BELT, width=width, theme=theme)
    addresses = [*OF_EVERYBODY, *pages_of(demo_place, page)]
    assert len(addresses) > 25
    wrong = faults_of(page, addresses)
    assert not wrong, "\n".join(wrong)
