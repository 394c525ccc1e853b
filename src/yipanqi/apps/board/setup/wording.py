"""Words of the set-up pages that depend on the kind of table."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from yipanqi.core.tables.fields import MONTHS, TableField
from yipanqi.core.tables.kinds import OPENING
from yipanqi.infra.texts import label, render

KINDS: Mapping[str, Promise] = {
    "units": _("Units of the tree"),
    "people": _("People and their posts"),
    "projects": _("The year's project list"),
    "targets": _("Targets of the year"),
    "past_months": _("Figures of past months"),
    "commitments": _("Supervision ledger"),
}
STATES: Mapping[str, Promise] = {
    "previewed": pgettext_lazy("load", "being checked"),
    "applied": pgettext_lazy("load", "brought in"),
    "undone": pgettext_lazy("load", "taken back"),
}
NAMES: Mapping[str, Promise] = {
    "units": _("Unit name"),
    "people": _("Person's name"),
    "targets": _("Unit name"),
    "commitments": pgettext_lazy("ledger", "Task"),
}


def field_name(kind: str, of: TableField) -> str:
    """A field as this kind of table calls it: a name is a unit's, a person's, a project's."""
    if of is TableField.NAME and kind in NAMES:
        return str(NAMES[kind])
    if of is TableField.CODE and kind == "units":
        return str(_("Region code"))
    if of is TableField.CONTENT and kind == "commitments":
        return str(_("What is required"))
    if of in MONTHS:
        code = "setup.month_done" if OPENING[kind].by_month == "done" else "setup.month_plan"
        number = MONTHS.index(of) + 1
        return _month(code, number)
    return label(of)


def _month(code: str, number: int) -> str:
    if code == "setup.month_done":
        return render("setup.month_done", {"number": number})
    return render("setup.month_plan", {"number": number})


def state_name(state: str) -> str:
    return str(STATES.get(state, state))


def kind_name(kind: str) -> str:
    return str(KINDS[kind])
