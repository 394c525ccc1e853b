from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from yipanqi.apps.month.snapshots.ledgers.queries import LEDGERS, assessed_units
from yipanqi.core.units.tree import Node
from yipanqi.infra.verb_forms import DayField, VerbForm, WordsField

NONE = ("", "—")


class AdjustmentForm(VerbForm):
    unit = forms.ChoiceField(label=_("Unit"))
    ledger = forms.ChoiceField(label=_("Ledger"))
    points = forms.DecimalField(
        label=pgettext_lazy("ledger", "Points"),
        max_digits=7,
        decimal_places=2,
        help_text=_("A bonus is positive, a deduction negative, for example -1.5"),
    )
    happened_on = DayField(
        label=_("Happened on"), help_text=_("The month it is counted in, unless that is frozen")
    )
    reason = WordsField(label=pgettext_lazy("ledger", "What happened"), max_length=300)
    decided_by = forms.CharField(
        label=_("Decided by"), max_length=80, help_text=_("The meeting or the post, and its paper")
    )
    file = forms.FileField(
        label=_("Evidence"), required=False, help_text=_("PDF or picture, up to 30 MB")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].choices = [NONE, *((n.uid, n.name) for n in assessed_units())]  # type: ignore[attr-defined]
        self.fields["ledger"].choices = [NONE, *LEDGERS.items()]  # type: ignore[attr-defined]


class VoidForm(VerbForm):
    reason = forms.CharField(label=_("Reason"), max_length=300)


class MarksForm(VerbForm):
    """One judge's marks for every unit; empty ones are not recorded."""

    measure = forms.CharField(
        label=_("Measure"), max_length=60, help_text=_("Its key in the scheme, for example visit")
    )
    judge = forms.CharField(
        label=_("Judge"), max_length=64, help_text=_("A number or a post, never a name")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.nodes: dict[str, Node] = {f"u-{n.uid}": n for n in assessed_units()}
        for name, node in self.nodes.items():
            self.fields[name] = forms.DecimalField(
                label=node.name, required=False, max_digits=8, decimal_places=2
            )

    def ballots(self) -> list[forms.BoundField]:
        return [self[name] for name in self.nodes]

    def given(self) -> dict[str, Any]:
        """Unit uid → mark, those that were filled in."""
        return {
            node.uid: self.cleaned_data[name]
            for name, node in self.nodes.items()
            if self.cleaned_data.get(name) is not None
        }

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or {}
        if not self.errors and not self.given():
            raise forms.ValidationError(_("Enter at least one mark."))
        return values
