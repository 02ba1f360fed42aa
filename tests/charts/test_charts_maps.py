"""Trees, SIPOC, process maps, grids and plans: words laid out."""

from dataclasses import replace

import pytest

from dmaic.charts.flow import FlowStep, swim_lanes, value_stream
from dmaic.charts.grid import Placed, quadrants
from dmaic.charts.sipoc import sipoc_chart
from dmaic.charts.tree import Node, fishbone, outline, tree_chart
from dmaic.errors import BadInput
from tests.charts.chart_gallery import CAUSES, GRID, NEED, PEOPLE, STEPS
from tests.charts.chart_samples import SVG, assert_tidy, classed, parsed, texts


def cards(svg: str) -> list[tuple[float, float, float, float]]:
    return [
        tuple(float(node.get(name)) for name in ("x", "y", "width", "height"))
        for node in parsed(svg).iter(f"{SVG}rect")
        if node.get("data-i")
    ]


def apart(boxes) -> bool:
    return all(
        a[0] + a[2] <= b[0] or b[0] + b[2] <= a[0] or a[1] + a[3] <= b[1] or b[1] + b[3] <= a[1]
        for k, a in enumerate(boxes)
        for b in boxes[k + 1 :]
    )


def wide_tree(breadth: int, depth: int) -> Node:
    if not depth:
        return Node(
            "A leaf with a rather long text that needs several lines to be told in full", note="noted", mark="open"
        )
    return Node(f"Level {depth}", tuple(wide_tree(breadth, depth - 1) for _ in range(breadth)))


@pytest.mark.parametrize("root", [NEED, wide_tree(3, 3), wide_tree(1, 6), Node("Alone")])
def test_cards_of_a_tree_never_overlap(root):
    drawing = tree_chart(root)
    assert apart(cards(drawing.svg))
    assert_tidy(drawing.svg)
    assert_tidy(drawing.narrow)
    assert apart(cards(drawing.narrow))


def test_a_parent_stands_beside_the_middle_of_its_children():
    boxes = cards(tree_chart(Node("Root", (Node("First"), Node("Second"), Node("Third")))).svg)
    middle = [y + tall / 2 for _, y, _, tall in boxes]
    assert middle[0] == pytest.approx(middle[2], abs=0.2)


def test_the_rows_of_a_tree_are_its_paths():
    table = tree_chart(NEED, levels=("Need", "Driver", "Requirement")).table
    assert table.header == ("Need", "Driver", "Requirement", "Note", "Evidence")
    assert table.rows[0] == (NEED.text, "Reached quickly", "Wait under 60 s in 80 % of calls", "Y1: service level", "")
    assert table.rows[1][-1] == "confirmed by evidence"
    assert len(table.rows) == 3


def test_a_tree_without_root_asks_for_one():
    assert "no root yet" in tree_chart(Node(" ")).verdict


def test_the_outline_holds_every_node():
    assert len(cards(outline(wide_tree(2, 3), title="Tree").svg)) == 15


@pytest.mark.parametrize("count", [1, 2, 5, 8])
def test_texts_of_a_fishbone_never_overlap(count):
    categories = [
        Node(
            f"Category {k}",
            tuple(
                Node(f"A cause with several words, number {j}", (Node("its own cause"),), mark="open")
                for j in range(k % 4)
            ),
        )
        for k in range(count)
    ]
    drawing = fishbone("The effect that everybody wants to be rid of, told at some length", categories)
    assert apart(cards(drawing.svg))
    assert_tidy(drawing.svg)


def test_a_long_name_does_not_lie_on_the_twigs_of_a_longer_neighbour():
    def bone(count):
        return Node("Material or information", tuple(Node(f"Requests are assigned by hand {j}") for j in range(count)))

    drawing = fishbone("Late answers", [bone(1), bone(2), bone(1), bone(1), bone(2), bone(1)])
    assert apart(cards(drawing.svg))


def test_a_fishbone_says_how_much_is_confirmed():
    drawing = fishbone("Late answers", CAUSES)
    assert drawing.verdict == (
        "Late answers: 3 branches, 5 end points; 1 confirmed by evidence, 1 ruled out, 1 not yet checked."
    )
    assert {"confirmed by evidence", "ruled out", "not yet checked"} <= set(texts(drawing.svg))
    assert "at least one category" in fishbone("Late", []).verdict


def test_a_sipoc_numbers_its_steps_and_counts_its_lists():
    drawing = sipoc_chart(suppliers=["A", " "], inputs=[], steps=["Take", "Give"], outputs=["O"], customers=["C", "D"])
    assert {"1. Take", "2. Give", "Suppliers", "Customers"} <= set(texts(drawing.svg))
    assert drawing.verdict == (
        "1 supplier, 0 inputs, 2 steps, 1 output, 2 customers. A SIPOC reads best with four to eight steps."
    )
    assert drawing.table.rows == [("A", "", "Take", "O", "C"), ("", "", "Give", "", "D")]
    empty = sipoc_chart(suppliers=[], inputs=[], steps=[], outputs=[], customers=[])
    assert "still empty" in empty.verdict


def test_steps_stand_in_their_lanes():
    drawing = swim_lanes(STEPS)
    top = {node.get("data-say").split("\n")[0]: node for node in parsed(drawing.svg).iter() if node.get("data-i")}
    first, second = top["1. Customer calls"], top["2. Identify and open ticket"]
    assert float(first.get("y")) < float(second.get("y"))
    assert "Leads to: Identify and open ticket" in first.get("data-say")
    assert {"Customer", "First line", "Second line"} <= set(texts(drawing.svg))
    assert len(classed(drawing.svg, "c-link-back")) == 1
    assert {"decision", "handover", "inspection"} <= set(texts(drawing.svg))


def test_a_map_tells_handovers_value_and_times():
    drawing = swim_lanes(STEPS)
    assert drawing.verdict == "7 steps; 3 lanes, 4 handovers; 2 of them add value; 26 min of work in 455 min."
    assert drawing.table.rows[2][-1] == "4, 5"
    assert "waiting" in texts(swim_lanes([FlowStep("Queue", kind="wait"), FlowStep("Redo", kind="rework")]).svg)


def test_the_ways_out_of_a_decision_carry_their_shares_and_are_not_added():
    # 10 + 1 + 0.2 x 104 = 31.8 min, of it 11.8 min of work.
    steps = [
        FlowStep("Take", touch=10, passes=1.0),
        FlowStep("Clear?", kind="decision", touch=1, leads_to=(2, 0), shares=(0.2, 0.8), passes=1.0),
        FlowStep("Ask", touch=4, wait=100, passes=0.2),
    ]
    lanes, stream = swim_lanes(steps), value_stream(steps)
    assert {"20 %", "80 %"} <= set(texts(lanes.svg))
    assert "11.8 min of work in 31.8 min" in lanes.verdict
    assert "Expected lead time 31.8 min; work 11.8 min; waiting 20 min" in stream.verdict
    assert "0.2 times a case" in texts(stream.svg)
    assert [row[-2:] for row in stream.table.rows] == [("2", 1.0), ("3 (20 %), 1 (80 %)", 1.0), ("", 0.2)]
    unknown = [replace(step, shares=(), passes=None) for step in steps]
    assert value_stream(unknown).verdict == "Lead time withheld."
    assert "of work in" not in swim_lanes(unknown).verdict


def test_a_step_can_not_lead_to_nowhere():
    with pytest.raises(BadInput, match="not on the map"):
        swim_lanes([FlowStep("Only", leads_to=(3,))])
    assert "no steps yet" in swim_lanes([]).verdict


def test_the_order_of_lanes_may_be_given():
    texts_in_order = [
        t for t in texts(swim_lanes(STEPS, lanes=["Second line", "Nobody"]).svg) if t in {"Customer", "Second line"}
    ]
    assert texts_in_order == ["Second line", "Customer"]


def test_a_value_stream_adds_up_its_ladder():
    drawing = value_stream([FlowStep("A", touch=5, wait=95), FlowStep("B", touch=5, wait=0)])
    assert drawing.verdict == "Lead time 105 min; work 10 min; waiting 95 min."
    assert {"95", "5"} <= set(texts(drawing.svg))
    assert "efficiency" not in value_stream([FlowStep("A")]).verdict
    assert "no steps yet" in value_stream([]).verdict


def test_the_efficiency_of_a_value_stream_counts_only_what_adds_value():
    steps = [FlowStep("A", value="VA", touch=5, wait=95), FlowStep("B", value="NVA", touch=5, wait=0)]
    assert value_stream(steps).verdict.endswith("process-cycle efficiency 4.8 %.")


def test_people_at_one_place_share_a_mark():
    drawing = quadrants(PEOPLE, **GRID)
    marks = [node for node in parsed(drawing.svg).iter() if node.get("data-i")]
    assert len(marks) == 4
    both = next(mark for mark in marks if "Lyon" in mark.get("data-say"))
    assert "Team leads Porto" in both.get("data-say")
    assert drawing.verdict == "Manage closely: Head of service, Team leads Lyon, Team leads Porto."
    assert "supporter \u2192 champion" in drawing.svg


def test_the_quarter_of_each_item_is_told():
    drawing = quadrants(
        [Placed("Script", 2, 5), Placed("System", 5, 1)],
        title="Choice",
        x_name="Effort",
        y_name="Benefit",
        corners=("Do", "Plan", "Perhaps", "Drop"),
    )
    assert [row[3] for row in drawing.table.rows] == ["Do", "Drop"]
    assert drawing.verdict == "Plan: nobody."
    assert "nobody and nothing" in quadrants([], title="", x_name="", y_name="", corners=("", "", "", "")).verdict


def test_a_crowd_stays_inside_the_grid():
    crowd = [Placed(f"Somebody with a long name {k}", 1 + (k * 7) % 5, 1 + k % 5) for k in range(25)]
    drawing = quadrants(crowd, **GRID)
    assert_tidy(drawing.svg)
    assert_tidy(drawing.narrow)
