"""Which customers make most of the value? A, B and C, so that every service measure can be split by them.

Customers are known by their keyed hash only, whether their value comes from a ticket source or from a pasted table.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np
from sqlalchemy import JSON, ForeignKey, LargeBinary, select
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from dmaic.audit import Audited
from dmaic.db import Model, now, write_over
from dmaic.errors import BadInput
from dmaic.measure.importing.figures import NumberReader, guess_signs
from dmaic.measure.service.calendars import Floats
from dmaic.measure.service.columns import NO_WORD, Coded, pack, unpack
from dmaic.measure.service.fields import FIELDS, FIGURES, Field
from dmaic.measure.service.mapping import People
from dmaic.measure.service.plain import abc_split
from dmaic.measure.service.pseudonyms import Pseudonyms
from dmaic.measure.service.sources import ServiceSource
from dmaic.people.accounts import Person
from dmaic.projects.project import Project

A_SHARE, B_SHARE = 0.80, 0.95
CLASSES = ("A", "B", "C")
TICKETS = "tickets"
PASTED = "pasted"
OWN = ":own"
"""Behind a column whose rows repeat the customer's own figure, so that it is not added up."""
_MOST_UNREAD = 20


class CustomerSplit(Audited, Model):
    """The classes of a project's customers, made at one time from one list of values.

    ``source_id`` is the ticket source that the values come from (None: a pasted table), ``value`` its column (with OWN
    behind it where tickets repeat the customer's figure), or TICKETS for how many tickets each has. ``classes`` tells
    for A, B and C how many customers and how much value they have, ``measures`` what the adopted measures said of each
    class then. Keys and classes lie packed beside each other; keys are keyed hashes.
    """

    __tablename__ = "customer_splits"

    id: Mapped[int] = mapped_column(primary_key=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("projects.id"), unique=True, index=True)
    source_id: Mapped[int | None] = mapped_column(ForeignKey("service_sources.id"))
    value: Mapped[str]
    a_share: Mapped[float]
    b_share: Mapped[float]
    customers: Mapped[int]
    classes: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    unread: Mapped[list[str]] = mapped_column(JSON)
    measures: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    packed_keys: Mapped[bytes] = mapped_column(LargeBinary())
    packed_classes: Mapped[bytes] = mapped_column(LargeBinary())
    made_at: Mapped[datetime] = mapped_column(default=now)
    made_by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    made_by: Mapped[Person] = relationship(lazy="joined")
    version: Mapped[int] = mapped_column()
    __mapper_args__ = {"version_id_col": version}
    audit_skipped = frozenset({"version", "packed_keys", "packed_classes", "classes", "unread", "measures"})

    def audit_label(self) -> str:
        return "customers by value"

    @property
    def words(self) -> str:
        """What the value is, in words."""
        if self.value == PASTED:
            return "a pasted table"
        if self.value == TICKETS:
            return "how many tickets each has"
        how = "as each ticket repeats it" if self.is_own else "added up"
        return f"{FIELDS[Field(self.value.removesuffix(OWN))].lower()} {how}"

    @property
    def is_own(self) -> bool:
        """Whether every ticket repeats the customer's own figure."""
        return self.value.endswith(OWN)


@dataclass(frozen=True, slots=True)
class Values:
    """Customers (keyed hashes) with what each is worth, and the lines that could not be read."""

    each: Mapping[str, float]
    unread: tuple[str, ...] = ()


def split_of(session: Session, project_id: int) -> CustomerSplit | None:
    """The project's split; None before the first."""
    return session.scalar(select(CustomerSplit).where(CustomerSplit.project_id == project_id))


def can_be_split(source: ServiceSource) -> bool:
    """Whether the source tells its customers apart by their hash."""
    return Field.CUSTOMER in source.mapping.fields and source.mapping.people == People.HASH


def has_classes(session: Session, source: ServiceSource) -> bool:
    """Whether the tickets of a source have a class by their customer, and none of their own."""
    return (
        Field.SEGMENT not in source.mapping.fields
        and can_be_split(source)
        and (session.scalar(select(CustomerSplit.id).where(CustomerSplit.project_id == source.project_id)) is not None)
    )


def classes_for(session: Session, source: ServiceSource, customers: Coded) -> Coded | None:
    """The class of each ticket by its customer; none where the customer is not in the split."""
    split = split_of(session, source.project_id)
    if split is None:
        return None
    keys = unpack(Field.KEY, [split.packed_keys])
    classes = unpack(Field.SEGMENT, [split.packed_classes])
    assert isinstance(keys, np.ndarray)
    assert isinstance(classes, Coded)
    known = dict(zip(keys.tolist(), classes.texts(), strict=True))
    codes = [CLASSES.index(known[word]) if (word := one.encode()) in known else NO_WORD for one in customers.words]
    lookup = np.array([*codes, NO_WORD], dtype=np.int32)
    return Coded(lookup[customers.codes], CLASSES)


def values_offered(source: ServiceSource) -> list[tuple[str, str]]:
    """What a customer's value can be in this source."""
    figures = [(one.value, FIELDS[one]) for one in sorted(source.mapping.fields & FIGURES) if one == Field.COST]
    return [*figures, (TICKETS, "How many tickets each has")]


def values_of(customers: Coded, amounts: Floats | None, *, repeated: bool = False) -> Values:
    """The value of each customer from tickets: amounts added up, or how many tickets.

    ``repeated`` says that each row repeats the customer's own figure: its largest is taken, not its sum.
    """
    said = customers.codes != NO_WORD
    codes = customers.codes[said]
    if amounts is None:
        totals = np.bincount(codes, minlength=len(customers.words)).astype(float)
    else:
        own = np.nan_to_num(amounts[said])
        if own.size and own.min() < 0:
            raise BadInput("Some values are below 0. A customer's value can't be.")
        totals = np.zeros(len(customers.words))
        if repeated:
            np.maximum.at(totals, codes, own)
        else:
            totals = np.bincount(codes, weights=own, minlength=len(customers.words))
    seen = np.unique(codes).tolist()
    return Values({customers.words[at]: float(totals[at]) for at in seen})


def values_of_text(text: str, pseudonyms: Pseudonyms) -> Values:
    """The value of each customer from a pasted table: customer and value a year on each line.

    The name is hashed as it is read. A line whose value can't be read is told by its number, never by its name.
    """
    lines = [line for line in text.splitlines() if line.strip()]
    if not lines:
        raise BadInput("Paste the table: one customer a line, with the value of a year.")
    sign = next((one for one in ("\t", ";") if one in lines[0]), ",")
    rows = [[cell.strip() for cell in row] for row in csv.reader(lines, delimiter=sign)]
    body = rows[1:] if len(rows) > 1 and not any(sign.isdigit() for sign in "".join(rows[0][1:])) else rows
    offset = len(rows) - len(body) + 1
    signs = guess_signs({"value": [row[1] if len(row) > 1 else "" for row in body]}, comma_likely=sign != ",")
    reader = NumberReader(signs.decimal, signs.thousands)
    figures, bad = reader.column([row[1] if len(row) > 1 else "" for row in body])
    each: dict[str, float] = {}
    unread = []
    for at, (row, figure) in enumerate(zip(body, figures, strict=True)):
        key = pseudonyms.of(row[0]) if row else ""
        if at in bad or figure is None or figure != figure or figure < 0 or not key:  # noqa: PLR0124 - NaN
            why = "no customer" if not key else "a value below 0" if figure is not None and figure < 0 else "no value"
            unread.append(f"Line {at + offset}: {why}.")
            continue
        each[key] = each.get(key, 0.0) + float(figure)
    if not each:
        raise BadInput(f"No line has a customer and a value. {unread[0] if unread else ''}".strip())
    return Values(each, tuple(unread))


def split_customers(
    session: Session,
    project: Project,
    values: Values,
    *,
    by: Person,
    version: int | None,
    value: str,
    source: ServiceSource | None = None,
    a_share: float = A_SHARE,
    b_share: float = B_SHARE,
) -> CustomerSplit:
    """Keep the classes: A together first reach ``a_share`` of the value, B go on to ``b_share``, C are the rest.

    A split that is there is replaced; a save from an older version raises Conflict.
    """
    classes = classes_of(values, a_share=a_share, b_share=b_share)
    source_id = None if source is None else source.id
    return keep_classes(session, project, classes, by=by, version=version, value=value, source_id=source_id)


def classes_of(values: Values, *, a_share: float, b_share: float) -> dict[str, Any]:
    """Everything about a split that follows from what customers are worth; nothing is written."""
    classes = abc_split(values.each, a_share=a_share, b_share=b_share)
    keys = sorted(classes)
    return {
        "a_share": a_share,
        "b_share": b_share,
        "customers": len(keys),
        "classes": _told(values.each, classes),
        "unread": list(values.unread[:_MOST_UNREAD]),
        "packed_keys": pack(np.array([one.encode() for one in keys], dtype=np.bytes_)),
        "packed_classes": pack(Coded.of([classes[one] for one in keys])),
    }


def keep_classes(
    session: Session,
    project: Project,
    classes: Mapping[str, Any],
    *,
    by: Person,
    version: int | None,
    value: str,
    source_id: int | None,
) -> CustomerSplit:
    """Put classes that were worked out in the place of those that are there; Conflict where these were not seen."""
    made = {"source_id": source_id, "value": value, "made_at": now(), "made_by_id": by.id, "made_by": by}
    facts = {**classes, **made}
    found = split_of(session, project.id)
    return write_over(session, CustomerSplit, found, version=version, values=facts, project_id=project.id)


def _told(each: Mapping[str, float], classes: Mapping[str, str]) -> list[dict[str, Any]]:
    total = sum(each.values())
    found = []
    for name in CLASSES:
        own = [each[key] for key, kept in classes.items() if kept == name]
        found.append(
            {
                "name": name,
                "customers": len(own),
                "customer_share": len(own) / len(each),
                "value": sum(own),
                "value_share": sum(own) / total,
                "least": min(own, default=None),
            }
        )
    return found


def split_remarks(split: CustomerSplit, unknown: Sequence[tuple[str, float]]) -> list[str]:
    """What one should know before splitting by these classes; ``unknown`` are sources with their share of tickets of
    customers that are not in the split."""
    said = []
    a = split.classes[0]
    if a["customer_share"] > 0.5:
        said.append(
            f"A holds {a['customer_share']:.0%} of the customers: values are so even that there are no few large ones."
        )
    said += [
        f"{share:.0%} of the tickets of {name} are of customers that are not in this split; they stand as (none)."
        for name, share in unknown
        if share >= 0.005
    ]
    return said
