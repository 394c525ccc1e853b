"""Forms of the pipeline's verbs."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from yipanqi.core.light_rules import Dimension
from yipanqi.core.projects.slips import SlipCause
from yipanqi.core.units.coordinates import Frame
from yipanqi.infra.texts import label
from yipanqi.infra.verb_forms import DayField, MonthField, VerbForm, WordsField


class AdoptForm(VerbForm):
    """A draft of the light rules, and from when on it shall hold."""

    text = forms.CharField(
        label=_("Text of the rules"),
        strip=False,
        widget=forms.Textarea(attrs={"rows": 26, "class": "code", "spellcheck": "false"}),
    )
    in_force_from = MonthField(label=_("In force from"))
    reason = WordsField(label=_("Reason of the change"), max_length=300, required=False)


class WaiverForm(VerbForm):
    dimension = forms.ChoiceField(label=_("What is waived"), required=False)
    reason = WordsField(label=_("Reason"), max_length=300)
    approved_by = forms.CharField(
        label=_("Approved by"),
        max_length=80,
        help_text=_("The paper, or the post of the leader who approved it."),
    )
    from_on = DayField(label=_("Waived from"))
    until_on = DayField(label=_("Waived until"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = [(d.value, label(d)) for d in Dimension]
        self.fields["dimension"].choices = [("", _("everything that can be waived")), *kinds]  # type: ignore[attr-defined]


class ReasonForm(VerbForm):
    reason = WordsField(label=_("Reason"), max_length=300)


# the same words as at a project's point
FRAMES = (
    (Frame.CGCS2000, _("CGCS2000 (national frame)")),
    (Frame.WGS84, _("WGS-84 (GPS; taken as CGCS2000, they differ by centimetres)")),
    (Frame.GCJ02, _("GCJ-02 (map services, enciphered)")),
)


class OutlineForm(VerbForm):
    title = forms.CharField(label=_("Title of the outline"), max_length=120)
    source = forms.CharField(
        label=_("Source and review number"),
        max_length=200,
        help_text=_("Who drew it, and its map review number, as it shall be printed on the map."),
    )
    file = forms.FileField(
        label=_("GeoJSON file"),
        help_text=_("Districts, or towns too, as polygons, each with code and name."),
    )
    frame = forms.ChoiceField(
        label=_("Coordinates are in"),
        choices=[(one.value, text) for one, text in FRAMES],
        required=False,
    )


class ChooseForm(VerbForm):
    """Why this case, and what is asked of whom."""

    kind = forms.CharField(widget=forms.HiddenInput)
    words = WordsField(label=_("Why this case"), max_length=500, rows=3)
    asked = WordsField(label=_("What is asked of whom"), max_length=500, rows=3, required=False)


class CauseForm(VerbForm):
    cause = forms.ChoiceField(label=_("Cause of the slip"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["cause"].choices = [(c.value, label(c)) for c in SlipCause]  # type: ignore[attr-defined]
