"""Refused cells in words, and the annotated copy that carries them."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass

from django.utils.translation import gettext as _

from yipanqi.core.refusal import Finding
from yipanqi.core.tables.book import address
from yipanqi.core.tables.extract import Refused
from yipanqi.core.tables.fields import TableField
from yipanqi.core.tables.matching import Unmatched
from yipanqi.infra.texts import say
from yipanqi.infra.workbooks.pool import POOL, Pool


@dataclass(frozen=True, slots=True)
class Remark:
    """One line of 导入结果. ``cell`` is an A1 address or empty."""

    sheet: str
    cell: str
    value: str
    why: str
    remedy: str

    def __str__(self) -> str:
        """``工作表!C12 “约820”是约数。请填写确切数字。`` for the command line."""
        where = f"{self.sheet}!{self.cell}" if self.cell else self.sheet
        return f"{where} {self.why}{self.remedy}"


def remark(sheet: str, cell: str, value: str, finding: Finding) -> Remark:
    """The finding's text split at its first full stop: why, then what to do."""
    why, _stop, remedy = say(finding).partition("。")
    return Remark(sheet, cell, value, f"{why}。", remedy)


def remarks_of(
    refused: Iterable[Refused] = (), unmatched: Iterable[Unmatched] = ()
) -> list[Remark]:
    """Refused cells first, then rows whose project is not settled, each in reading order."""
    found = [remark(r.sheet, r.address, r.value, r.finding) for r in refused]
    for item in unmatched:
        row = item.row
        of = next((f for f in _IDENTITY if row.values.get(f) is not None), None)
        cell = row.address(of) if of else address(row.row, min(row.columns.values(), default=0))
        found.append(remark(row.sheet, cell, (row.text(of) if of else "") or "", item.finding))
    return found


_IDENTITY = (TableField.NAME, TableField.CODE, TableField.OWN_CODE)


def annotate_workbook(
    content: bytes, name: str, remarks: Sequence[Remark], *, pool: Pool = POOL
) -> bytes:
    """The uploaded .xlsx with faults coloured and listed. Raises ``workbook.cannot_annotate``."""
    labels = {
        "title": _("Import result"),
        "summary": _("%(count)s places need correction; nothing of this file was imported.")
        % {"count": len(remarks)},
        "sheet": _("Worksheet"),
        "cell": _("Cell of the worksheet"),
        "value": _("What was filled in"),
        "why": _("Why it was not read"),
        "remedy": _("What to do"),
        "author": _("Yipanqi"),
    }
    request = {
        "job": "annotate",
        "name": name,
        "remarks": [asdict(r) for r in remarks],
        "labels": labels,
    }
    _head, body = pool.ask(request, content)
    return body
