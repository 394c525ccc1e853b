"""Under every sheet and board: the version of the annual list its plans come from."""

from django import template

from yipanqi.apps.month.snapshots.list_basis import basis_of
from yipanqi.apps.month.snapshots.models import Snapshot
from yipanqi.core.month import Month
from yipanqi.infra.texts import render

register = template.Library()


@register.simple_tag
def list_note(snapshot: Snapshot) -> str:
    """``年度计划出自2024年度清单第2版（自2024年4月起）。`` and, once adjusted, both completions."""
    basis = basis_of(snapshot)
    if basis is None:
        return render("list_basis.none", {"month": Month.parse(snapshot.month)})
    issued = basis.issued
    told = {
        "year": issued.year,
        "number": issued.number,
        "month": Month.parse(issued.effective_month),
        "document": f"，{issued.document_number}" if issued.document_number else "",
    }
    if not basis.is_adjusted or basis.of_original is None or basis.of_adjusted is None:
        return render("list_basis.of", told)
    return render(
        "list_basis.adjusted",
        told | {"original_share": basis.of_original, "adjusted_share": basis.of_adjusted},
    )
