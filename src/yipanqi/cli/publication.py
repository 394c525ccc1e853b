"""Publish a month and write its documents, from the shell."""

from collections.abc import Iterator
from pathlib import Path

from yipanqi.apps.meeting.film.actions import draft_storyboard
from yipanqi.apps.meeting.film.queries import storyboards_of
from yipanqi.apps.results.publishing.actions import (
    approve_publication,
    draft_publication,
    finalise_publication,
)
from yipanqi.apps.results.publishing.models import Publication
from yipanqi.apps.results.scoring.actions import score_month
from yipanqi.core.month import Month
from yipanqi.core.refusal import Refusal
from yipanqi.core.scope import Viewer
from yipanqi.packs.film import film_title
from yipanqi.web.documents import bulletin_of, scoreboard_of
from yipanqi.web.pack import make_pack, pack_content, pack_name, unzipped
from yipanqi.web.packing.film_content import draft
from yipanqi.web.packing.film_jobs import film_of

State = Publication.State


def publication_of(viewer: Viewer, month: Month, scheme: str) -> Publication:
    """The month's publication of a scheme, drafted from its sheet where there is none."""
    sheet = score_month(viewer=viewer, month=month, scheme_key=scheme)
    found = Publication.objects.filter(sheet=sheet).order_by("-id").first()
    return found or draft_publication(viewer=viewer, sheet=sheet)


def publish_month(viewer: Viewer, month: Month, scheme: str, *, final: bool) -> Publication:
    """Draft; with ``final`` the acting person approves and issues. Raises ``cli.name_approver``."""
    machine = Viewer.system("命令行晾晒")
    publication = publication_of(machine, month, scheme)
    if not final or publication.state == State.FINAL:
        return publication
    if viewer.user is None:
        raise Refusal("cli.name_approver")
    if publication.state == State.DRAFT:
        publication = approve_publication(viewer=viewer, publication=publication)
    return finalise_publication(viewer=machine, publication=publication)


def write_documents(viewer: Viewer, month: Month, scheme: str, out: Path) -> list[Path]:
    """Bulletin and scoreboard into a folder; the same content gives the same bytes."""
    publication = publication_of(viewer, month, scheme)
    out.mkdir(parents=True, exist_ok=True)
    draft = "" if publication.state == State.FINAL else "（发布稿）"
    files = [
        (out / f"{month}重大项目推进情况通报{draft}.docx", bulletin_of(publication)),
        (out / f"{month}重大项目晾晒表{draft}.xlsx", scoreboard_of(publication)),
    ]
    for path, content in files:
        path.write_bytes(content)
    return [path for path, _ in files]


def write_pack(
    viewer: Viewer, month: Month, scheme: str, out: Path, *, film: bool = False
) -> list[Path]:
    """The pack into a folder, posters one by one; with ``film`` the film of the month, too."""
    publication = publication_of(viewer, month, scheme)
    out.mkdir(parents=True, exist_ok=True)
    made = make_pack(pack_content(publication), pack_name(publication))
    files = [(out / name, content) for kind, content, name, _type in made if kind != "posters"]
    for kind, content, _name, _type in made:
        if kind == "posters":
            files += [(out / name, part) for name, part in unzipped(content)]
    if film:
        files += [(out / name, part) for name, part in _film(publication, month)]
    for path, content in files:
        path.write_bytes(content)
    return [path for path, _ in files]


def _film(publication: Publication, month: Month) -> Iterator[tuple[str, bytes]]:
    """From the month's newest storyboard, else from one drafted for this once."""
    viewer, snapshot = Viewer.system("命令行专题片"), publication.sheet.snapshot
    board = storyboards_of(viewer, month).first() or draft_storyboard(
        viewer=viewer, snapshot=snapshot, title=film_title(month), scenes=draft(snapshot)
    )
    made = film_of(board)
    name = f"{month}典型问题专题片"
    yield f"{name}.mp4", made.film
    yield f"{name}.srt", made.srt.encode()
    yield f"{name}.vtt", made.vtt.encode()
