"""Does what people print say what it is, hold all it shows, and leave the buttons on the screen?"""

from __future__ import annotations

import pytest

from dmaic.define.charter import charter_of
from dmaic.define.metrics import primary_metric
from tests.journeys.steps import BELT, Open, Place, demo_project

pytestmark = pytest.mark.browser

WIDTH, HEIGHT = 688, 968
"""What A4 leaves between its margins, in CSS pixels."""
SEEN = """() => {
  const shown = (one) => one.checkVisibility({ visibilityProperty: true }) && one.getClientRects().length > 0;
  const all = (what) => [...document.querySelectorAll(what)].filter(shown);
  const main = document.querySelector("main");
  return {
    width: document.documentElement.scrollWidth,
    pressed: all("main button, main .button, main [type=submit]").map((one) => one.textContent.trim()),
    telephone: all(".chart-narrow").length,
    charts: all(".chart-wide > svg").map((one) => one.getBoundingClientRect().height),
    words: main.innerText,
    cut: all("main input, main textarea, main select, main dd")
      .filter((one) => one.scrollWidth > one.clientWidth + 1 || one.scrollHeight > one.clientHeight + 1)
      .map((one) => one.id || one.innerText),
    asked: all("main input:not([type=hidden]), main textarea, main select").map((one) => one.id),
  };
}"""


@pytest.mark.parametrize(
    "address",
    [
        "",
        "/define/charter",
        "/define/metrics",
        "/define/metrics/registry",
        "/define/sipoc",
        "/define/needs",
        "/define/stakeholders",
        "/define/raci",
        "/define/benefits",
        "/define/commitment",
        "/define/milestones",
        "/measure/collection",
        "/measure/process-map",
        "/measure/gage",
        "/measure/chart",
        "/measure/baseline",
        "/measure/pareto",
        "/control/control-plan",
    ],
)
def test_a_page_on_paper(demo_place: Place, visit: Open, address: str) -> None:
    with demo_place.sessions.reading() as session:
        project = demo_project(session)
        base, code = f"/projects/{project.id}", project.code
    page = visit(demo_place, BELT, width=WIDTH)
    page.goto(base + address)
    page.emulate_media(media="print")
    seen = page.evaluate(SEEN)
    assert seen["width"] <= WIDTH
    assert seen["pressed"] == []
    assert seen["telephone"] == 0
    assert all(100 < height < HEIGHT for height in seen["charts"])
    assert code in seen["words"]
    assert "Printed " in seen["words"]


@pytest.mark.parametrize("page_name", ["charter", "metric", "business-case"])
def test_what_is_a_form_on_the_screen_is_a_document_on_paper(demo_place: Place, visit: Open, page_name: str) -> None:
    with demo_place.sessions.reading() as session:
        project = demo_project(session)
        charter, metric = charter_of(session, project), primary_metric(session, project)
        assert charter is not None
        assert metric is not None
        texts = {
            "charter": [charter.business_case, charter.problem_what, charter.problem_source, charter.scope_out],
            "metric": [metric.description, metric.numerator, metric.inclusions, metric.source_query],
            "business-case": ["Months looked at", "Discount rate a year"],
        }[page_name]
        address = f"metrics/{metric.id}" if page_name == "metric" else page_name
        base = f"/projects/{project.id}/define/"
    page = visit(demo_place, BELT, width=WIDTH)
    page.goto(base + address)
    assert page.evaluate(SEEN)["asked"], "on the screen it is a form"
    page.emulate_media(media="print")
    seen = page.evaluate(SEEN)
    assert seen["asked"] == []
    assert seen["cut"] == []
    flat = " ".join(seen["words"].split())
    for text in texts:
        assert " ".join(text.split()) in flat
