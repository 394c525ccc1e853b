"""Raw input of targets and observations → Decimals in the measure's unit of account."""

import unicodedata
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from yipanqi.apps.board.targets import curves
from yipanqi.apps.board.targets.models import Target
from yipanqi.apps.month.reporting.models import Measure
from yipanqi.core.refusal import Refusal
from yipanqi.infra.fields import scaled, unscaled
from yipanqi.infra.texts import say
from yipanqi.infra.verb_forms import MonthField, VerbForm, WordsField

EMPTY = {"", "-", "—", "–", "/"}
MONTHS = [f"m{number:02d}" for number in range(1, 13)]


def number(text: Any, field: str | None = None) -> Decimal | None:
    """A typed or pasted figure; None where empty. Raises ``observation.not_a_number``."""
    plain = unicodedata.normalize("NFKC", str(text or "")).replace(",", "").replace("−", "-")
    plain = "".join(plain.split()).removesuffix("%")
    if plain in EMPTY:
        return None
    try:
        value = Decimal(plain)
    except InvalidOperation:
        raise Refusal("observation.not_a_number", field=field, value=str(text)) from None
    if not value.is_finite() or abs(value) >= 10**12:
        raise Refusal("observation.not_a_number", field=field, value=str(text))
    return value


class FigureField(forms.CharField):
    """A figure in the measure's unit of account."""

    def clean(self, value: Any) -> Decimal | None:
        text = super().clean(value)
        try:
            return number(text)
        except Refusal as refusal:
            raise forms.ValidationError(say(refusal)) from None


class TargetForm(VerbForm):
    value = FigureField(label=_("Target of the year"))
    spread = forms.ChoiceField(label=_("Spread over the year"), widget=forms.RadioSelect)
    effective_month = MonthField(
        label=_("Effective from month"),
        help_text=_("Months before it keep the version that held then"),
    )
    agreed_by = forms.CharField(
        label=_("Agreed by"), max_length=80, help_text=_("The meeting or the posts that agreed")
    )
    document_number = forms.CharField(label=_("Document number"), max_length=60, required=False)
    reason = WordsField(label=_("Reason"), required=False, max_length=300)

    def __init__(self, *args: Any, measure: Measure, earlier: Target | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.measure, self.earlier = measure, earlier
        self.fields["effective_month"].required = True
        offered: list[tuple[str, Any]] = [
            ("even", _("a twelfth more each month")),
            ("level", _("the same every month (rates)")),
            ("typed", _("as typed below, cumulative")),
        ]
        if earlier is not None:
            offered.insert(
                2, ("like", _("in the proportions of %(year)s") % {"year": earlier.year})
            )
        self.fields["spread"].choices = offered  # type: ignore[attr-defined]
        for position, name in enumerate(MONTHS, start=1):
            self.fields[name] = FigureField(
                label=_("Month %(n)s") % {"n": position}, required=False
            )

    def months(self) -> list[forms.BoundField]:
        return [self[name] for name in MONTHS]

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or {}
        if values.get("spread") == "typed":
            for name in MONTHS:
                if values.get(name) is None and name not in self.errors:
                    self.add_error(name, _("Enter the cumulative target of this month."))
        return values

    def curve(self) -> list[Decimal]:
        """Twelve cumulative amounts. Raises ``measure.too_fine``."""
        values, decimals = self.cleaned_data, self.measure.decimals
        if values["spread"] == "typed":
            return [values[name] for name in MONTHS]
        whole = scaled(values["value"], decimals)
        if values["spread"] == "like" and self.earlier is not None:
            steps = curves.like(whole, self.earlier.curve)
        else:
            steps = curves.level(whole) if values["spread"] == "level" else curves.even(whole)
        return [Decimal(step).scaleb(-decimals) for step in steps]


def initial_of(last: Target | None, measure: Measure, is_rate: bool) -> dict[str, Any]:
    if last is None:
        return {"spread": "level" if is_rate else "even"}
    decimals = measure.decimals
    typed = {
        name: f"{unscaled(step, decimals):f}" for name, step in zip(MONTHS, last.curve, strict=True)
    }
    return typed | {
        "value": f"{unscaled(last.value_scaled, decimals):f}",
        "spread": "typed",
        "agreed_by": last.agreed_by,
    }
