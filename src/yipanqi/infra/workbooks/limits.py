"""Judges an .xlsx container before any parser sees it.

Everything here reads the archive's directory and streams its parts; nothing is extracted
to disk, no part is held whole beyond one piece, no reference is followed.
"""

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from posixpath import basename, dirname, join, normpath
from xml.etree.ElementTree import Element  # annotation only; parsing is defusedxml's

from defusedxml.ElementTree import fromstring  # type: ignore[import-untyped]

from yipanqi.core.refusal import Refusal
from yipanqi.infra.workbooks import ceilings
from yipanqi.infra.workbooks.scan import (
    PIECE,
    SMALL_COLUMNS,
    SMALL_ROWS,
    guard_text,
    pieces,
    scan_sheet,
)

_ENCRYPTED_FLAG = 0x1
_PARTS = (
    (
        re.compile(r"vbaproject|(^|/)macrosheets/|(^|/)activex/|vbadata", re.IGNORECASE),
        "workbook.macro",
    ),
    (re.compile(r"(^|/)externallinks/", re.IGNORECASE), "workbook.external_link"),
    (
        re.compile(r"(^|/)(connections\.xml|querytables/|model/item)", re.IGNORECASE),
        "workbook.connection",
    ),
    (re.compile(r"(^|/)embeddings/", re.IGNORECASE), "workbook.embedded_object"),
)


@dataclass(slots=True)
class Outline:
    """What the scan learned: formula cells by sheet name, date system, pictures inside."""

    formulas: dict[str, list[tuple[int, int]]] = field(default_factory=dict)
    date_system: int = 1900
    has_pictures: bool = False
    cells: int = 0


def check_xlsx(content: bytes, name: str) -> Outline:
    """Raises ``workbook.…`` refusals; returns what parsing needs to know."""
    archive = _open(content, name)
    _check_directory(archive.infolist(), name)
    members = {_safe_name(m): m for m in archive.infolist() if not m.is_dir()}
    if len({part.lower() for part in members}) != sum(not m.is_dir() for m in archive.infolist()):
        raise Refusal("workbook.damaged", name=name)  # two parts of one name: readers disagree
    _check_parts(members)
    sheets = _sheet_parts(archive, members)
    outline = Outline(
        has_pictures=any(m.startswith("xl/media/") for m in members),
        date_system=sheets.date_system,
    )
    few = len(sheets.names) * SMALL_ROWS * SMALL_COLUMNS <= ceilings.BOOK_CELLS
    for part, member in members.items():
        stream = pieces(*_packed(content, member))
        if part in sheets.names:
            sheet = sheets.names[part]
            scan = scan_sheet(stream, sheet, small_is_enough=few and member.file_size < PIECE // 2)
            outline.cells += scan.rows * scan.columns
            if scan.formulas:
                outline.formulas[sheet] = scan.formulas
            if outline.cells > ceilings.BOOK_CELLS:
                raise Refusal("workbook.too_many_cells", name=name, cells=ceilings.BOOK_CELLS)
        elif part.lower().endswith((".xml", ".rels", ".vml")):
            _guard_part(stream)
    return outline


def _open(content: bytes, name: str) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(io.BytesIO(content))
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError):
        raise Refusal("workbook.damaged", name=name) from None


def _safe_name(member: zipfile.ZipInfo) -> str:
    path = member.filename.replace("\\", "/")
    path = path.removeprefix("/")  # some writers put a leading slash; it is only a part name
    if ".." in path.split("/") or "\x00" in path or ":" in path or path.startswith("/"):
        raise Refusal("workbook.path_in_archive", part=member.filename)
    return path


def _check_directory(members: list[zipfile.ZipInfo], name: str) -> None:
    if len(members) > ceilings.ZIP_MEMBERS:
        raise Refusal("workbook.zip_bomb", name=name)
    if sum(m.file_size for m in members) > ceilings.UNPACKED_BYTES:
        raise Refusal("workbook.zip_bomb", name=name)
    for member in members:
        if member.flag_bits & _ENCRYPTED_FLAG:
            raise Refusal("workbook.encrypted", name=name)
        if member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise Refusal("workbook.damaged", name=name)
        large = member.file_size > ceilings.RATIO_FROM
        if large and member.file_size > ceilings.RATIO * max(member.compress_size, 1):
            raise Refusal("workbook.zip_bomb", name=name)


def _check_parts(members: dict[str, zipfile.ZipInfo]) -> None:
    for part in members:
        for pattern, code in _PARTS:
            if pattern.search(part):
                _refuse_part(code, part)
    if "[Content_Types].xml" not in members:
        raise Refusal("workbook.not_a_workbook")


def _refuse_part(code: str, part: str) -> None:
    if code == "workbook.macro":
        raise Refusal("workbook.macro", part=part)
    if code == "workbook.external_link":
        raise Refusal("workbook.external_link", part=part)
    if code == "workbook.connection":
        raise Refusal("workbook.connection", part=part)
    raise Refusal("workbook.embedded_object", part=part)


def _packed(content: bytes, member: zipfile.ZipInfo) -> tuple[bytes, int, int]:
    """Packed bytes of a member through its local header; its declared size; its method."""
    at = member.header_offset
    head = content[at : at + 30]
    if len(head) < 30 or head[:4] != b"PK\x03\x04":
        raise Refusal("workbook.damaged")
    start = at + 30 + int.from_bytes(head[26:28], "little") + int.from_bytes(head[28:30], "little")
    return (
        content[start : start + member.compress_size],
        member.file_size,
        member.compress_type,
    )


def _guard_part(stream: Iterator[bytes]) -> None:
    before = b""
    for piece in stream:
        guard_text(piece, before)
        before = piece


@dataclass(slots=True)
class _SheetParts:
    names: dict[str, str]  # part -> sheet name
    date_system: int


def _sheet_parts(archive: zipfile.ZipFile, members: dict[str, zipfile.ZipInfo]) -> _SheetParts:
    root = _relations(archive, members, "_rels/.rels")
    main = next((t for t, kind in root.values() if kind.endswith("/officeDocument")), "")
    main = main or "xl/workbook.xml"
    if main not in members:
        raise Refusal("workbook.not_a_workbook")
    book = _parse(archive, members[main])
    if book is None or not book.tag.endswith("}workbook"):
        raise Refusal("workbook.not_a_workbook")
    relations = _relations(
        archive, members, f"{dirname(main)}/_rels/{basename(main)}.rels".lstrip("/"), dirname(main)
    )
    names: dict[str, str] = {}
    date_system = 1900
    for element in book.iter():
        if element.tag.endswith("}workbookPr") and element.get("date1904") in ("1", "true"):
            date_system = 1904
        elif element.tag.endswith("}sheet"):
            key = next((v for k, v in element.attrib.items() if k.endswith("}id")), "")
            names[relations.get(key, ("", ""))[0]] = element.get("name", "")
    if len(names) > ceilings.SHEETS:
        raise Refusal("workbook.too_many_sheets", sheets=ceilings.SHEETS)
    # a sheet that no relation names would escape the scan, so every worksheet part is scanned
    for part in members:
        if "worksheets/" in part.lower() and part.lower().endswith(".xml"):
            names.setdefault(part, basename(part))
    return _SheetParts(names, date_system)


def _relations(
    archive: zipfile.ZipFile, members: dict[str, zipfile.ZipInfo], part: str, base: str = ""
) -> dict[str, tuple[str, str]]:
    if part not in members:
        return {}
    root = _parse(archive, members[part])
    found = {}
    for relation in root if root is not None else ():
        target = relation.get("Target", "")
        path = target[1:] if target.startswith("/") else normpath(join(base, target))
        found[relation.get("Id", "")] = (path, relation.get("Type", ""))
    return found


def _parse(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> Element | None:
    if member.file_size > 2 * 2**20:
        raise Refusal("workbook.damaged")
    try:
        with archive.open(member) as part:
            text = part.read(2 * 2**20 + 1)
        guard_text(text, b"")
        return fromstring(text, forbid_dtd=True)  # type: ignore[no-any-return]
    except Refusal:
        raise
    except Exception:  # noqa: BLE001  (every parser's own error means the same to the sender)
        raise Refusal("workbook.damaged") from None
