"""Documents of a publication: what ties frozen months and boards to the packs that print.

Packs know no database and the publishing app knows no packs; they meet here. The verb
orders a job by name, and the job is registered below.
"""

import re
from dataclasses import replace
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.http import content_disposition_header

from yipanqi.apps.ledger.shares.wording import leads_by_uid
from yipanqi.apps.ledger.units.models import User
from yipanqi.apps.ledger.units.queries import viewer_for
from yipanqi.apps.month.snapshots.pages import asking
from yipanqi.apps.month.snapshots.queries import snapshots_of, table, window_for
from yipanqi.apps.results.publishing import queries
from yipanqi.apps.results.publishing.actions import keep_document
from yipanqi.apps.results.publishing.actions.documents import BULLETIN, DOCUMENTS, SCOREBOARD
from yipanqi.apps.results.publishing.board import Board
from yipanqi.apps.results.publishing.models import Publication
from yipanqi.core.month import Month
from yipanqi.core.refusal import Refusal
from yipanqi.core.scope import Viewer
from yipanqi.core.units.kinds import UnitKind
from yipanqi.infra import clock, evidence
from yipanqi.infra.jobs import Progress, handler
from yipanqi.infra.models import Installation
from yipanqi.packs.bulletin import render, shipped_wording, unexplained
from yipanqi.packs.bulletin.compose import Issue, citation, compose, leagues
from yipanqi.packs.bulletin.content import BulletinContent
from yipanqi.packs.figures import period_text
from yipanqi.packs.tables import ScoreboardWorkbook, render_scoreboard

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
TABLES = ("units", "unit_paths", "project_months", "figures", "project_shares")


def bulletin_content(publication: Publication) -> BulletinContent:
    """What the bulletin of this publication prints, from its snapshot and its board."""
    board = queries.whole_board(publication)
    snapshot = publication.sheet.snapshot
    facts = {name: table(snapshot, name) for name in TABLES}
    issue = replace(_issue(publication, facts["units"]), leads=_leads(publication, facts))
    return compose(board, facts, issue, _last_year(publication))


def _leads(publication: Publication, facts: dict[str, list[dict[str, Any]]]) -> dict[str, str]:
    """Who led at the month's end where several did."""
    names = {unit["uid"]: unit["name"] for unit in facts["units"]}
    rows = facts["project_months"]
    mains = {r["project_uid"]: names.get(r["lead_unit_uid"], "") for r in rows}
    return leads_by_uid(Month.parse(publication.month).last, mains)


def bulletin_of(publication: Publication) -> bytes:
    """The bulletin as .docx. Raises ``bulletin.unexplained_numbers`` for a number that its
    content does not give: nothing may be printed that nobody can trace.
    """
    content, wording = bulletin_content(publication), shipped_wording()
    made = render(content, wording)
    if strangers := unexplained(made, content, wording):
        numbers = sorted({found.text for found in strangers})
        raise Refusal("bulletin.unexplained_numbers", numbers=numbers)
    return made


def scoreboard_of(publication: Publication, board: Board | None = None) -> bytes:
    """The board as .xlsx: whole, or the part of it that ``board`` holds."""
    shown = board or queries.whole_board(publication)
    home = Installation.objects.get(pk=1)
    content = ScoreboardWorkbook(
        title=shown["title"],
        month=Month.parse(publication.month),
        citation=citation(shown, publication.chain_head),
        leagues=leagues(shown),
        is_demonstration=home.is_demo,
    )
    return render_scoreboard(content)


def _issue(publication: Publication, units: list[dict[str, Any]]) -> Issue:
    root = next(u for u in units if u["parent_uid"] is None)
    office = next((u for u in units if u["kind"] == UnitKind.OFFICE), root)
    window = window_for(Month.parse(publication.month))
    bare = re.sub(r"^市|办$", "", office["short_name"])
    return Issue(
        agency=_agency(root, office),
        short=f"{root['short_name'][:1]}{bare}" if office is not root else root["short_name"],
        serial=queries.serial_of(publication),
        cut_off=window.cut_off_on,
        signed_on=publication.final_on or clock.business_today(),
        chain_head=publication.chain_head,
        is_provisional=window.cut_off_on < window.value.last,
        is_demonstration=Installation.objects.get(pk=1).is_demo,
    )


def _agency(root: dict[str, Any], office: dict[str, Any]) -> str:
    """The office under its full name: 市…办公室 is written 绍兴市…办公室 outside the city."""
    name: str = office["name"]
    return f"{root['short_name']}{name}" if name.startswith("市") else name


def _last_year(publication: Publication) -> list[dict[str, Any]] | None:
    """Project rows of the same month last year; None where that month was not frozen."""
    before = snapshots_of(Month.parse(publication.month).plus(-12))
    return table(before[0], "project_months") if before else None


@handler(DOCUMENTS)
def make_documents(args: dict[str, Any], progress: Progress) -> dict[str, Any]:
    """Make both documents and keep them; run again after a crash it keeps each once."""
    job = progress.job
    viewer = _ordered_by(job.requested_by)
    publication = queries.publication_for(Viewer.system(job.name), args["publication"])
    progress(0, 2)
    made = {}
    for number, (kind, content, name, media_type) in enumerate(_documents(publication), start=1):
        kept = evidence.keep_made(content, name, media_type)
        document = keep_document(
            viewer=viewer, publication=publication, kind=kind, kept=kept, key=f"{job.uid}:{kind}"
        )
        made[kind] = str(document.uid)
        progress(number, 2)
    return made


def _documents(publication: Publication) -> list[tuple[str, bytes, str, str]]:
    month = Month.parse(publication.month)
    period = f"{month.year}年{period_text(month)}月"
    draft = "" if publication.state == Publication.State.FINAL else "（发布稿）"
    return [
        (
            BULLETIN,
            bulletin_of(publication),
            f"{period}重大项目推进情况通报{draft}.docx",
            DOCX,
        ),
        (SCOREBOARD, scoreboard_of(publication), f"{period}重大项目晾晒表{draft}.xlsx", XLSX),
    ]


def _ordered_by(uid: str) -> Viewer:
    person = User.objects.filter(uid=uid).first() if uid else None
    return viewer_for(person) if person else Viewer.system(DOCUMENTS)


def export(request: HttpRequest, uid: str) -> HttpResponse:
    """The scoreboard as this viewer sees it, as a workbook."""
    viewer = asking(request)
    publication = queries.publication_for(viewer, uid)
    board, _opening = queries.board_for(viewer, publication)
    answer = HttpResponse(scoreboard_of(publication, board), content_type=XLSX)
    month = Month.parse(publication.month)
    name = f"{month.year}年{month.number}月晾晒表.xlsx"
    answer["Content-Disposition"] = content_disposition_header(True, name) or ""
    return answer
