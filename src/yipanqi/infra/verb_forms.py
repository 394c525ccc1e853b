"""Forms that call one verb: they carry the version that was read and a key that makes a
repeated request harmless, and they show a verb's refusal at the field it is about.
"""

import secrets
from collections.abc import Callable
from typing import Any, TypeVar

from django import forms

from yipanqi.core.month import Month
from yipanqi.core.refusal import Conflict, Forbidden, Missing, Refusal
from yipanqi.infra.texts import say

Result = TypeVar("Result")


def _unlabelled() -> forms.HiddenInput:
    """Without an id: a page holds several forms, and an id stands once in a page."""
    return forms.HiddenInput(attrs={"id": False})


class VerbForm(forms.Form):
    """Base of the forms of verbs; ``version`` is the row's as the page was drawn."""

    key = forms.CharField(widget=_unlabelled(), required=False, max_length=64)
    version = forms.IntegerField(widget=_unlabelled(), required=False)
    is_outdated = False  # somebody else saved meanwhile: the page offers to load again

    def __init__(self, *args: Any, version: int | None = None, **kwargs: Any) -> None:
        own = {"key": secrets.token_hex(12), "version": version}
        kwargs["initial"] = own | (kwargs.get("initial") or {})
        super().__init__(*args, **kwargs)

    def carry_out(self, verb: Callable[..., Result], **arguments: Any) -> Result | None:
        """Call ``verb``; None where a rule refuses it. Scope and right keep their own pages."""
        try:
            return verb(key=self.cleaned_data.get("key") or None, **arguments)
        except (Forbidden, Missing):
            raise
        except Refusal as refusal:
            self.refuse(refusal)
            return None

    def refuse(self, refusal: Refusal) -> None:
        self.is_outdated = isinstance(refusal, Conflict)
        field = refusal.field if refusal.field in self.fields else None
        self.add_error(field, say(refusal))

    def complaint(self) -> str:
        """All errors as one line, for forms that stand in a dialog."""
        return " ".join(str(text) for errors in self.errors.values() for text in errors)

    def shown_fields(self) -> list[forms.BoundField]:
        return [bound for bound in self if not bound.is_hidden]


class DayField(forms.DateField):
    """A day, picked or typed as 2024-05-05 or 2024/5/5."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}))
        kwargs.setdefault("input_formats", ["%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y年%m月%d日"])
        super().__init__(**kwargs)


class MonthField(forms.CharField):
    """A month as 2024-05, cleaned to ``Month``; None where empty."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.TextInput(attrs={"type": "month"}))
        super().__init__(**kwargs)

    def clean(self, value: Any) -> Month | None:
        text = super().clean(str(value) if value else "")
        try:
            return Month.parse(text) if text else None
        except Refusal as refusal:
            raise forms.ValidationError(say(refusal)) from None


class WordsField(forms.CharField):
    """A few lines of reasons or content."""

    def __init__(self, *, rows: int = 2, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.Textarea(attrs={"rows": rows}))
        super().__init__(**kwargs)
