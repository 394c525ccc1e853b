"""Raw input of the set-up pages → typed values."""

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from yipanqi.apps.month.reporting.windows import newest_open
from yipanqi.core.month import Month
from yipanqi.infra import clock
from yipanqi.infra.verb_forms import DayField, MonthField, VerbForm

ANSWER = "answer:"


class TableForm(VerbForm):
    """A table to be loaded. What else is asked depends on its kind."""

    file = forms.FileField(label=_("Workbook"))
    month = MonthField(label=_("The table's month"))

    def __init__(self, *args: object, kind: str, **kwargs: object) -> None:
        first = {"month": str(ready_month(kind))}
        kwargs["initial"] = first | dict(kwargs.get("initial") or {})  # type: ignore[call-overload]
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        helps = {
            "past_months": _("The last month in the table: “to date” means up to it."),
            "projects": _("Any month of the list's year: “this year” means that year."),
            "targets": _("Any month of the targets' year."),
        }
        self.fields["month"].help_text = helps.get(kind, "")
        if kind not in helps:
            self.fields["month"].widget = forms.HiddenInput()
        if kind in {"projects", "targets"}:
            self.fields["document_number"] = forms.CharField(
                label=_("Document number"), max_length=60, required=False
            )
        if kind == "projects":
            self.fields["issued_on"] = DayField(label=_("Issued on"), required=False)
        if kind == "targets":
            self.fields["agreed_by"] = forms.CharField(label=_("Agreed by"), max_length=80)

    def terms(self) -> dict[str, str]:
        names = ("document_number", "issued_on", "agreed_by")
        return {n: str(self.cleaned_data[n] or "") for n in names if n in self.cleaned_data}


def ready_month(kind: str) -> Month:
    """What stands in the form: the month that takes reports; for past figures the one before."""
    month = newest_open() or Month.of(clock.business_today())
    return month.previous if kind == "past_months" else month


class AliasForm(VerbForm):
    """Another name for a unit."""

    name = forms.CharField(label=_("Name in tables"), max_length=80)
    unit = forms.ChoiceField(label=_("Means the unit"))
    from_on = DayField(label=_("From"))
    reason = forms.CharField(label=_("Reason"), max_length=200, required=False)

    def __init__(self, *args: object, units: list[tuple[str, str]], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["unit"].choices = [("", _("please choose")), *units]  # type: ignore[attr-defined]


def answers(post: QueryDict) -> dict[str, str]:
    """Answers by question; an empty one is no answer."""
    return {
        name.removeprefix(ANSWER): str(post[name])
        for name in post
        if name.startswith(ANSWER) and post[name]
    }
