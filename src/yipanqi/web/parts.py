"""Values that components show: built by views, drawn by ``templatetags/ui.py``.

Components take any object with these attributes; these dataclasses are the plain form.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

Text = str | Promise


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


# from here a bar is drawn as behind: the yellow edge of the shipped light rule, so that a bar
# never warns beside a green light
BEHIND = Decimal("0.1")


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
            behind=due is not None and due - done >= BEHIND,
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

# State of anything that passes through states → (word, tone of the badge). The context keeps
# these words apart from the same English word elsewhere ("Approved" as a column head).
STATES: Mapping[str, tuple[Text, str]] = {
    # month
    "planned": (pgettext_lazy("state", "Not yet open"), ""),
    "open": (pgettext_lazy("state", "Reporting is open"), "active"),
    "reviewing": (pgettext_lazy("state", "In review"), "active"),
    "freezing": (pgettext_lazy("state", "Freezing"), "firm"),
    "frozen": (pgettext_lazy("state", "Frozen"), "firm"),
    "published": (pgettext_lazy("state", "Published"), "good"),
    # month report
    "missing": (pgettext_lazy("state", "Not reported"), "absent"),
    "draft": (pgettext_lazy("state", "Draft"), ""),
    "submitted": (pgettext_lazy("state", "Waiting for review"), "active"),
    "resubmitted": (pgettext_lazy("state", "Resubmitted, waiting for review"), "active"),
    "returned": (pgettext_lazy("state", "Returned"), "warn"),
    "approved": (pgettext_lazy("state", "Approved"), "good"),
    # publication
    "final": (pgettext_lazy("state", "Final"), "firm"),
    "withdrawn": (pgettext_lazy("state", "Withdrawn"), ""),
    # problem
    "raised": (pgettext_lazy("state", "Raised"), ""),
    "accepted": (pgettext_lazy("state", "Accepted, to be assigned"), "active"),
    "assigned": (pgettext_lazy("state", "Assigned, being solved"), "active"),
    "declined": (pgettext_lazy("state", "Declined"), ""),
    "solved": (pgettext_lazy("state", "Solved, to be confirmed"), "active"),
    "confirmed": (pgettext_lazy("state", "Confirmed"), "good"),
    "overdue": (pgettext_lazy("state", "Overdue"), "warn"),
    # import, job
    "queued": (pgettext_lazy("state", "Waiting"), ""),
    "running": (pgettext_lazy("state", "Running"), "active"),
    "done": (pgettext_lazy("state", "Done"), "good"),
    "failed": (pgettext_lazy("state", "Failed"), "warn"),
    "applied": (pgettext_lazy("state", "Applied"), "good"),
    "refused": (pgettext_lazy("state", "Refused"), "warn"),
    "undone": (pgettext_lazy("state", "Undone"), ""),
}
