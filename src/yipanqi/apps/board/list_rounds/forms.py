"""Raw input of the pages of a round → typed values."""

from datetime import timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from yipanqi.apps.board.list_rounds.models import Verdict
from yipanqi.core.projects.stages import AnnualClass, ListLevel
from yipanqi.infra import clock
from yipanqi.infra.fields import WanField
from yipanqi.infra.texts import label
from yipanqi.infra.verb_forms import DayField, VerbForm, WordsField


def classes() -> list[tuple[str, str]]:
    return [(c.value, label(c)) for c in AnnualClass]


class OpenForm(VerbForm):
    collect_until = DayField(label=_("Units may ask until"))
    screen_until = DayField(label=_("Line departments screen until"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        today = clock.business_today()
        first = {
            "collect_until": today + timedelta(days=14),
            "screen_until": today + timedelta(days=24),
        }
        kwargs["initial"] = first | (kwargs.get("initial") or {})
        super().__init__(*args, **kwargs)


class NominateForm(VerbForm):
    annual_class = forms.ChoiceField(label=_("Annual class"))
    annual_plan = WanField(label=_("Annual plan"))
    reason = WordsField(label=_("Why it belongs on the list"), max_length=300)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["annual_class"].choices = classes()  # type: ignore[attr-defined]


class ScreenForm(VerbForm):
    verdict = forms.ChoiceField(
        label=_("Screened as"),
        choices=[
            (Verdict.FIT, pgettext_lazy("screening", "fits")),
            (Verdict.AMEND, pgettext_lazy("screening", "fits once amended as said")),
            (Verdict.UNFIT, pgettext_lazy("screening", "does not fit")),
        ],
    )
    words = WordsField(label=_("Opinion"), max_length=300, required=False)


class ReviewForm(VerbForm):
    is_admitted = forms.ChoiceField(
        label=_("Joint review"), choices=[("1", _("on the list")), ("0", _("not on the list"))]
    )
    words = WordsField(label=_("Opinion"), max_length=300, required=False)
    exception = forms.CharField(
        label=_("Why it is let in below the floor"), max_length=300, required=False
    )


class ApproveForm(VerbForm):
    document_number = forms.CharField(label=_("Document number"), max_length=60)
    meeting = forms.CharField(label=_("Meeting that reviewed it"), max_length=120, required=False)
    approved_on = DayField(label=_("Approved on"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        first = {"approved_on": clock.business_today()}
        kwargs["initial"] = first | (kwargs.get("initial") or {})
        super().__init__(*args, **kwargs)


class FloorForm(VerbForm):
    annual_class = forms.ChoiceField(label=_("Annual class"))
    list_level = forms.ChoiceField(label=_("List level"), required=False)
    least_total = WanField(label=_("Total investment at least"), required=False)
    least_plan = WanField(label=_("Annual plan at least"), required=False)
    from_year = forms.IntegerField(label=_("From the year"), min_value=2000, max_value=2199)
    rests_on = forms.CharField(label=_("Rests on the document"), max_length=120, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        levels = [(x.value, label(x)) for x in ListLevel]
        self.fields["annual_class"].choices = classes()  # type: ignore[attr-defined]
        self.fields["list_level"].choices = [("", _("every level")), *levels]  # type: ignore[attr-defined]
