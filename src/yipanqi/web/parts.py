"""Values that components show: built by views, drawn by ``templatetags/ui.py``.

Components take any object with these attributes; these dataclasses are the plain form.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Text = str | Promise


@dataclass(frozen=True, slots=True)
class Tab:
    label: Text
    href: str
    is_current: bool = False
    count: int | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """One gate of a stage stepper; ``state`` is done, current, todo or skipped."""

    label: Text
    state: str
    note: Text = ""


@dataclass(frozen=True, slots=True)
class Event:
    """One line of a time line; ``when`` is ready to show."""

    when: Text
    text: Text
    who: Text = ""
    words: Text = ""
    is_key: bool = False


@dataclass(frozen=True, slots=True)
class FindingLine:
    """A finding in words; ``severity`` is hard or soft."""

    severity: str
    text: Text
    where: Text = ""
    href: str = ""
    explanation: Text = ""


@dataclass(frozen=True, slots=True)
class JobProgress:
    """Long work: ``state`` is queued, running, done or failed; ``href`` is polled for it."""

    state: str
    text: Text
    done: int = 0
    total: int | None = None
    href: str = ""
    result_href: str = ""


@dataclass(frozen=True, slots=True)
class PaceBar:
    """Geometry of a progress bar in a viewBox 100 wide; beyond 100 % the scale widens."""

    done: Decimal
    due: Decimal | None
    behind: bool
    within_width: str
    beyond_width: str
    full_at: str
    due_at: str | None

    @classmethod
    def of(cls, done: Decimal, due: Decimal | None) -> "PaceBar":
        """From shares (1 = 100 %). A negative share draws no bar; the number still says it."""
        scale = max(Decimal(1), done, due or Decimal(0))

        def at(share: Decimal) -> str:
            return f"{share / scale * 100:.2f}"

        drawn = max(done, Decimal(0))
        return cls(
            done=done,
            due=due,
            behind=due is not None and done < due,
            within_width=at(min(drawn, Decimal(1))),
            beyond_width=at(max(drawn - 1, Decimal(0))),
            full_at=at(Decimal(1)),
            due_at=None if due is None else at(due),
        )


LIGHTS: Mapping[str, tuple[Text, Text]] = {
    "green": (_("Green light"), _("on track")),
    "yellow": (_("Yellow light"), _("behind")),
    "red": (_("Red light"), _("far behind")),
    "grey": (_("No light"), _("no data")),
}

# State of anything that passes through states → (word, tone of the badge).
STATES: Mapping[str, tuple[Text, str]] = {
    # month
    "planned": (_("Not yet open"), ""),
    "open": (_("Reporting is open"), "active"),
    "reviewing": (_("In review"), "active"),
    "freezing": (_("Freezing"), "firm"),
    "frozen": (_("Frozen"), "firm"),
    "published": (_("Published"), "good"),
    # month report
    "missing": (_("Not reported"), "absent"),
    "draft": (_("Draft"), ""),
    "submitted": (_("Waiting for review"), "active"),
    "resubmitted": (_("Resubmitted, waiting for review"), "active"),
    "returned": (_("Returned"), "warn"),
    "approved": (_("Approved"), "good"),
    # publication
    "final": (_("Final"), "firm"),
    "withdrawn": (_("Withdrawn"), ""),
    # problem
    "raised": (_("Raised"), ""),
    "solving": (_("Being solved"), "active"),
    "solved": (_("Solved, to be confirmed"), "active"),
    "confirmed": (_("Confirmed"), "good"),
    "overdue": (_("Overdue"), "warn"),
    # import, job
    "queued": (_("Waiting"), ""),
    "running": (_("Running"), "active"),
    "done": (_("Done"), "good"),
    "failed": (_("Failed"), "warn"),
    "applied": (_("Applied"), "good"),
    "refused": (_("Refused"), "warn"),
    "undone": (_("Undone"), ""),
}
