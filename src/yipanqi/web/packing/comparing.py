"""What a file that came back is compared with: the same document made anew from the snapshot."""

import io
from typing import Any

from django.core.files.storage import default_storage
from pptx import Presentation

from yipanqi.apps.meeting.meetings.live.papers import OFFICE, keep_paper
from yipanqi.apps.meeting.meetings.models import Meeting
from yipanqi.apps.results.publishing.models import Publication
from yipanqi.apps.results.returned.models import ReturnedFile
from yipanqi.core.month import Month
from yipanqi.core.refusal import Refusal
from yipanqi.infra.evidence import Kept, place
from yipanqi.infra.office_files import check_office_file
from yipanqi.packs.compare import (
    Difference,
    compared,
    document_parts,
    names_of,
    slide_parts,
)
from yipanqi.packs.slides import render_slides
from yipanqi.web.documents import bulletin_of
from yipanqi.web.pack import city_template, meeting_pack, pack_content

KINDS = {
    OFFICE["word/document.xml"]: ReturnedFile.Kind.BULLETIN,
    OFFICE["ppt/presentation.xml"]: ReturnedFile.Kind.SLIDES,
}


def differences_of(
    publication: Publication, meeting: Meeting | None, kept: Kept
) -> tuple[str, list[Difference]]:
    """(kind, every difference). Raises ``returned.wrong_kind``, ``compare.unreadable`` and what
    ``check_office_file`` raises.
    """
    kind = KINDS.get(kept.media_type)
    if kind is None:
        raise Refusal("returned.wrong_kind", field="file", name=kept.name)
    with default_storage.open(place(kept.sha256)) as stored:
        theirs = stored.read()
    check_office_file(theirs, kept.name)
    content = meeting_pack(meeting)[0] if meeting else pack_content(publication)
    month = Month.parse(publication.month)
    free = ("1", str(month.year), str(month.number))
    names = names_of(content)
    if kind is ReturnedFile.Kind.BULLETIN:
        ours = bulletin_of(publication)
        return kind, compared(document_parts(ours), document_parts(theirs), names, free)
    made = render_slides(content, city_template())
    return kind, compared(slide_parts(made), slide_parts(theirs), names, free)


def kept_template(file: Any) -> Kept:
    """A .pptx that slides can be made on. Raises ``returned.file_needed``,
    ``returned.no_template``.
    """
    if file is None:
        raise Refusal("returned.file_needed", field="file")
    kept = keep_paper(file, file.name or "")
    if KINDS.get(kept.media_type) is not ReturnedFile.Kind.SLIDES:
        raise Refusal("returned.no_template", field="file", name=kept.name)
    with default_storage.open(place(kept.sha256)) as stored:
        content = stored.read()
    check_office_file(content, kept.name)
    opened = _opened(content, kept.name)
    layouts = opened.slide_layouts
    if not any(_has_title(layout) for layout in layouts):
        raise Refusal("returned.no_template", field="file", name=kept.name)
    return kept


def _opened(content: bytes, name: str) -> Any:
    try:
        return Presentation(io.BytesIO(content))
    except Exception:  # noqa: BLE001  (whatever a broken package raises)
        raise Refusal("returned.no_template", field="file", name=name) from None


def _has_title(layout: Any) -> bool:
    return any(shape.placeholder_format.type in {1, 3} for shape in layout.placeholders)
