"""Forms of instructions."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from yipanqi.apps.promises.commitments.rules import rules
from yipanqi.core.ledgers.instructions import Urgency
from yipanqi.infra.texts import label
from yipanqi.infra.verb_forms import DayField, VerbForm, WordsField


def urgencies() -> list[tuple[str, str]]:
    """Each with its days in force."""
    terms = rules().terms
    return [(u.value, f"{label(u)}（{terms[u.term].days}）") for u in Urgency]


class InstructionForm(VerbForm):
    leader = forms.CharField(label=_("Leader (a post)"), max_length=40)
    title = forms.CharField(label=_("Matter, in one line"), max_length=200)
    text = WordsField(label=_("What the leader wrote"), rows=4, max_length=2_000)
    given_on = DayField(label=_("Written on"))
    urgency = forms.ChoiceField(label=_("Urgency (days)"), choices=urgencies, initial="normal")
    days = forms.IntegerField(
        label=_("Working days for an urgent one"), min_value=1, required=False
    )
    lead = forms.ChoiceField(label=_("Lead unit"))
    supports = forms.MultipleChoiceField(
        label=_("Supporting units (may stay empty)"), required=False
    )
    scan = forms.FileField(label=_("Scan of the paper (picture or PDF)"), required=False)

    def __init__(self, *args: Any, units: Any = (), all_units: Any = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["lead"].choices = units  # type: ignore[attr-defined]
        self.fields["supports"].choices = all_units  # type: ignore[attr-defined]
