"""Model and form fields that keep money and measures exact."""

from decimal import Decimal
from typing import Any

from django import forms
from django.db import models
from django.utils.translation import gettext_lazy as _

from yipanqi.core.money import wan, yuan_from_wan
from yipanqi.core.refusal import Refusal
from yipanqi.infra.texts import render


class WanField(forms.CharField):
    """Money typed in 万元, cleaned to whole yuan; empty is None (not reported)."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("required", False)
        kwargs.setdefault("help_text", _("10,000 yuan, up to four decimals"))
        super().__init__(**kwargs)

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, int):
            return f"{wan(value).normalize():f}"
        return value

    def clean(self, value: Any) -> int | None:
        text = str(super().clean(value) or "").replace(",", "").replace("，", "").strip()
        if not text:
            return None
        try:
            return yuan_from_wan(text)
        except Refusal as refusal:
            raise forms.ValidationError(render(refusal.code, refusal.params)) from None


class MoneyField(models.BigIntegerField):  # type: ignore[type-arg]
    """Whole yuan in BIGINT; None means not reported, which is not zero."""

    def formfield(self, **_: Any) -> Any:
        return WanField(label=self.verbose_name, required=not self.blank and not self.null)


def scaled(value: Decimal, decimals: int) -> int:
    """``value`` as an integer counted in 10**-decimals; finer digits are refused."""
    number = value.scaleb(decimals)
    if number != number.to_integral_value():
        raise Refusal("measure.too_fine", value=str(value), decimals=decimals)
    return int(number)


def unscaled(number: int | None, decimals: int) -> Decimal | None:
    """The Decimal that ``scaled`` stored."""
    return None if number is None else Decimal(number).scaleb(-decimals)
