"""Raw input of people and delegations → typed values."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from yipanqi.apps.ledger.units.models import User
from yipanqi.core.projects.stages import Domain
from yipanqi.core.scope import Role
from yipanqi.infra.texts import label


def day_input() -> forms.DateInput:
    """A date as browsers take it; written any other way they show an empty field."""
    return forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})


class PasswordForm(forms.Form):
    current = forms.CharField(label=_("Current password"), widget=forms.PasswordInput)
    new = forms.CharField(
        label=_("New password"),
        widget=forms.PasswordInput,
        help_text=_("At least ten characters, not only digits, not a common word"),
    )
    again = forms.CharField(label=_("New password again"), widget=forms.PasswordInput)

    def __init__(self, *args: Any, is_first: bool = False, **kwargs: Any) -> None:
        """``is_first``: the current one was typed at the door a moment ago."""
        super().__init__(*args, **kwargs)
        if is_first:
            del self.fields["current"]

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or {}
        if values.get("new") and values.get("again") and values["new"] != values["again"]:
            self.add_error("again", _("The two new passwords differ."))
        return values


class PersonForm(forms.Form):
    username = forms.CharField(label=_("User name"), max_length=40)
    name = forms.CharField(label=_("Name as shown"), max_length=40)
    phone = forms.CharField(label=_("Phone"), max_length=20, required=False)
    password = forms.CharField(label=_("First password"), widget=forms.PasswordInput)


class AppointmentForm(forms.Form):
    unit = forms.UUIDField(label=_("Unit"))
    role = forms.ChoiceField(label=_("Role"))
    domains = forms.MultipleChoiceField(
        label=_("Domains"),
        required=False,
        help_text=_("For a line department only"),
        widget=forms.CheckboxSelectMultiple,
    )
    from_on = forms.DateField(label=_("From"), widget=day_input())

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = [(r.value, label(r)) for r in Role]  # type: ignore[attr-defined]
        self.fields["domains"].choices = [(d.value, label(d)) for d in Domain]  # type: ignore[attr-defined]


class DelegationForm(forms.Form):
    deputy = forms.CharField(label=_("User name of the deputy"), max_length=40)
    from_on = forms.DateField(label=_("From"), widget=day_input())
    to_on = forms.DateField(label=_("Until"), widget=day_input())
    reason = forms.CharField(label=_("Reason"), max_length=200)

    def clean_deputy(self) -> User:
        user = User.objects.filter(username=self.cleaned_data["deputy"], is_active=True).first()
        if user is None:
            raise forms.ValidationError(_("There is no open account with this user name."))
        return user
