"""Forms of risks."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from yipanqi.apps.promises.risks.rules import risk_rules
from yipanqi.core.ledgers.risks import SCALE
from yipanqi.infra.templatetags.words import word
from yipanqi.infra.verb_forms import DayField, VerbForm, WordsField


def kinds() -> list[tuple[str, str]]:
    return [(kind, word("RiskKind", kind)) for kind in risk_rules().kinds]


def steps(scale: str) -> list[tuple[int, str]]:
    return [(n, word(scale, str(n))) for n in SCALE]


class Judged(VerbForm):
    likelihood = forms.TypedChoiceField(label=_("Likelihood"), coerce=int)
    impact = forms.TypedChoiceField(label=_("Impact"), coerce=int)
    review_on = DayField(
        label=_("Next review"),
        required=False,
        help_text=_("Left empty: as late as the level allows."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["likelihood"].choices = steps("Likelihood")  # type: ignore[attr-defined]
        self.fields["impact"].choices = steps("Impact")  # type: ignore[attr-defined]


class RiskForm(Judged):
    unit = forms.ChoiceField(label=_("Unit responsible"))
    kind = forms.ChoiceField(label=_("Kind of risk"), choices=kinds)
    title = forms.CharField(label=_("What may happen, in one line"), max_length=120)
    content = WordsField(label=_("Where, and why"), rows=3, required=False, max_length=2_000)
    measures = WordsField(label=_("Measures"), rows=3, max_length=2_000)
    measures_due_on = DayField(label=_("Measures done by"))
    project = forms.CharField(
        label=_("Project, if it is about one"),
        max_length=120,
        required=False,
        help_text=_("Its code or its whole name."),
    )
    field_order = (
        *("unit", "project", "kind", "title", "content", "likelihood", "impact"),
        *("measures", "measures_due_on", "review_on"),
    )

    def __init__(self, *args: Any, units: Any = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].choices = units  # type: ignore[attr-defined]


class ReviewForm(Judged):
    words = WordsField(label=_("Found at the review"), rows=3, max_length=2_000)


class CameTrueForm(VerbForm):
    """Stands on one page with the review, so its fields have ids of their own."""

    on = DayField(label=_("Happened on"))
    words = WordsField(label=_("What happened, and what is being done"), rows=3, max_length=2_000)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, auto_id="came_true_%s", **kwargs)
