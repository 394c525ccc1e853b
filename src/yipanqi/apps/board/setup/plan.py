"""What a table would bring in: lines, questions to a person, cells that are refused.

A word the system does not know is a question with choices, asked once for all its rows; a
cell that can't be read refuses its row. Nothing comes in while either is open.
"""

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import Any, TypeVar

from yipanqi.core.refusal import Finding, Severity
from yipanqi.core.tables.clean import name_key
from yipanqi.core.tables.extract import ProjectRow, Refused, Skipped
from yipanqi.core.tables.fields import TableField
from yipanqi.core.tables.values import brief
from yipanqi.core.units.names import UnitNames
from yipanqi.core.units.tree import Node
from yipanqi.infra.texts import label, render

Option = tuple[str, str]  # value, label
E = TypeVar("E", bound=Enum)


@dataclass(slots=True)
class Ask:
    """One question. ``answer`` is what the person chose, or what is proposed for them to
    confirm while ``is_open``.
    """

    key: str
    text: str
    options: tuple[Option, ...]
    answer: str = ""
    is_open: bool = True
    rows: int = 0


@dataclass(frozen=True, slots=True)
class Fault:
    """A cell (or row) that refuses; ``key`` is its row's."""

    key: str
    address: str
    value: str
    finding: Finding


@dataclass(slots=True)
class Line:
    """One row. ``make`` is what will be written, None where the city has it already."""

    key: str
    sheet: str
    row: int  # from 0
    name: str
    make: Any = None
    shown: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    is_known: bool = False


@dataclass(slots=True)
class Plan:
    heads: tuple[str, ...] = ()  # of ``Line.shown``
    lines: list[Line] = field(default_factory=list)
    asks: dict[str, Ask] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    excluded: list[Line] = field(default_factory=list)
    skipped: tuple[Skipped, ...] = ()
    notes: list[str] = field(default_factory=list)

    @property
    def new(self) -> list[Line]:
        return [line for line in self.lines if line.make is not None]

    @property
    def open_asks(self) -> list[Ask]:
        return [ask for ask in self.asks.values() if ask.is_open]

    @property
    def is_ready(self) -> bool:
        return not self.open_asks and not self.faults

    @property
    def digest(self) -> str:
        """Of what a person agrees to: the same table against the same city has the same one."""
        seen = [[line.key, line.name, list(line.shown), line.make is None] for line in self.lines]
        return hashlib.sha256(json.dumps(seen, ensure_ascii=False).encode()).hexdigest()


class Ground:
    """What the rows of one load are read against, and the plan they become."""

    def __init__(self, names: UnitNames, answers: Mapping[str, Any]) -> None:
        self.names = names
        self.tree = names.tree
        self.answers = answers
        self.plan = Plan()

    # --- questions
    def ask(self, key: str, text: str, options: Sequence[Option], proposed: str = "") -> str | None:
        """The person's answer; None while the question is open."""
        given = str(self.answers.get(key, ""))
        known = given if given in {value for value, _ in options} else ""
        asked = self.plan.asks.get(key)
        if asked is None:
            asked = Ask(key, text, tuple(options), known or proposed, is_open=not known)
            self.plan.asks[key] = asked
        asked.rows += 1
        return known or None

    def word(
        self, kind: type[E], written: str | None, known: Mapping[str, E], topic: str
    ) -> E | None:
        """A member for a written word: known, or asked once for this word (or for all blanks)."""
        text = name_key(written or "")
        if text in known:
            return known[text]
        options = [(member.value, label(member)) for member in kind]
        asked = (
            render("setup.ask_word", {"topic": topic, "word": brief(written)})
            if text
            else render("setup.ask_blank", {"topic": topic})
        )
        answer = self.ask(f"{kind.__name__}:{text}", asked, options)
        return kind(answer) if answer else None

    def unit(
        self,
        written: str,
        topic: str,
        *,
        within: int | None = None,
        among: Callable[[Node], bool] = lambda _node: True,
    ) -> Node | None:
        """The unit a name means; an unknown or shared name is asked about, never guessed."""
        found = [n for n in self.names.find(written, within) if among(n)]
        if len(found) == 1:
            return found[0]
        # where several bear the name, the answer holds for this place only
        inside = self.tree.nodes[within].name if found and within in self.tree.nodes else ""
        code = "setup.ask_shared" if found else "setup.ask_unit"
        text = render(code, {"topic": topic, "word": brief(written), "inside": inside})
        key = f"unit:{name_key(inside)}:{name_key(written)}"
        first = found or [n for n in self.names.near(written) if among(n)]
        rest = [n for _, n in self.tree.walk() if among(n) and n not in first]
        options = [(n.uid, self.place(n)) for n in (*first, *rest)]
        answer = self.ask(key, text, options)
        return self.tree.by_uid.get(answer) if answer else None

    def place(self, node: Node) -> str:
        """A unit with what it lies in, as two may bear one name."""
        above = self.tree.path(node.pk)[1:-1]
        return "·".join([*(n.short_name for n in above), node.name])

    # --- rows
    def fault(self, row: ProjectRow, of: TableField | None, code: str, **params: object) -> None:
        at = row.columns.get(of) if of else None
        where = row.address(of) if of and at is not None else str(row.row + 1)
        value = row.values.get(of) if of else None
        finding = Finding(code, Severity.HARD, of.value if of else None, params)
        self.plan.faults.append(
            Fault(
                row_key(row), f"{row.sheet}!{where}", "" if value is None else str(value), finding
            )
        )

    def line(self, row: ProjectRow, name: str, shown: Sequence[str], make: Any) -> Line:
        made = Line(row_key(row), row.sheet, row.row, name, make, tuple(shown))
        self.plan.lines.append(made)
        return made


def row_key(row: ProjectRow | Skipped) -> str:
    return f"{row.sheet}!{row.row + 1}"


def fault_of(refused: Refused) -> Fault:
    """A cell that could not even be read, in the same form."""
    row = "".join(c for c in refused.address if c.isdigit())
    return Fault(
        f"{refused.sheet}!{row}",
        f"{refused.sheet}!{refused.address}",
        refused.value,
        refused.finding,
    )
