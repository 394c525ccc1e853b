"""Load a stranger's table as a person would: confirm what is proposed, answer what is asked."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from yipanqi.apps.board.setup import actions
from yipanqi.apps.board.setup.models import Load
from yipanqi.apps.board.setup.plan import Ask, Plan
from yipanqi.apps.board.setup.stored import plan_of, reading_of
from yipanqi.apps.ledger.units.models import User
from yipanqi.apps.ledger.units.queries import viewer_for
from yipanqi.apps.month.imports.reading import TableChoice
from yipanqi.core.month import Month
from yipanqi.core.scope import Viewer
from yipanqi.core.tables.mapping import Choice
from yipanqi.core.units.kinds import UnitKind

APRIL = Month(2024, 4)


def found() -> None:
    actions.found_city(
        viewer=Viewer.system("test"),
        name="越州市",
        short_name="越州",
        kind=UnitKind.CITY,
        code="",
        office="市重大项目推进办",
        administrator=actions.FoundingAccount("guanliyuan", "系统管理员"),
        office_account=actions.FoundingAccount("bangongshi", "办公室"),
        first_month=APRIL,
    )


def who(username: str) -> Viewer:
    return viewer_for(User.objects.get(username=username))


@dataclass
class Desk:
    """``truth`` answers questions: the words an office person would pick by."""

    truth: Mapping[str, str] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    def uploaded(
        self, kind: str, content: bytes, *, month: Month = APRIL, by: str = "", **terms: str
    ) -> Load:
        viewer = who(by or ("guanliyuan" if kind in {"units", "people"} else "bangongshi"))
        name = f"{kind}.xlsx"
        return actions.upload_table(
            viewer=viewer, kind=kind, month=month, content=content, name=name, terms=terms
        )

    def confirmed(self, load: Load, by: Viewer, chosen: Mapping[str, Choice] | None = None) -> Load:
        reading = reading_of(load)
        tables = {
            t.key: TableChoice(
                t.use,
                {c.index: chosen[c.label] for c in t.proposed.columns if c.label in (chosen or {})},
            )
            for t in reading.tables
        }
        return actions.confirm_columns(viewer=by, uid=load.uid, tables=tables)

    def plan(self, load: Load) -> Plan:
        load.refresh_from_db()
        return plan_of(load, reading_of(load))

    def brought_in(self, kind: str, content: bytes, **more: Any) -> tuple[Load, list[Any]]:
        load = self.uploaded(kind, content, **more)
        viewer = who(load.uploaded_by.username)
        self.confirmed(load, viewer)
        for _ in range(4):
            plan = self.plan(load)
            if not plan.open_asks:
                break
            answers = {ask.key: self.answer(ask) for ask in plan.open_asks}
            actions.settle_load(viewer=viewer, uid=load.uid, answers=answers)
        plan = self.plan(load)
        faults = [(f.address, f.value, f.finding.code) for f in plan.faults]
        assert not faults, faults
        return actions.apply_load(viewer=viewer, uid=load.uid, seen=plan.digest)

    def answer(self, ask: Ask) -> str:
        """By the words of the question; else what is proposed."""
        self.asked.append(ask.text)
        for words, wanted in self.truth.items():
            if words in ask.text:
                return next(v for v, shown in ask.options if wanted in shown)
        assert ask.answer, ask.text
        return ask.answer
