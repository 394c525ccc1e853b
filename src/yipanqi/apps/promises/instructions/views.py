"""Leaders' instructions: the list, one instruction, its scans and the reply."""

from typing import Any

from django.core.paginator import Paginator
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_POST

from yipanqi.apps.ledger.units.queries import tree_on
from yipanqi.apps.promises.commitments.access import ORDERING
from yipanqi.apps.promises.commitments.pages import (
    asking,
    key_of,
    ledger_tabs,
    told,
    unit_groups,
    unit_of,
    version_of,
)
from yipanqi.apps.promises.instructions import actions, queries
from yipanqi.apps.promises.instructions.access import is_keeper, visible, visible_scan
from yipanqi.apps.promises.instructions.forms import InstructionForm, urgencies
from yipanqi.apps.promises.instructions.queries import Filters
from yipanqi.core.commitments.states import CommitmentState
from yipanqi.core.ledgers.instructions import Urgency
from yipanqi.core.refusal import Forbidden, Refusal
from yipanqi.core.scope import Viewer
from yipanqi.infra import clock, evidence
from yipanqi.infra.listing import ListColumn, sent, workbook
from yipanqi.infra.texts import label
from yipanqi.infra.texts import render as sentence
from yipanqi.infra.uid import new_uid

PAGE = 50
COLUMNS = (
    ListColumn(gettext_lazy("Matter"), lambda line: line.row.commitment.title, 40),
    ListColumn(pgettext_lazy("document", "Number"), lambda line: line.row.commitment.number, 18),
    ListColumn(gettext_lazy("Leader (a post)"), lambda line: line.row.leader, 18),
    ListColumn(gettext_lazy("What the leader wrote"), lambda line: line.row.text, 50),
    ListColumn(gettext_lazy("Urgency"), lambda line: label(Urgency(line.row.urgency)), 10),
    ListColumn(gettext_lazy("Written on"), lambda line: line.row.given_on, 12),
    ListColumn(gettext_lazy("Due"), lambda line: line.row.commitment.due_on, 12),
    ListColumn(gettext_lazy("Lead unit"), lambda line: line.lead, 16),
    ListColumn(gettext_lazy("Supporting units"), lambda line: line.supports, 24),
    ListColumn(
        gettext_lazy("State"), lambda line: label(CommitmentState(line.row.commitment.state)), 12
    ),
    ListColumn(gettext_lazy("Told to the leader on"), lambda line: line.row.replied_on, 12),
)


def index(request: HttpRequest) -> HttpResponse:
    viewer, filters = asking(request), Filters.of(request.GET)
    rows = queries.instructions(viewer, filters)
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    page.object_list = queries.lines(page.object_list)  # type: ignore[assignment]
    context = {
        "page": page,
        "filters": filters,
        "ledgers": ledger_tabs("instructions"),
        "summary": queries.summary(viewer),
        "urgencies": [(u.value, label(u)) for u in Urgency],
        "may_give": bool(_below(viewer)),
        "as_of": clock.business_today(),
    }
    return render(request, "instructions/index.html", context)


def export(request: HttpRequest) -> HttpResponse:
    """Only what the asker is named in: the file says so."""
    viewer = asking(request)
    rows = queries.lines(queries.instructions(viewer, Filters.of(request.GET)))
    note = _("Only for the office, the leader and the units named. As of %(day)s") % {
        "day": clock.business_today()
    }
    title = _("Leaders' instructions")
    return sent(workbook(title, note, COLUMNS, rows), title)


def record(request: HttpRequest, uid: str) -> HttpResponse:
    viewer = asking(request)
    row = visible(viewer, uid)
    nodes, commitment = tree_on().nodes, row.commitment
    keeps = is_keeper(viewer, row)
    reported = CommitmentState(commitment.state) in actions.REPORTED
    context = {
        "row": row,
        "line": queries.lines([row])[0],
        "lead": nodes.get(commitment.lead_unit_id),
        "giver": nodes.get(commitment.assigning_unit_id),
        "scans": list(row.scans.select_related("file")),
        "followed_by": list(row.followed_by.select_related("commitment")),
        "may_keep": keeps,
        "may_reply": keeps and reported and row.replied_on is None,
        "events": [
            {
                "when": entry.business_on.isoformat(),
                "text": sentence(f"verb.{entry.verb}"),
                "who": _("by rule") if entry.actor == "system" else entry.actor_name,
                "words": entry.reason,
            }
            for entry in queries.history(row)
        ],
        "key": str(new_uid()),
    }
    return render(request, "instructions/record.html", context)


def _below(viewer: Viewer) -> set[int]:
    tree, posts = tree_on(), viewer.posts_as(*ORDERING)
    return {pk for post in posts for pk in tree.under(post) if pk != post}


def _choices(units: Any) -> list[tuple[str, list[tuple[str, str]]]]:
    return [(g.label, [(n.uid, n.name) for n in g.units]) for g in unit_groups(units)]


def new(request: HttpRequest) -> HttpResponse:
    """Enter what a leader wrote; ``?follows=`` names the instruction it comes back to."""
    viewer = asking(request)
    below = _below(viewer)
    if not below:
        raise Forbidden("instruction.giver_only")
    wanted = request.GET.get("follows", "")
    earlier = visible(viewer, wanted) if wanted else None
    initial: dict[str, Any] = {"given_on": clock.business_today()}
    if earlier is not None:
        initial |= {"leader": earlier.leader, "title": earlier.commitment.title}
    form = InstructionForm(
        request.POST or None,
        request.FILES or None,
        units=_choices(below),
        all_units=_choices(None),
        initial=initial,
    )
    if request.method == "POST" and form.is_valid():
        made = form.carry_out(_give, viewer=viewer, clean=form.cleaned_data, follows=wanted or None)
        if made is not None:
            return redirect("instructions:record", made.uid)
    context = {"form": form, "earlier": earlier, "urgencies": urgencies()}
    return render(request, "instructions/new.html", context)


def _give(*, viewer: Viewer, clean: dict[str, Any], follows: str | None, key: str | None) -> Any:
    written = actions.Written(
        **{n: clean[n] for n in ("leader", "title", "text", "urgency", "days", "given_on")},
        lead_unit=unit_of(clean["lead"], "lead"),
        supporting_units=tuple(unit_of(u, "supports") for u in clean["supports"]),
        follows_uid=follows,
    )
    made = actions.give_instruction(viewer=viewer, written=written, key=key)
    if clean["scan"] is not None and not made.scans.exists():
        scan = clean["scan"]
        actions.add_scan(viewer=viewer, uid=made.uid, file=scan, name=scan.name or "")
    return made


@require_POST
def add_scan(request: HttpRequest, uid: str) -> HttpResponse:
    viewer = asking(request)
    visible(viewer, uid)
    with told(request, _("The scan has been kept.")):
        file = request.FILES.get("file")
        if file is None:
            raise Refusal("commitment.file_needed", field="file")
        key = key_of(request)
        actions.add_scan(viewer=viewer, uid=uid, file=file, name=file.name or "", key=key)
    return redirect("instructions:record", uid)


@require_POST
def reply(request: HttpRequest, uid: str) -> HttpResponse:
    viewer = asking(request)
    visible(viewer, uid)
    with told(request, _("The reply to the leader has been entered.")):
        actions.send_reply(
            viewer=viewer,
            uid=uid,
            reply=request.POST.get("reply", ""),
            expected_version=version_of(request),
            key=key_of(request),
        )
    return redirect("instructions:record", uid)


def scan_file(request: HttpRequest, uid: str) -> FileResponse:
    return evidence.response(visible_scan(asking(request), uid).file)
