"""Which kind of form a file is, and that its container holds nothing that runs or reaches out."""

import io
import zipfile
from enum import StrEnum

from lxml import etree

from yipanqi.core.refusal import Refusal
from yipanqi.infra.office_files import check_links
from yipanqi.infra.workbooks import ceilings
from yipanqi.infra.workbooks.kinds import MACRO_NAMES, extension
from yipanqi.infra.workbooks.limits import (
    _check_directory,
    _guard_part,
    _open,
    _packed,
    _safe_name,
    check_xlsx,
)

OLD = {".xls": ".xlsx", ".et": ".xlsx", ".doc": ".docx", ".wps": ".docx", ".xml": ".xlsx"}
MACROS = MACRO_NAMES | {".docm", ".dotm"}
_RUNS = ("vbaproject", "activex/", "embeddings/", "vbadata", "afchunk", "altchunk")


class FormKind(StrEnum):
    XLSX = "xlsx"
    DOCX = "docx"


def kind_of_form(content: bytes, name: str) -> FormKind:
    """By name and first bytes; raises ``form_above.save_as``, ``form_above.not_a_form`` …"""
    if not content:
        raise Refusal("workbook.empty_file", name=name)
    if len(content) > ceilings.FILE_BYTES:
        raise Refusal("workbook.too_large", name=name, megabytes=ceilings.FILE_BYTES // 2**20)
    suffix = extension(name)
    if suffix in MACROS:
        raise Refusal("workbook.macro", name=name)
    if suffix in OLD:
        raise Refusal("form_above.save_as", name=name, kind=OLD[suffix])
    if suffix not in (".xlsx", ".docx") or not content.startswith(b"PK\x03\x04"):
        raise Refusal("form_above.not_a_form", name=name)
    return FormKind(suffix[1:])


def check_form(content: bytes, name: str) -> FormKind:
    """Inside the child: the kind, once the whole container was looked through."""
    kind = kind_of_form(content, name)
    if kind is FormKind.XLSX:
        check_xlsx(content, name)
        check_links(_open(content, name), name)
        return kind
    archive = _open(content, name)
    _check_directory(archive.infolist(), name)
    members = {_safe_name(m): m for m in archive.infolist() if not m.is_dir()}
    if "word/document.xml" not in members or "[Content_Types].xml" not in members:
        raise Refusal("form_above.not_a_form", name=name)
    for part, member in members.items():
        if any(word in part.lower() for word in _RUNS):
            raise Refusal("workbook.macro", name=name, part=part)
        if part.lower().endswith((".xml", ".rels", ".vml")):
            _guard_part(_stream(content, member))
    check_links(archive, name)
    return kind


def _stream(content: bytes, member: zipfile.ZipInfo):  # type: ignore[no-untyped-def]
    from yipanqi.infra.workbooks.scan import pieces

    return pieces(*_packed(content, member))


class Container:
    """The parts of an OOXML file, some of them parsed and written back, the rest untouched."""

    def __init__(self, content: bytes, name: str) -> None:
        self._archive = zipfile.ZipFile(io.BytesIO(content))
        self._name = name
        self._trees: dict[str, etree._Element] = {}
        self._dropped: set[str] = set()

    def __contains__(self, part: str) -> bool:
        return part in self._archive.namelist() and part not in self._dropped

    @property
    def parts(self) -> list[str]:
        return [p for p in self._archive.namelist() if p not in self._dropped]

    def tree(self, part: str) -> etree._Element:
        """The part's root; what is changed in it will be written."""
        if part not in self._trees:
            parser = etree.XMLParser(
                resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
            )
            try:
                root = etree.fromstring(self._archive.read(part), parser)
            except (KeyError, etree.XMLSyntaxError):
                raise Refusal("workbook.damaged", name=self._name) from None
            self._trees[part] = root
        return self._trees[part]

    def drop(self, part: str) -> None:
        self._dropped.add(part)

    def written(self) -> bytes:
        made = io.BytesIO()
        with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as out:
            for info in self._archive.infolist():
                if info.filename in self._dropped or info.is_dir():
                    continue
                tree = self._trees.get(info.filename)
                body = (
                    self._archive.read(info.filename)
                    if tree is None
                    else etree.tostring(
                        tree, xml_declaration=True, encoding="UTF-8", standalone=True
                    )
                )
                stamp = zipfile.ZipInfo(info.filename, info.date_time)
                stamp.compress_type = zipfile.ZIP_DEFLATED
                stamp.external_attr = info.external_attr
                out.writestr(stamp, body)
        return made.getvalue()
