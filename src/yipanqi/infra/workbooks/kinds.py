"""What a file is, by its first bytes; what its name claims; refused where neither fits."""

from enum import StrEnum

from yipanqi.core.refusal import Refusal
from yipanqi.infra.workbooks import ceilings

ACCEPTED = frozenset((".xlsx", ".xls", ".xml", ".et"))
PICTURES = frozenset((".png", ".jpg", ".jpeg", ".bmp", ".gif", ".tif", ".tiff", ".webp", ".heic"))
MACRO_NAMES = frozenset((".xlsm", ".xltm", ".xlam", ".xla"))

_PICTURE_HEADS = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"BM", b"II*\x00", b"MM\x00*", b"%PDF")


class Kind(StrEnum):
    XLSX = "xlsx"
    XLS = "xls"  # OLE container or a bare BIFF stream
    SPREADSHEETML = "xml"  # XML 电子表格 2003


def extension(name: str) -> str:
    dot = name.rfind(".")
    return name[dot:].lower() if dot > 0 else ""


def kind_of(content: bytes, name: str) -> Kind:
    """The kind by content, after the name was judged.

    An .xls that is really an .xlsx is common and harmless, so accepted; anything whose
    content is no workbook is refused whatever its name.
    """
    if not content:
        raise Refusal("workbook.empty_file", name=name)
    if len(content) > ceilings.FILE_BYTES:
        raise Refusal("workbook.too_large", name=name, megabytes=ceilings.FILE_BYTES // 2**20)
    suffix = extension(name)
    if suffix in MACRO_NAMES:
        raise Refusal("workbook.macro", name=name)
    if suffix in PICTURES or suffix == ".pdf" or content.startswith(_PICTURE_HEADS):
        raise Refusal("workbook.picture", name=name)
    if suffix not in ACCEPTED:
        raise Refusal("workbook.extension", name=name)
    return _by_content(content, name)


def _by_content(content: bytes, name: str) -> Kind:
    if content.startswith(b"PK\x03\x04"):
        return Kind.XLSX
    if content.startswith(
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"\x09\x08", b"\x09\x04", b"\x09\x02")
    ):
        if len(content) > ceilings.XLS_BYTES:
            raise Refusal("workbook.too_large", name=name, megabytes=ceilings.XLS_BYTES // 2**20)
        return Kind.XLS
    start = content[:4096].lstrip(b"\xef\xbb\xbf \r\n\t")
    lowered = start.lower()
    if b"urn:schemas-microsoft-com:office:spreadsheet" in lowered:
        return Kind.SPREADSHEETML
    if (
        lowered.startswith((b"<html", b"<!doctype html", b"<table", b"<meta"))
        or b"<html" in lowered
    ):
        raise Refusal("workbook.web_page", name=name)
    raise Refusal("workbook.not_a_workbook", name=name)
