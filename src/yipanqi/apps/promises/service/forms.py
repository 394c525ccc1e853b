"""Forms of requests: typed on an enterprise's behalf, sent from a phone, rated."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from yipanqi.core.ledgers.service import Channel, Topic
from yipanqi.infra.texts import label
from yipanqi.infra.verb_forms import VerbForm, WordsField


def topics() -> list[tuple[str, str]]:
    return [(t.value, label(t)) for t in Topic]


class RequestForm(VerbForm):
    officer_unit = forms.ChoiceField(label=_("Unit of the service officer"))
    channel = forms.ChoiceField(label=_("How it came in"))
    enterprise = forms.CharField(label=_("Enterprise"), max_length=80)
    topic = forms.ChoiceField(label=_("Topic"), choices=topics)
    title = forms.CharField(label=_("What is asked, in one line"), max_length=120)
    content = WordsField(label=_("In detail"), rows=4, required=False, max_length=2_000)
    project = forms.CharField(
        label=_("Project, if it is about one"),
        max_length=120,
        required=False,
        help_text=_("Its code or its whole name."),
    )
    contact = forms.CharField(label=_("Contact (post or name)"), max_length=40, required=False)
    phone = forms.CharField(label=_("Telephone"), max_length=30, required=False)

    def __init__(self, *args: Any, units: Any = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["officer_unit"].choices = units  # type: ignore[attr-defined]
        self.fields["channel"].choices = [  # type: ignore[attr-defined]
            (c.value, label(c)) for c in (Channel.OFFICER, Channel.TYPED)
        ]


class LinkForm(VerbForm):
    officer_unit = forms.ChoiceField(label=_("Unit of the service officer"))
    enterprise = forms.CharField(label=_("Enterprise"), max_length=80)

    def __init__(self, *args: Any, units: Any = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["officer_unit"].choices = units  # type: ignore[attr-defined]


class PhoneForm(forms.Form):
    """What an enterprise fills on its phone; nothing of it needs JavaScript."""

    topic = forms.ChoiceField(label=_("What it is about"), choices=topics)
    title = forms.CharField(label=_("What you ask, in one line"), max_length=120)
    content = forms.CharField(
        label=_("In detail"),
        max_length=2_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    contact = forms.CharField(label=_("Whom we may ask for"), max_length=40, required=False)
    phone = forms.CharField(
        label=_("Telephone"),
        max_length=30,
        required=False,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"}),
    )


class RatingForm(forms.Form):
    is_solved = forms.TypedChoiceField(
        label=_("Has it been solved?"),
        choices=[("yes", _("Yes, solved")), ("no", _("No, not solved"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    rating = forms.TypedChoiceField(
        label=_("How do you rate the service?"),
        choices=[
            (5, _("very content")),
            (4, _("content")),
            (3, _("fairly content")),
            (2, _("not content")),
            (1, _("not content at all")),
        ],
        coerce=int,
        widget=forms.RadioSelect,
    )
    words = forms.CharField(
        label=_("What else we should know"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
