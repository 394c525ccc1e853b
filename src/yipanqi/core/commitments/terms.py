"""When a commitment is due if nobody named a date (办理时限), a rule table.

Defaults follow printed rules of Chinese cities: documents 30 days, meeting minutes 20,
leaders' instructions 1—5 / 15 / 30 by difficulty, meeting spirit 7 days, decisions of a
standing meeting 30 working days, media matters 5. A city replaces the table with its own.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from yipanqi.core.refusal import Refusal
from yipanqi.core.workdays import Workdays


@dataclass(frozen=True, slots=True)
class Term:
    """``days`` after the day of assignment; plain days end on a worked day (顺延)."""

    key: str
    days: int
    in_workdays: bool = False
    is_urgent: bool = False  # slips start one colour higher

    def due_on(self, assigned_on: date, calendar: Workdays) -> date:
        if self.in_workdays:
            return calendar.add_workdays(assigned_on, self.days)
        return calendar.next_workday(assigned_on + timedelta(days=self.days))


DEFAULT_TERMS: tuple[Term, ...] = (
    Term("document", 30),  # 上级文件
    Term("minutes", 20),  # 会议纪要
    Term("instruction_urgent", 5, in_workdays=True, is_urgent=True),  # 批示件（特急）
    Term("instruction", 15),  # 批示件
    Term("instruction_hard", 30),  # 批示件（复杂疑难）
    Term("meeting_spirit", 7),  # 会议精神传达落实
    Term("standing_decision", 30, in_workdays=True),  # 常务会议议定事项
    Term("media", 5, is_urgent=True),  # 舆情
    Term("problem", 30),  # 项目问题
)


class Terms(Mapping[str, Term]):
    """The table in force; asks for a key it does not hold are refused."""

    def __init__(self, terms: Iterable[Term] = DEFAULT_TERMS) -> None:
        self._terms = {term.key: term for term in terms}
        for term in self._terms.values():
            if term.days < 1:
                raise Refusal("terms.days_out_of_range", field=term.key, days=term.days)

    def __getitem__(self, key: str) -> Term:
        """Raises ``terms.unknown``."""
        if key not in self._terms:
            raise Refusal("terms.unknown", field="term", key=key)
        return self._terms[key]

    def __contains__(self, key: object) -> bool:
        return key in self._terms

    def __iter__(self) -> Iterator[str]:
        return iter(self._terms)

    def __len__(self) -> int:
        return len(self._terms)
