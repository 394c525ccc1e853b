"""What waits on the viewer from tasks and problems, and what the viewer waits for.

The desk asks ``promised``; another station adds its own function beside it.
"""

from datetime import date

from django.utils.translation import gettext as _

from yipanqi.apps.board.programmes.owed import waiting_reports
from yipanqi.apps.promises.commitments.access import ORDERING
from yipanqi.apps.promises.handovers.queries import waiting_hand_overs
from yipanqi.apps.promises.instructions.queries import waiting_replies
from yipanqi.apps.promises.livelihood.queries import waiting_counts
from yipanqi.apps.promises.problems.queries import waiting_problems
from yipanqi.apps.promises.risks.queries import waiting_risks
from yipanqi.apps.promises.service.queries import waiting_requests
from yipanqi.apps.promises.supervision.waiting import waiting_on
from yipanqi.core.scope import Viewer
from yipanqi.web.desk.waiting import Waiting, address


def promised(viewer: Viewer) -> list[Waiting]:
    """Only what there is: a kind without anything waiting is left out."""
    listed = address("supervision:index")
    problems = f"{address('problems:index')}?state="
    tasks = waiting_on(viewer)
    troubles = waiting_problems(viewer)
    requests = waiting_requests(viewer)
    reports, months = waiting_reports(viewer), address("programmes:reports")
    kinds: tuple[tuple[str, tuple[int, date | None], str], ...] = (
        (_("Tasks to sign for"), tasks["to_sign"], f"{listed}?whose=mine"),
        (_("Tasks to be done"), tasks["to_do"], f"{listed}?whose=mine"),
        (_("Reports of done work to verify"), tasks["to_verify"], f"{listed}?state=waiting"),
        (_("Extensions to decide"), tasks["to_decide"], f"{listed}?whose=ordered"),
        (_("Tasks that have climbed up to my unit"), tasks["climbed"], f"{listed}?whose=climbed"),
        (
            _("Requests of enterprises to answer first"),
            requests["to_answer_first"],
            f"{address('service:index')}?state=raised",
        ),
        (
            _("Joint sessions to attend"),
            requests["in_session"],
            f"{address('service:index')}?state=handling",
        ),
        (
            _("Risks to review"),
            waiting_risks(viewer)["to_review"],
            f"{address('risks:index')}?state=running&sort=review",
        ),
        (
            _("Counts of livelihood works missing"),
            waiting_counts(viewer)["to_count"],
            address("livelihood:index"),
        ),
        (
            _("Outcomes of instructions to tell the leader"),
            waiting_replies(viewer)["to_reply"],
            f"{address('instructions:index')}?state=reply",
        ),
        (_("Programme reports to write"), reports["to_write"], months),
        (_("Programme reports to sign off"), reports["to_sign"], months),
        (_("Programme reports to collect for the meeting"), reports["to_collect"], months),
        (
            _("Hand-over lists to sign"),
            (waiting_hand_overs(viewer)["to_sign"], None),
            address("handovers:index"),
        ),
        (_("Problems to take up"), (troubles["to_take_up"], None), f"{problems}open"),
        (_("Problems to confirm as solved"), (troubles["to_confirm"], None), f"{problems}solved"),
    )
    return [Waiting(text, count, due, href) for text, (count, due), href in kinds if count]


def awaited(viewer: Viewer) -> list[Waiting]:
    """What the viewer's unit has assigned and waits for, overdue first."""
    if not viewer.posts_as(*ORDERING):
        return []
    listed = f"{address('supervision:index')}?whose=ordered"
    kinds = [(_("Tasks that my unit assigned"), waiting_on(viewer)["awaited"], listed)]
    if viewer.is_root_office:
        reports = address("programmes:reports")
        said = _("Programme reports not signed off yet")
        kinds.append((said, waiting_reports(viewer)["awaited"], reports))
    found = [Waiting(text, count, due, href) for text, (count, due), href in kinds if count]
    return sorted(found, key=lambda w: (not w.is_late, w.due_on or date.max))
