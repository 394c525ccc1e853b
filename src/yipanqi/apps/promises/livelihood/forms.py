"""Forms of livelihood works."""

from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from yipanqi.apps.promises.commitments.pages import unit_of
from yipanqi.core.refusal import Refusal
from yipanqi.infra.verb_forms import DayField, MonthField, VerbForm, WordsField

DIGITS_MAX = 15


def scaled(text: str, decimals: int, field: str) -> int:
    """A typed number as a scaled integer. Raises ``livelihood.not_a_number`` where it is none
    or has more decimals than the work counts with.
    """
    try:
        value = Decimal(text.strip().replace(",", "").replace("，", ""))
    except InvalidOperation:
        raise Refusal("livelihood.not_a_number", field=field, decimals=decimals) from None
    found = value.scaleb(decimals) if value.is_finite() and value.adjusted() < DIGITS_MAX else None
    if found is None or found != found.to_integral_value():
        raise Refusal("livelihood.not_a_number", field=field, decimals=decimals)
    return int(found)


class WorkForm(VerbForm):
    title = forms.CharField(label=_("What is promised, in one line"), max_length=120)
    year = forms.TypedChoiceField(label=_("Year"), coerce=int)
    lead = forms.ChoiceField(label=_("Lead unit"))
    counted_in = forms.CharField(label=_("Unit of counting"), max_length=10)
    decimals = forms.TypedChoiceField(
        label=_("Decimals"), coerce=int, choices=[(n, str(n)) for n in range(3)], initial=0
    )
    target = forms.CharField(label=_("Target of the lead unit"), max_length=20, required=False)
    split = forms.CharField(
        label=_("Split over units"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("One line each: short name of the unit, a blank, its target."),
    )
    requirement = WordsField(label=_("What has to be done"), rows=3, required=False)
    sponsor = forms.CharField(label=_("Sponsor (a post)"), max_length=40, required=False)

    def __init__(self, *args: Any, units: Any = (), years: Any = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["lead"].choices = units  # type: ignore[attr-defined]
        self.fields["year"].choices = [(y, str(y)) for y in years]  # type: ignore[attr-defined]

    def shares(self, by_name: dict[str, int]) -> dict[int, int]:
        """Unit → scaled target. Raises ``livelihood.split_unit``, ``livelihood.not_a_number``."""
        clean, found = self.cleaned_data, {}
        if clean["target"]:
            lead = unit_of(clean["lead"], "lead")
            found[lead] = scaled(clean["target"], clean["decimals"], "target")
        for line in clean["split"].splitlines():
            name, _, number = line.strip().replace("\u3000", " ").rpartition(" ")
            if not line.strip():
                continue
            unit = by_name.get(name.strip())
            if unit is None:
                raise Refusal("livelihood.split_unit", field="split", line=line.strip()[:40])
            found[unit] = scaled(number, clean["decimals"], "split")
        return found


class CountForm(VerbForm):
    month = MonthField(label=_("Month"))
    done = forms.CharField(label=_("Counted since January"), max_length=20)
    words = WordsField(label=_("In words"), rows=2, required=False, max_length=2_000)


class SurveyForm(VerbForm):
    on = DayField(label=_("Asked on"))
    asked = forms.IntegerField(label=_("People asked"), min_value=1, max_value=99_999_999)
    satisfaction = forms.CharField(label=_("Content (percent)"), max_length=10)
    words = WordsField(label=_("In words"), rows=2, required=False, max_length=2_000)
