from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from yipanqi.apps.ledger.units.actions.tree import UnitData
from yipanqi.apps.ledger.units.models import Unit, UnitVersion
from yipanqi.apps.ledger.units.queries import tree_on
from yipanqi.core.units.kinds import UnitKind
from yipanqi.infra.texts import label
from yipanqi.infra.verb_forms import DayField, VerbForm


class UnitForm(VerbForm):
    name = forms.CharField(label=_("Full name"), max_length=80)
    short_name = forms.CharField(
        label=_("Short name"), max_length=20, help_text=_("As it stands in tables and charts")
    )
    kind = forms.ChoiceField(label=_("Kind"))
    parent = forms.ChoiceField(label=_("Under"), required=False)
    code = forms.CharField(
        label=_("Code"),
        max_length=20,
        required=False,
        help_text=_("GB/T 2260 (6 digits) for counties and above, statistics code below"),
    )
    credit_code = forms.CharField(
        label=_("Unified social credit code"), max_length=18, required=False
    )
    sort = forms.IntegerField(label=_("Place in lists"), min_value=0, max_value=99999, initial=0)
    is_view = forms.BooleanField(
        label=_("A view: has accounts and a venue, is never added to totals"), required=False
    )
    from_on = DayField(label=_("Takes effect on"))

    def __init__(self, *args: Any, without: int | None = None, **kwargs: Any) -> None:
        """``without`` is the unit being changed: it can't stand under itself."""
        super().__init__(*args, **kwargs)
        tree = tree_on()
        barred = tree.under(without) if without is not None else frozenset()
        self.fields["kind"].choices = [(k.value, label(k)) for k in UnitKind]  # type: ignore[attr-defined]
        self.fields["parent"].choices = [  # type: ignore[attr-defined]
            *([("", "—")] if without == tree.root.pk else []),
            *((n.uid, "　" * depth + n.name) for depth, n in tree.walk() if n.pk not in barred),
        ]

    def unit(self) -> UnitData:
        values = self.cleaned_data
        parent = Unit.objects.filter(uid=values["parent"]).first() if values["parent"] else None
        return UnitData(
            name=values["name"].strip(),
            short_name=values["short_name"].strip(),
            kind=UnitKind(values["kind"]),
            parent=parent,
            code=values["code"].strip(),
            credit_code=values["credit_code"].strip(),
            is_view=values["is_view"],
            sort=values["sort"],
        )


class EndForm(VerbForm):
    to_on = DayField(label=_("Ends on"), help_text=_("The first day on which it no longer exists"))
    reason = forms.CharField(label=_("Reason"), max_length=300)


def initial_of(version: UnitVersion) -> dict[str, Any]:
    names = ("name", "short_name", "kind", "code", "credit_code", "sort", "is_view")
    values = {name: getattr(version, name) for name in names}
    return values | {"parent": str(version.parent.uid) if version.parent else ""}
