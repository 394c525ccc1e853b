"""Word and PowerPoint files that come from outside, before anything of ours parses them or
passes them on: how much they unpack to, and whether they fetch something when opened.
"""

import io
import re
import zipfile
from collections.abc import Iterator

from defusedxml.ElementTree import fromstring  # type: ignore[import-untyped]

from yipanqi.core.refusal import Refusal

XML_MOST = 40 * 1024 * 1024  # bytes of text parts; slides of a hundred pages have five
LINKS_MOST = 2 * 1024 * 1024  # of one list of relations
# a link that somebody clicks on fetches nothing by itself
_CLICKED = "/hyperlink"
# a master document on the writer's own disk: there is none on the reader's
_OWN_DISK = re.compile(r"(file:///)?[A-Za-z]:[\\/]|[^\\/:]+$")


def check_office_file(content: bytes, name: str) -> None:
    """Raises ``office.too_large``, ``office.damaged`` or ``office.fetches``."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            texts = [p for p in archive.infolist() if p.filename.endswith((".xml", ".rels"))]
            if sum(p.file_size for p in texts) > XML_MOST:
                raise Refusal("office.too_large", field="file", name=name)
            check_links(archive, name)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError):
        raise Refusal("office.damaged", field="file", name=name) from None


def check_links(archive: zipfile.ZipFile, name: str) -> None:
    """Raises ``office.fetches``: a picture, template or object that lies elsewhere would be
    fetched by the program of whoever opens the file, or of whoever gets what is made from it.
    """
    for part in archive.infolist():
        if part.filename.lower().endswith(".rels"):
            if part.file_size > LINKS_MOST:
                raise Refusal("office.too_large", field="file", name=name)
            for kind, target in _outward(archive.read(part), name):
                if not (kind.endswith("/attachedTemplate") and _OWN_DISK.match(target)):
                    raise Refusal("office.fetches", field="file", name=name, target=target[:80])


def _outward(content: bytes, name: str) -> Iterator[tuple[str, str]]:
    try:
        rows = list(fromstring(content))
    except Exception:  # noqa: BLE001  (broken, or with entities)
        raise Refusal("office.damaged", field="file", name=name) from None
    for row in rows:
        kind = row.get("Type", "")
        if row.get("TargetMode", "").lower() == "external" and not kind.endswith(_CLICKED):
            yield kind, row.get("Target", "")
