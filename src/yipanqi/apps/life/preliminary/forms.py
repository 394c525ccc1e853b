"""Raw input of the verbs of preliminary work."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from yipanqi.apps.life.preliminary.actions import StepChange
from yipanqi.infra.verb_forms import DayField, VerbForm


class StepForm(VerbForm):
    current_on = DayField(label=_("Planned now"), required=False)
    actual_on = DayField(label=_("Got on"), required=False)
    is_needed = forms.BooleanField(label=_("This project needs it"), required=False)
    paper_number = forms.CharField(label=_("Paper number"), max_length=60, required=False)
    remark = forms.CharField(label=_("Remark"), max_length=200, required=False)
    reason = forms.CharField(
        label=_("Reason"),
        max_length=300,
        required=False,
        help_text=_("Needed where a date is moved or withdrawn, or the paper is struck"),
    )

    def change(self) -> StepChange:
        names = ("current_on", "actual_on", "is_needed", "paper_number", "remark", "reason")
        return StepChange(**{name: self.cleaned_data[name] for name in names})


class OfficerForm(VerbForm):
    unit = forms.ChoiceField(label=_("Officer's unit"))
    post = forms.CharField(
        label=_("Post"), max_length=40, help_text=_("The post, not the person's name")
    )
    contact = forms.CharField(label=_("Contact"), max_length=60, required=False)

    def __init__(self, *args: Any, units: list[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].choices = units  # type: ignore[attr-defined]
