"""How soon a leader's instruction (领导批示) is to be carried out.

Three speeds, each a term of the city's rule table: urgent within 1 to 5 working days as the
leader wants it, normal 15 days, hard matters 30.
"""

from datetime import date
from enum import StrEnum

from yipanqi.core.commitments.terms import Terms
from yipanqi.core.refusal import Refusal
from yipanqi.core.workdays import Workdays


class Urgency(StrEnum):
    URGENT = "urgent"  # 特急
    NORMAL = "normal"  # 一般
    HARD = "hard"  # 复杂疑难

    @property
    def term(self) -> str:
        """Its key in the rule table."""
        return {"urgent": "instruction_urgent", "normal": "instruction"}.get(
            self.value, "instruction_hard"
        )


def due_on(
    urgency: Urgency, given_on: date, terms: Terms, calendar: Workdays, *, days: int | None = None
) -> date:
    """``days``: how many working days an urgent one is given, no more than its term allows.

    Raises ``instruction.days_out_of_range``.
    """
    term = terms[urgency.term]
    if urgency is not Urgency.URGENT or days is None:
        return term.due_on(given_on, calendar)
    if not 1 <= days <= term.days:
        raise Refusal("instruction.days_out_of_range", field="days", limit=term.days)
    return calendar.add_workdays(given_on, days)
