from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from yipanqi.infra.verb_forms import DayField, MonthField, VerbForm


class StartForm(VerbForm):
    year = forms.IntegerField(label=_("Year"), min_value=2000, max_value=2199)
    based_on = forms.UUIDField(required=False)


class IssueForm(VerbForm):
    effective_month = MonthField(
        label=_("Effective from month"),
        help_text=_("Months before it keep the version that held then"),
    )
    issued_on = DayField(label=_("Issued on"))
    document_number = forms.CharField(label=_("Document number"), max_length=60, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["effective_month"].required = True


class DiscardForm(VerbForm):
    reason = forms.CharField(label=_("Reason"), max_length=300)


class AddForm(VerbForm):
    project = forms.UUIDField()
