"""Raw input of the verbs of leads → typed values; money is typed in 万元."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from yipanqi.apps.life.leads.actions import LeadData
from yipanqi.apps.life.leads.queries import units_by_uid
from yipanqi.core.projects.stages import Domain
from yipanqi.infra.fields import WanField
from yipanqi.infra.texts import label
from yipanqi.infra.verb_forms import DayField, VerbForm, WordsField


class LeadForm(VerbForm):
    name = forms.CharField(label=_("Intended project"), max_length=120)
    investor_name = forms.CharField(label=_("Investor"), max_length=80)
    investor_credit_code = forms.CharField(
        label=_("Unified social credit code of the investor"), max_length=18, required=False
    )
    unit = forms.ChoiceField(label=_("Attracting unit"))
    owner = forms.CharField(
        label=_("Who follows it"), max_length=40, help_text=_("The post, not the person's name")
    )
    amount = WanField(label=_("Intended investment"), required=True)
    domain = forms.ChoiceField(label=_("Domain"))
    industry_code = forms.CharField(
        label=_("Industry code"),
        max_length=4,
        required=False,
        help_text=_("GB/T 4754, for example C397"),
    )
    source = forms.CharField(label=_("Where the lead came from"), max_length=80, required=False)
    place = forms.CharField(label=_("Intended place"), max_length=120, required=False)
    content = WordsField(label=_("Content"), required=False, rows=3)
    next_step = forms.CharField(label=_("Next step"), max_length=200, required=False)
    next_on = DayField(label=_("Next step on"), required=False)

    def __init__(self, *args: Any, units: list[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].choices = units  # type: ignore[attr-defined]
        self.fields["domain"].choices = [(d.value, label(d)) for d in Domain]  # type: ignore[attr-defined]

    def lead(self) -> LeadData:
        values = {name: self.cleaned_data[name] for name in LeadData.__slots__}
        unit = units_by_uid([values["unit"]])[values["unit"]]
        return LeadData(**values | {"unit": unit, "domain": Domain(values["domain"])})


def initial_of(lead: LeadData) -> dict[str, Any]:
    values = {name: getattr(lead, name) for name in LeadData.__slots__}
    return values | {"unit": str(lead.unit.uid), "domain": lead.domain.value}


class SigningForm(VerbForm):
    """Only what the lead doesn't know yet."""

    on = DayField(label=_("Signed on"))
    contract = forms.FileField(
        label=_("Investment contract"), help_text=_("picture or PDF, 30 MB at most")
    )
    total_investment = WanField(label=_("Contracted investment"), required=True)
    counting_unit = forms.ChoiceField(label=_("Counted in"))
    lead_unit = forms.ChoiceField(label=_("Lead unit"))
    reporting_unit = forms.ChoiceField(label=_("Reporting unit"))
    planned_start_on = DayField(label=_("Promised start"))
    planned_completion_on = DayField(label=_("Promised completion"))
    planned_commissioning_on = DayField(label=_("Promised commissioning"), required=False)
    is_another = forms.BooleanField(
        label=_("I have compared them: this is another project"), required=False
    )

    def __init__(self, *args: Any, counting: list[Any], units: list[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["counting_unit"].choices = counting  # type: ignore[attr-defined]
        for name in ("lead_unit", "reporting_unit"):
            self.fields[name].choices = units  # type: ignore[attr-defined]
