"""The supervision ledger, one row per task: dates and states as they were, not reviewed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import models

from yipanqi.apps.board.setup.made import Made
from yipanqi.apps.board.setup.models import Load
from yipanqi.apps.board.setup.plan import Ground, Plan
from yipanqi.apps.promises.commitments.actions.opening import STATES, OpeningCommitment, open_ledger
from yipanqi.apps.promises.commitments.models import Commitment, SupportingUnit
from yipanqi.core.commitments.states import CommitmentState
from yipanqi.core.scope import Viewer
from yipanqi.core.tables.clean import name_key
from yipanqi.core.tables.extract import ProjectRow
from yipanqi.core.tables.fields import TableField as F
from yipanqi.core.units.tree import Node
from yipanqi.infra.texts import label, render

_S = CommitmentState
_WORDS = {
    _S.OPEN: "办理中 未办结 推进中 进行中 未完成 正在办理 在办 否 未销号 持续推进 未到期 逾期 超期",
    _S.REPORTED_DONE: "已报办结 待核实 待销号 待验收 已上报",
    _S.CLOSED: "已办结 办结 已完成 完成 已销号 销号 是",
    _S.CANCELLED: "撤销 已撤销 取消 不再督办 终止",
}
STATE_WORDS = {name_key(word): state for state, words in _WORDS.items() for word in words.split()}
SPLIT = "、，,；; /\n"


@dataclass(frozen=True, slots=True)
class NewTask:
    told: OpeningCommitment


def plan(ground: Ground, _load: Load, rows: Sequence[ProjectRow]) -> None:
    ground.plan.heads = (
        render("setup.head_unit"),
        render("setup.head_due"),
        render("setup.head_state"),
    )
    ground.plan.notes.append(render("setup.not_reviewed"))
    there = set(Commitment.objects.unscoped("what stands already").values_list(
        "title", "lead_unit", "due_on"
    ))  # fmt: skip
    for row in rows:
        _line(ground, row, there)


def _line(ground: Ground, row: ProjectRow, there: set[tuple[str, int, date]]) -> None:
    title = (row.text(F.NAME) or "").strip()
    due = row.values.get(F.DUE_ON)
    missing = [of for of, given in ((F.NAME, title), (F.LEAD_UNIT, row.text(F.LEAD_UNIT)),
                                    (F.DUE_ON, due)) if not given]  # fmt: skip
    for of in missing:
        ground.fault(row, of, "setup.cell_missing")
    if missing or not isinstance(due, date):
        return
    assigned, closed = _day(row, F.ASSIGNED_ON), _day(row, F.CLOSED_ON)
    if assigned is not None and assigned > due:
        ground.fault(row, F.DUE_ON, "setup.due_before_assigned")
        return
    topic = render("setup.head_unit")
    units = [ground.unit(name, topic) for name in _names(row.text(F.LEAD_UNIT))]
    helping = [ground.unit(name, topic) for name in _names(row.text(F.SUPPORTING_UNITS))]
    state = _state(ground, row.text(F.TASK_STATE), closed)
    lead = units[0] if units else None
    if lead is None or state is None or None in units or None in helping:
        ground.line(row, title, (row.text(F.LEAD_UNIT) or "", due.isoformat(), ""), None)
        return
    stands = (title[:200], lead.pk, due) in there
    told = OpeningCommitment(
        title=title,
        lead_unit=lead.pk,
        due_on=due,
        assigned_on=assigned,
        closed_on=closed,
        state=state,
        supporting_units=_others(lead, [*units[1:], *helping]),
        requirement=row.text(F.CONTENT) or "",
        source=row.text(F.TASK_SOURCE) or "",
        sponsor=row.text(F.SPONSOR) or "",
        progress=row.text(F.TASK_PROGRESS) or "",
    )
    there.add((title[:200], lead.pk, due))
    shown = (lead.short_name, due.isoformat(), label(state))
    ground.line(row, title, shown, None if stands else NewTask(told)).is_known = stands


def _day(row: ProjectRow, of: F) -> date | None:
    value = row.values.get(of)
    return value if isinstance(value, date) else None


def _names(text: str | None) -> list[str]:
    """Several units in one cell: the first leads, the others help."""
    plain = text or ""
    for mark in SPLIT:
        plain = plain.replace(mark, "、")
    return [name for part in plain.split("、") if (name := part.strip())]


def _others(lead: Node, helping: list[Node | None]) -> tuple[int, ...]:
    return tuple(dict.fromkeys(n.pk for n in helping if n is not None and n.pk != lead.pk))


def _state(ground: Ground, written: str | None, closed: date | None) -> CommitmentState | None:
    """A blank says nothing: a task with a closing day is closed, any other is open."""
    text = (written or "").strip()
    if not text:
        return _S.CLOSED if closed else _S.OPEN
    found = ground.word(CommitmentState, text, STATE_WORDS, render("setup.head_state"))
    return found if found in STATES else (None if found is None else _S.OPEN)


def write(viewer: Viewer, load: Load, agreed: Plan) -> Made:
    made = Made()
    lines = [line.make.told for line in agreed.new]
    for line, row in zip(agreed.new, open_ledger(viewer=viewer, lines=lines), strict=True):
        made.add(load, row, f"{row.number} {row.title}"[:120], line.key)
    made.counts = {"commitments": len(lines)}
    return made


def take_back(row: models.Model) -> None:
    SupportingUnit.objects.filter(commitment=row.pk).delete()
    row.delete()
