"""What waits on the viewer, most urgent first, each with the page where it is done."""

from dataclasses import dataclass
from datetime import date

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from yipanqi.apps.ledger.projects.queries import due_reports
from yipanqi.apps.ledger.units.queries import tree_on
from yipanqi.apps.month.reporting.models import MonthReport, MonthWindow
from yipanqi.apps.results.publishing.queries import drafts_to_approve
from yipanqi.core.scope import Role, Viewer
from yipanqi.infra import clock

State = MonthReport.State


@dataclass(frozen=True, slots=True)
class Waiting:
    """One thing to do; ``due_on`` is on the city's clock."""

    text: str
    count: int
    due_on: date | None
    href: str
    is_primary: bool = False

    @property
    def is_late(self) -> bool:
        return self.due_on is not None and self.due_on < clock.business_today()


def waiting(viewer: Viewer, window: MonthWindow) -> list[Waiting]:
    """The viewer's own list for a month."""
    from yipanqi.web.desk.gates import at_gates
    from yipanqi.web.desk.promises import promised

    found = [*_to_report(viewer, window), *_to_review(viewer, window)]
    found += [*_to_approve(viewer, window), *_for_office(viewer, window)]
    found += promised(viewer) + at_gates(viewer)
    return sorted(found, key=lambda w: (not w.is_late, w.due_on or date.max))


def address(name: str, *args: object) -> str:
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""


def owed_reports(viewer: Viewer, window: MonthWindow) -> tuple[int, int]:
    """How many reports of an open month the reporter has not handed in, and was given back."""
    if not viewer.has(Role.REPORTER) or window.is_closed:
        return 0, 0
    units = viewer.units_as(Role.REPORTER)
    mine = MonthReport.objects.visible_to(viewer).filter(window=window, reporting_unit__in=units)
    states = dict(mine.values_list("project", "state"))
    owed = [pk for pk, unit in due_reports(window.value).items() if unit in units]
    unsent = sum(states.get(pk, State.DRAFT) == State.DRAFT for pk in owed)
    return unsent, sum(states.get(pk) == State.RETURNED for pk in owed)


def _to_report(viewer: Viewer, window: MonthWindow) -> list[Waiting]:
    unsent, returned = owed_reports(viewer, window)
    if not unsent and not returned:
        return []
    post = min(viewer.posts_as(Role.REPORTER))
    node = tree_on().nodes.get(post)
    sheet = address("reporting:sheet", window.month, node.uid) if node else ""
    found = []
    if unsent:
        found.append(
            Waiting(_("Fill in the month's reports"), unsent, window.due_on, sheet,
                    is_primary=True)
        )  # fmt: skip
    if returned:
        found.append(
            Waiting(_("Correct returned reports and submit again"), returned,
                    window.reviewed_by_on, sheet, is_primary=True)
        )  # fmt: skip
    return found


def _to_review(viewer: Viewer, window: MonthWindow) -> list[Waiting]:
    posts = viewer.posts_as(Role.REVIEWER, Role.OFFICE)
    if not posts or window.is_closed:
        return []
    queue = MonthReport.objects.visible_to(viewer).filter(
        window=window, state=State.SUBMITTED, waiting_unit__in=posts
    )
    if not (count := queue.count()):
        return []
    link = f"{address('reporting:review')}?month={window.month}"
    return [
        Waiting(_("Review submitted reports"), count, window.reviewed_by_on, link,
                is_primary=True)
    ]  # fmt: skip


def _to_approve(viewer: Viewer, window: MonthWindow) -> list[Waiting]:
    """Drafts of the scoreboard that wait for a word other than their drafter's."""
    drafts = drafts_to_approve(viewer, window.value)
    return [
        Waiting(_("Approve the draft scoreboard"), 0, window.publish_on,
                address("publishing:publication", uid), is_primary=True)
        for uid in drafts
    ]  # fmt: skip


def _for_office(viewer: Viewer, window: MonthWindow) -> list[Waiting]:
    if not viewer.posts_as(Role.OFFICE):
        return []
    month = f"?month={window.month}"
    if window.state in {MonthWindow.State.OPEN, MonthWindow.State.REVIEWING}:
        return [
            Waiting(_("Freeze the month"), 0, window.freeze_on, address("snapshots:index") + month)
        ]
    if window.state == MonthWindow.State.FROZEN:
        return [
            Waiting(_("Score, publish and issue the bulletin"), 0, window.publish_on,
                    address("publishing:index") + month)
        ]  # fmt: skip
    return []
