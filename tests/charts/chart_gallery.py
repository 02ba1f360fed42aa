"""One drawing of each family from fixed results. Run as a script it rewrites the saved drawings in golden/."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np

from dmaic.charts.bars import Amount, bar_chart, share_bars
from dmaic.charts.control import control_chart, small_control_chart
from dmaic.charts.distribution import Index, box_plot, capability_plot, histogram, probability_plot
from dmaic.charts.drawing import Drawing, Specs
from dmaic.charts.effects import Effect, Factor, half_normal, interaction_plot, main_effects
from dmaic.charts.flow import FlowStep, swim_lanes, value_stream
from dmaic.charts.gage import gage_by_part, gage_components
from dmaic.charts.grid import Placed, quadrants
from dmaic.charts.interval import Interval, interval_chart
from dmaic.charts.pareto import Bar, pareto_chart
from dmaic.charts.run import RunTest, run_chart
from dmaic.charts.scatter import Fit, scatter_plot
from dmaic.charts.sipoc import sipoc_chart
from dmaic.charts.tree import Node, fishbone, tree_chart
from dmaic.charts.waterfall import Step, waterfall
from dmaic.statistics.control_chart import Stage
from tests.charts.chart_samples import days, imr, stepped_p, two_stages, wave

GOLDEN = Path(__file__).parent / "golden"

CAUSES = (
    Node("People", (Node("New staff without a guide", (Node("No mentor"),), mark="yes"), Node("Nights understaffed"))),
    Node("Method", (Node("Three handovers before the first answer", mark="open"),)),
    Node("Machine", (Node("Search misses old cases", mark="no"), Node("Freezes at peak hours"))),
)
NEED = Node(
    "Fast, complete answers",
    (
        Node("Reached quickly", (Node("Wait under 60 s in 80 % of calls", note="Y1: service level"),)),
        Node(
            "Solved the first time", (Node("First contact resolution at least 75 %", mark="yes"), Node("No transfer"))
        ),
    ),
)
STEPS = (
    FlowStep("Customer calls", "Customer", value="VA", touch=1, wait=0),
    FlowStep("Identify and open ticket", "First line", value="BNVA", touch=3, wait=4),
    FlowStep("Answer known?", "First line", "decision", leads_to=(3, 4), touch=1),
    FlowStep("Answer at once", "First line", value="VA", leads_to=(6,), touch=5),
    FlowStep("Hand over", "First line", "handoff", "NVA", touch=2),
    FlowStep("Check case data", "Second line", "inspect", "NVA", leads_to=(1, 6), touch=12, wait=420),
    FlowStep("Close ticket", "Second line", touch=2, wait=5),
)
GRID = {
    "title": "Stakeholders",
    "x_name": "Interest",
    "y_name": "Influence",
    "corners": ("Keep satisfied", "Manage closely", "Watch", "Keep informed"),
}
PEOPLE = (
    Placed("Head of service", 4, 5, "supporter → champion"),
    Placed("Team leads Lyon", 5, 3),
    Placed("Team leads Porto", 5, 3),
    Placed("Works council", 2, 4),
    Placed("Back office", 2, 2),
)
READINGS = [[[10 + p + o + 0.1 * t for t in range(2)] for p in range(5)] for o in (0.0, 0.2, -0.3)]
FACTORS = (
    Factor("Temperature", ("160", "180"), (52.1, 67.3)),
    Factor("Pressure", ("low", "mid", "high"), (61, 60, 58)),
)


def stages_chart(width: float | None = None) -> Drawing:
    chart, signals = two_stages()
    return control_chart(
        chart,
        signals,
        title="Fill weight",
        unit="g",
        changes=[(48, "New nozzle fitted"), (30, "Training")],
        rules="Nelson, rules 1 and 2",
        width=width,
    )


def drawings() -> dict[str, Drawing]:
    """A drawing of each family by the name of its saved file."""
    p_chart, p_signals = stepped_p()
    short = wave(9)
    provisional = (Stage("Pilot", 0, 9, 9, float(short.mean()), 3.0, "moving range", 9, provisional=True),)
    weights = wave(120, 4, 250, 4)
    x = np.linspace(2, 18, 30)
    y = 5 + 1.7 * x + wave(30, 2, 0, 3)
    fitted = (5 + 1.7 * x).tolist()
    waits = wave(24, 11, 20, 3)
    waits[16:] -= 6
    chart, signals = two_stages()
    return {
        "control_stages": stages_chart(),
        "control_stepped": control_chart(p_chart, p_signals, labels=days(26, step=7), title="Late answers", unit="%"),
        "control_provisional": control_chart(
            imr(short, provisional), labels=days(9), title="Short", specs=Specs(38, 50)
        ),
        "control_small": small_control_chart(chart, signals, title="Fill weight"),
        "run": run_chart(
            waits, labels=days(24, step=7), unit="min", target=15, test=RunTest(8, 7, 6, 8), runs=[(16, 23)]
        ),
        "histogram": histogram(
            weights,
            name="Weight",
            unit="g",
            specs=Specs(238, 250, 262),
            curve=lambda v: math.exp(-0.5 * ((v - 250) / 4) ** 2) / 4 / math.sqrt(2 * math.pi),
        ),
        "probability": probability_plot(weights, name="Weight", unit="g"),
        "capability": capability_plot(
            [Index("Pp", 1.2, 1.05, 1.35), Index("Ppk", 1.02, 0.88, 1.16), Index("Cpm", None, note="needs a target")]
        ),
        "boxes": box_plot([("Day", wave(40, 1)), ("Night", np.append(wave(40, 3, 52), [75.0]))], unit="g"),
        "pareto": pareto_chart(
            [Bar("Scratch", 42), Bar("Dent", 27), Bar("Colour", 13), Bar("Size", 8), Bar("Other", 3)]
        ),
        "scatter": scatter_plot(
            x, y, fit=Fit(x.tolist(), fitted, ([v - 1 for v in fitted], [v + 1 for v in fitted])), flagged=[3]
        ),
        "scatter_groups": scatter_plot(x, y, groups=["Day", "Night"] * 15, zero_line=True),
        "interval": interval_chart(
            [Interval("Before", 62.4, 60.1, 64.7, 420), Interval("After", 71.2, 68.9, 73.5, 433)],
            name="FCR",
            unit="%",
            reference=65,
            reference_name="goal",
        ),
        "bars": bar_chart([Amount("Lyon", 82, 85), Amount("Porto", 91, 85, chosen=True)], unit="%", reference=80),
        "shares": share_bars([("Q1", [40, 35, 25]), ("Q2", [60, 28, 7])], ["Promoters", "Passives", "Detractors"]),
        "fishbone": fishbone("Resolution takes 14 h against 8 h promised", CAUSES),
        "tree": tree_chart(NEED, levels=("Need", "Driver", "Requirement")),
        "sipoc": sipoc_chart(
            suppliers=["Customer"],
            inputs=["Question"],
            outputs=["Answer"],
            customers=["Customer"],
            steps=["Take the contact", "Find the answer", "Answer", "Close"],
        ),
        "swim_lanes": swim_lanes(STEPS),
        "value_stream": value_stream(STEPS),
        "stakeholders": quadrants(PEOPLE, **GRID),
        "quadrants": quadrants(
            [Placed("Script", 2, 5), Placed("New system", 5, 5)],
            title="Choice",
            x_name="Effort",
            y_name="Benefit",
            corners=("Do", "Plan", "Perhaps", "Drop"),
        ),
        "waterfall": waterfall(
            ("Baseline", 14.2),
            [Step("Missing information", -3.1), Step("Longer calls", 0.6)],
            unit="h",
            target=8,
            up_is_good=False,
        ),
        "main_effects": main_effects(FACTORS, unit="%", grand_mean=59.7),
        "interaction": interaction_plot(["5", "10"], [("160", [55, 49]), ("180", [61, 73.5])], x_name="Time"),
        "half_normal": half_normal([Effect("A", 15.2, active=True), Effect("B", -3.1), Effect("AB", 1.4)], scale=2.1),
        "gage_components": gage_components([("Gage R&R", [7.8, 27.9, 31.2]), ("Part to part", [92.2, 96.0, None])]),
        "gage_by_part": gage_by_part(list("12345"), ["Anna", "Boris", "Chen"], READINGS, unit="mm"),
    }


def saved(drawing: Drawing) -> str:
    """The text of a saved file: one mark a line, so that a change shows where it is."""
    return drawing.svg.replace("><", ">\n<") + "\n"


if __name__ == "__main__":
    GOLDEN.mkdir(exist_ok=True)
    for name, drawing in drawings().items():
        (GOLDEN / f"{name}.svg").write_text(saved(drawing), encoding="utf-8")
