"""Forms of programmes: units are chosen by uid and cleaned to primary keys."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from yipanqi.apps.board.programmes.actions import MeasureWish, Plan
from yipanqi.apps.board.programmes.models import Charter
from yipanqi.apps.board.targets.forms import FigureField
from yipanqi.apps.ledger.units.queries import tree_on
from yipanqi.apps.month.reporting.models import Measure
from yipanqi.apps.promises.commitments.pages import unit_groups
from yipanqi.core.ledgers.programmes import MeasureSource, ProgrammeKind
from yipanqi.infra.inputs import identifier
from yipanqi.infra.texts import label
from yipanqi.infra.verb_forms import DayField, VerbForm, WordsField


def unit_choices() -> list[tuple[str, Any]]:
    return [(g.label, [(n.uid, n.name) for n in g.units]) for g in unit_groups()]


def _pk(uid: str) -> int:
    return tree_on().by_uid[uid].pk


class PlanForm(VerbForm):
    name = forms.CharField(label=_("Name of the programme"), max_length=60)
    kind = forms.ChoiceField(label=_("Kind of programme"))
    parent = forms.ChoiceField(label=_("Part of (may stay empty)"), required=False)
    lead_unit = forms.ChoiceField(label=_("Lead unit"))
    sponsor = forms.CharField(
        label=_("Sponsor (a post)"), max_length=40, required=False,
        help_text=_("Of an industry chain: its chain leader"),
    )  # fmt: skip
    from_on = DayField(label=_("Begins on"))
    to_on = DayField(label=_("Ends on (may stay open)"), required=False)
    report_day = forms.IntegerField(
        label=_("Report due on day of the following month"), min_value=1, max_value=28, initial=5
    )
    basis = forms.CharField(
        label=_("Document or speech it rests on"), max_length=120, required=False
    )
    purpose = WordsField(label=_("Purpose"), rows=4, required=False, max_length=2_000)
    units = forms.MultipleChoiceField(
        label=_("Units that take part"), required=False,
        widget=forms.SelectMultiple(attrs={"size": 8}),
    )  # fmt: skip
    reason = forms.CharField(label=_("Reason for the change"), max_length=200, required=False)

    def __init__(self, *args: Any, charter: Charter | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["kind"].choices = [(k.value, label(k)) for k in ProgrammeKind]
        others = Charter.objects.unscoped("names are published").filter(ended_on=None, parent=None)
        fields["parent"].choices = [
            ("", "—"),
            *(
                (str(c.uid), c.programme.name)
                for c in others.select_related("programme")
                if charter is None or c.pk != charter.pk
            ),
        ]
        fields["lead_unit"].choices = [("", "—"), *unit_choices()]
        fields["units"].choices = unit_choices()
        if charter is None:
            del self.fields["reason"]

    def plan(self) -> Plan:
        said = self.cleaned_data
        return Plan(
            name=said["name"],
            kind=said["kind"],
            lead_unit=_pk(said["lead_unit"]),
            from_on=said["from_on"],
            to_on=said["to_on"],
            units=tuple(_pk(uid) for uid in said["units"]),
            purpose=said["purpose"],
            basis=said["basis"],
            sponsor=said["sponsor"],
            report_day=said["report_day"],
            parent=identifier(said["parent"]) if said["parent"] else None,
        )


def initial_of(row: Charter) -> dict[str, Any]:
    nodes = tree_on().nodes
    members = row.members.filter(left_on=None).values_list("unit", flat=True)
    lead = nodes.get(row.lead_unit_id) if row.lead_unit_id else None
    return {
        "name": row.programme.name,
        "kind": row.kind,
        "parent": str(row.parent.uid) if row.parent else "",
        "lead_unit": lead.uid if lead else "",
        "sponsor": row.sponsor,
        "from_on": row.from_on,
        "to_on": row.to_on,
        "report_day": row.report_day,
        "basis": row.basis,
        "purpose": row.purpose,
        "units": [nodes[pk].uid for pk in members if pk in nodes],
    }


class MeasureForm(VerbForm):
    name = forms.CharField(label=_("Name of the measure"), max_length=60)
    source = forms.ChoiceField(label=_("Where its figures come from"))
    measure_key = forms.ChoiceField(label=_("Measure of the targets"), required=False)
    target = FigureField(label=_("Target (where the lead office counts)"), required=False)
    unit_of_account = forms.CharField(label=_("Unit of account"), max_length=12, required=False)
    decimals = forms.IntegerField(
        label=_("Decimals"), min_value=0, max_value=4, initial=0, required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["source"].choices = [(s.value, label(s)) for s in MeasureSource]
        fields["measure_key"].choices = [
            ("", "—"), *Measure.objects.order_by("pk").values_list("key", "name")
        ]  # fmt: skip

    def wish(self) -> MeasureWish:
        said = self.cleaned_data
        return MeasureWish(
            name=said["name"],
            source=said["source"],
            unit_of_account=said["unit_of_account"],
            decimals=said["decimals"] or 0,
            target=said["target"],
            measure_key=said["measure_key"],
        )
