"""What is typed to plan, fill, judge and sign a measurement study?"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from werkzeug.datastructures import FileStorage
from wtforms import BooleanField, FileField
from wtforms.validators import ValidationError

from dmaic.define.metrics import Metric
from dmaic.errors import BadInput
from dmaic.measure.gage import FINDINGS, SHAPES, Entry, MeasurementStudy, Plan, StudyType, tolerance_of
from dmaic.statistics.data_audit import audit_sample
from dmaic.web.forms import (
    AMBIGUOUS,
    ChoiceField,
    DayField,
    EditForm,
    Form,
    LongTextField,
    NumberField,
    TextField,
    WholeNumberField,
    at_most,
    between,
    needed,
    optional,
    parse_number,
    reference,
)

_LARGEST = 2_000_000
_LONG = at_most(4000)
_RR = (StudyType.CROSSED, StudyType.NESTED)
_JUDGED_BY_EYE = (StudyType.AGREEMENT, StudyType.AUDIT)
_PARTS_LABEL = {
    StudyType.CROSSED: "Parts",
    StudyType.NESTED: "Parts (batches) of each appraiser",
    StudyType.TYPE_ONE: "Master and its reference value",
    StudyType.BIAS: "Master and its reference value",
    StudyType.LINEARITY: "Masters and their reference values",
    StudyType.STABILITY: "Points in time",
    StudyType.AGREEMENT: "Items, with the standard where it is known",
    StudyType.AUDIT: "Records",
}
_PARTS_HINT = {
    StudyType.CROSSED: "A number, or one name a line.",
    StudyType.NESTED: "A number, or one name a line; each appraiser gets as many.",
    StudyType.TYPE_ONE: "One line: name; reference value.",
    StudyType.BIAS: "One line: name; reference value.",
    StudyType.LINEARITY: "One line each: name; reference value.",
    StudyType.STABILITY: "A number, or one day a line. After the first: a semicolon and the master's reference value, if known.",
    StudyType.AGREEMENT: "A number, or one line each: name; right answer.",
    StudyType.AUDIT: "A number, or one key a line.",
}
_PARTS_EXAMPLE = {
    StudyType.CROSSED: "10",
    StudyType.NESTED: "5",
    StudyType.TYPE_ONE: "Gauge block 3; 4.0012",
    StudyType.BIAS: "Gauge block 3; 4.0012",
    StudyType.LINEARITY: "Block 1; 2\nBlock 2; 4\nBlock 3; 6\nBlock 4; 8\nBlock 5; 10",
    StudyType.STABILITY: "2026-03-02; 4.0012\n2026-03-09\n2026-03-16",
    StudyType.AGREEMENT: "T-20411; billing\nT-20417; technical\nT-20433; billing",
    StudyType.AUDIT: "60",
}
_PARTS_PITFALL = {
    StudyType.CROSSED: "Ten parts that are all alike: then any gauge looks bad. Take them over the usual range.",
    StudyType.NESTED: "Batches that are not alike inside: their spread is counted as the gauge's.",
    StudyType.LINEARITY: "Masters from a small part of the range.",
    StudyType.AGREEMENT: "Clear cases only. Take half good, half bad, many of them on the border.",
    StudyType.AUDIT: "Records somebody picked. Draw them at random.",
}
_TRIALS_LABEL = {
    StudyType.TYPE_ONE: "Readings",
    StudyType.BIAS: "Readings",
    StudyType.LINEARITY: "Readings of each master",
    StudyType.STABILITY: "Readings at each time",
    StudyType.NESTED: "Pieces of each batch",
}
_TRIALS = {
    StudyType.CROSSED: 3, StudyType.NESTED: 2, StudyType.TYPE_ONE: 50, StudyType.BIAS: 15, StudyType.LINEARITY: 10,
    StudyType.STABILITY: 3, StudyType.AGREEMENT: 2, StudyType.AUDIT: 1,
}  # fmt: skip


class PlanForm(EditForm):
    """The plan of a study; ``of_kind`` takes out what its type does not ask."""

    metric_id = ChoiceField("Metric", [needed], coerce=reference, empty="Choose")
    parts = LongTextField("Parts", [_LONG], render_kw={"rows": 3})
    population = WholeNumberField("Out of how many records", [optional, between(1, 1_000_000_000)])
    appraisers = LongTextField(
        "Appraisers", [_LONG], description="A number, or one name a line.", render_kw={"rows": 3}
    )
    trials = WholeNumberField("Trials", [between(1, 1000)])
    tolerance = NumberField(
        "Tolerance", [optional], description="Upper minus lower limit. Empty: none is looked at.", decimals_usual=True
    )
    process_sd = NumberField("Standard deviation of the process", [optional], decimals_usual=True)
    categories = LongTextField("Categories", [_LONG], description="One a line.", render_kw={"rows": 3})
    accepting = TextField("Accepting category", [at_most(60)])
    is_ordered = BooleanField("The categories are an order (numbers such as 1 to 5)")
    allowed_percent = NumberField("Share of wrong records that may be tolerated (%)", [optional, between(0.01, 50)])
    is_blinded = BooleanField("Blinded: nobody sees a reading taken before", default=True)
    done_on = DayField("Date", [needed])
    instrument = TextField("Instrument or system", [at_most(160)])
    notes = LongTextField("Conditions", [_LONG], render_kw={"rows": 2})
    retest_of_id = ChoiceField("Repeats the study", [], coerce=reference, empty="None: this is the first")
    table = LongTextField("Readings already taken", [at_most(400_000)])
    file = FileField("or a CSV file")

    help = {
        "metric_id": {"what": "The metric whose data the verdict is about."},
        "appraisers": {
            "what": "Who measures in daily work.",
            "example": "Ana\nBen\nCleo",
            "pitfall": "The two best people instead of those who usually do it.",
        },
        "tolerance": {
            "what": "How wide the customer's limits are: the gauge is held against it. Taken from the metric's limits.",
            "example": "8 for limits of -4 and 4",
        },
        "process_sd": {
            "what": "The total standard deviation of the process known from elsewhere, if these parts do not span it.",
            "example": "From the baseline chart",
        },
        "accepting": {
            "what": "The category that lets an item pass: misses and false alarms need it.",
            "example": "good",
        },
        "categories": {"what": "Every answer that may be given.", "example": "good\nbad"},
        "allowed_percent": {
            "what": "The verdict is ok when the whole interval of the error share lies under it.",
            "example": "5",
            "pitfall": "Choosing it after the records were seen.",
        },
        "population": {
            "what": "How many records the list has. Then the positions to trace are drawn at random from it.",
            "example": "60 records out of 12,000",
        },
        "is_blinded": {
            "what": "The sheet does not show a saved reading, and results are shown once all are in.",
            "pitfall": "Whoever sees the last reading repeats it.",
        },
        "retest_of_id": {"what": "After something was improved: the new verdict takes the place of the old one."},
        "notes": {"what": "Where, when, under which conditions, after which training.", "example": "Room 4, 21 °C"},
        "table": {
            "what": "One reading a line, as copied from a spreadsheet; its first line names the columns. Parts, "
            "appraisers and trials are taken from it, so leave those fields empty.",
            "example": "part, appraiser, trial, measurement",
            "pitfall": "Readings taken in a fixed order: the order can no longer be made random.",
        },
    }

    def of_kind(self, kind: StudyType, *, with_table: bool) -> PlanForm:
        """This form with the fields and words of a type of study."""
        shape = SHAPES[kind]
        gone = {"version"} if with_table else {"table", "file", "retest_of_id", "metric_id"}
        if not shape.has_appraisers:
            gone.add("appraisers")
        if kind not in _RR:
            gone.add("process_sd")
        if shape.tolerance == "none" or kind in (StudyType.LINEARITY, StudyType.STABILITY):
            gone.add("tolerance")
        if kind != StudyType.AGREEMENT:
            gone |= {"categories", "accepting", "is_ordered"}
        if kind == StudyType.AUDIT:
            gone |= {"trials", "is_blinded"}
        else:
            gone |= {"allowed_percent", "population"}
        for name in gone & set(self._fields):
            del self[name]
        self.parts.label.text = _PARTS_LABEL[kind]
        self.parts.description = _PARTS_HINT[kind]
        if "trials" in self:
            self.trials.label.text = _TRIALS_LABEL.get(kind, "Trials")
            self.trials.description = f"Customary: {shape.customary}."
        return self

    def take_file(self, upload: FileStorage | None) -> None:
        """Put an uploaded table where a pasted one would stand, so that it is there to mend when it has problems."""
        if "table" in self and upload is not None and upload.filename:
            self.table.data = text_of(upload)

    def validate_trials(self, field: WholeNumberField) -> None:
        if field.data is None and not self.has_table:
            raise ValidationError("Say how often each is measured.")

    def validate_parts(self, field: LongTextField) -> None:
        if not field.data and not self.has_table:
            raise ValidationError(f"Fill this in{' or paste the readings below' if 'table' in self else ''}.")

    @property
    def has_table(self) -> bool:
        return "table" in self and bool(self.table.data)

    def plan(self, kind: StudyType, seed: int) -> Plan:
        """What was typed, as a plan. Raises BadInput with a sentence where it can't be read."""

        def typed(name: str, otherwise: Any = None) -> Any:
            return self[name].data if name in self and self[name].data is not None else otherwise

        parts, references = typed_parts(typed("parts", ""), kind)
        population = typed("population")
        if population is not None and not self.has_table:
            if not _is_count(typed("parts", "")):
                raise BadInput("To draw records at random, give how many are to be traced, as a number.")
            parts = tuple(f"Record {place}" for place in audit_sample(len(parts), population, seed=seed))
        return Plan(
            type=kind,
            parts=parts,
            appraisers=typed_names(typed("appraisers", ""), letters=True),
            trials=typed("trials", 1),
            references=references,
            tolerance=typed("tolerance"),
            process_sd=typed("process_sd"),
            categories=typed_names(typed("categories", "")),
            accepting=typed("accepting", ""),
            is_ordered=bool(typed("is_ordered", False)),
            allowed_percent=typed("allowed_percent"),
            is_blinded=bool(typed("is_blinded", False)),
            done_on=self.done_on.data or date.today(),
            instrument=typed("instrument", ""),
            notes=typed("notes", ""),
        )


def help_of(kind: StudyType) -> Mapping[str, Mapping[str, str]]:
    """The help beside the fields, with the words of the type."""
    parts = {
        "what": f"{_PARTS_HINT[kind]} Customary: {SHAPES[kind].customary}.",
        "example": _PARTS_EXAMPLE[kind],
        "pitfall": _PARTS_PITFALL.get(kind, ""),
    }
    return {**PlanForm.help, "parts": parts}


def first_plan(kind: StudyType, metric: Metric | None) -> dict[str, Any]:
    """What stands in a fresh form."""
    given: dict[str, Any] = {"done_on": date.today(), "trials": _TRIALS[kind], "is_blinded": True}
    if kind not in _JUDGED_BY_EYE and kind not in (StudyType.TYPE_ONE, StudyType.BIAS, StudyType.LINEARITY):
        given["parts"] = {StudyType.CROSSED: "10", StudyType.NESTED: "5", StudyType.STABILITY: "20"}[kind]
    if kind == StudyType.AGREEMENT:
        given["categories"] = "good\nbad"
        given["accepting"] = "good"
    if kind == StudyType.AUDIT:
        given |= {"parts": "60", "allowed_percent": 5.0}
    if SHAPES[kind].has_appraisers:
        given["appraisers"] = "3"
    if metric is not None:
        given |= {"metric_id": metric.id, "tolerance": tolerance_of(metric)}
    return given


def plan_as_typed(study: MeasurementStudy) -> dict[str, Any]:
    """A study's plan as it would be typed."""
    lines = [f"{part}; {study.references[part]}" if part in study.references else part for part in study.parts]
    return {
        "parts": "\n".join(lines),
        "appraisers": "\n".join(study.appraisers),
        "categories": "\n".join(study.categories),
        **{
            name: getattr(study, name)
            for name in (
                "metric_id", "trials", "tolerance", "process_sd", "accepting", "is_ordered", "allowed_percent",
                "is_blinded", "done_on", "instrument", "notes",
            )
        },
    }  # fmt: skip


def typed_names(text: str, *, letters: bool = False) -> tuple[str, ...]:
    """Names one a line (or on one line with commas or semicolons); a number stands for so many."""
    if _is_count(text):
        count = int(text)
        if not 1 <= count <= 2000:
            raise BadInput(f"{count} is too many. Plan 2000 at most.")
        if letters and count <= 26:
            return tuple(chr(ord("A") + place) for place in range(count))
        return tuple(str(number) for number in range(1, count + 1))
    lines = text.splitlines()
    if len(lines) == 1:
        lines = lines[0].replace(";", ",").split(",")
    return tuple(line.strip() for line in lines if line.strip())


def typed_parts(text: str, kind: StudyType) -> tuple[tuple[str, ...], dict[str, float | str]]:
    """Parts, one a line, each with its reference after a semicolon or a tab where there is one."""
    shape = SHAPES[kind]
    if shape.reference == "none" or (_is_count(text) and shape.reference != "needed"):
        return typed_names(text), {}
    parts: list[str] = []
    references: dict[str, float | str] = {}
    for line in text.splitlines():
        name, sign, told = (part.strip() for part in line.replace("\t", ";").partition(";"))
        if not name:
            continue
        if not sign and shape.reference == "needed" and len(text.splitlines()) == 1:
            name, told = shape.part.capitalize(), name
        parts.append(name)
        if told:
            references[name] = told if kind == StudyType.AGREEMENT else typed_number(told)
    return tuple(parts), references


def _is_count(text: str) -> bool:
    return text.strip().isdecimal() and len(text.strip()) < 6


def typed_number(text: str) -> float:
    """A number as people type it. Raises BadInput with a sentence."""
    text = text.strip()
    if AMBIGUOUS.fullmatch(text):
        plain = text.replace(",", "")
        raise BadInput(f"“{text}” may mean {plain} or {text.replace(',', '.')}. Write the one you mean.")
    number = parse_number(text)
    if number is None:
        raise BadInput(f"“{text[:40]}” is not a number. Write it like 12.5 or 12,5.")
    return number


def typed_entry(study: MeasurementStudy, run: int, typed: dict[str, str]) -> Entry | None:
    """One row of the sheet as it was typed; None where nothing was. Raises BadInput with a sentence."""
    seen = int(typed["seen"]) if typed.get("seen", "").isdecimal() else None
    note = typed.get("note", "").strip()
    if study.type == StudyType.AUDIT:
        source, report = typed.get("source", "").strip(), typed.get("report", "").strip()
        finding = typed.get("rating", "").strip()
        if not (source or report or finding):
            return None
        return Entry(run, None, finding, source, report, note, seen)
    if study.type == StudyType.AGREEMENT:
        rating = typed.get("rating", "").strip()
        return Entry(run, rating=rating, note=note, seen=seen) if rating else None
    value = typed.get("value", "").strip()
    return Entry(run, value=typed_number(value), note=note, seen=seen) if value else None


def text_of(upload: FileStorage) -> str:
    """An uploaded table as text: UTF-8, else as Windows writes it."""
    content: bytes = upload.read(_LARGEST)
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


class TableForm(Form):
    """A table of readings, pasted or as a file."""

    table = LongTextField("Table from your spreadsheet", [at_most(400_000)])
    file = FileField("or a CSV file")


class KeepForm(EditForm):
    """What follows from the verdict."""

    remediation = LongTextField("What is done about it", [_LONG])

    help = {
        "remediation": {
            "what": "Who does what by when; or why the data may be used all the same, and for which decisions.",
            "example": "Ana writes one method with photographs by 1 May; all three train on parts 2 and 7; retest on 15 May.",
            "pitfall": "“Train the people”: without the method they would be trained in.",
        }
    }


class WhyForm(Form):
    """The reason for an act that the history keeps."""

    reason = TextField("Why?", [needed, at_most(300)])


FINDING_CHOICES = [("", "as they say"), *((one, one) for one in FINDINGS)]
