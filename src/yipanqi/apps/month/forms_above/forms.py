"""Raw input of the pages of forms → typed values."""

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from yipanqi.apps.month.forms_above.wording import (
    figure_choices,
    form_choices,
    league_choices,
    only_choices,
    period_choices,
    place_choices,
)
from yipanqi.core.forms_above.mapping import LEAGUE
from yipanqi.infra.verb_forms import MonthField, VerbForm, WordsField

PLACES = [("", _("as it is")), *((str(n), str(n)) for n in range(5))]


class FileForm(VerbForm):
    """A blank form or last month's bulletin."""

    file = forms.FileField(label=_("File"))
    month = MonthField(
        label=_("The file's month"),
        help_text=_("What “this month” means in its words; of a bulletin its own month."),
    )


class NewForm(FileForm):
    name = forms.CharField(label=_("Name of the form"), max_length=120)
    issued_by = forms.CharField(label=_("Issued by"), max_length=80, required=False)


class RetireForm(VerbForm):
    reason = WordsField(label=_("Reason"), max_length=200)


class PlaceForm(VerbForm):
    """One place: measure × unit × period × unit of money."""

    at = forms.CharField(widget=forms.HiddenInput, max_length=120)
    measure = forms.ChoiceField(label=_("Figure"), required=False)
    unit = forms.ChoiceField(label=_("Of unit"), required=False)
    period = forms.ChoiceField(label=pgettext_lazy("form", "Period"), required=False)
    form = forms.ChoiceField(label=pgettext_lazy("form", "Counted in"), required=False)
    places = forms.ChoiceField(label=_("Decimals"), choices=PLACES, required=False)
    only = forms.ChoiceField(label=_("Only projects that are"), required=False)

    def __init__(
        self, *args: object, units: list[tuple[str, str]], in_row: bool, **kwargs: object
    ) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        own = [("row", _("the row's own unit or project"))] if in_row else []
        self._choose("measure", [("", _("nothing: leave as it is")), *figure_choices(in_row)])
        self._choose("unit", [*own, *units, (_("By place in the ranking"), place_choices())])
        self._choose("period", period_choices())
        self._choose("form", form_choices())
        self._choose("only", [("", _("all projects")), *only_choices()])

    def _choose(self, name: str, choices: list[object]) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined]

    def figure(self) -> dict[str, object] | None:
        told = {n: self.cleaned_data[n] for n in ("measure", "unit", "period", "form", "only")}
        if not told["measure"]:
            return None
        places = self.cleaned_data["places"]
        return told | {"places": int(places) if places else None}


class RowForm(VerbForm):
    """Whether a row is written once for each of something."""

    sheet = forms.CharField(widget=forms.HiddenInput, max_length=120)
    row = forms.IntegerField(widget=forms.HiddenInput)
    over = forms.ChoiceField(label=_("Write this row for"), required=False)
    unit = forms.ChoiceField(label=_("Inside"), required=False)
    only = forms.ChoiceField(label=_("Only projects that are"), required=False)

    def __init__(self, *args: object, units: list[tuple[str, str]], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["over"].choices = [  # type: ignore[attr-defined]
            ("", _("once only, as in the form")),
            ("counties", _("each county-level district")),
            ("zones", _("each functional zone")),
            ("towns", _("each town and street")),
            ("projects", _("each project of the annual list")),
            ("ranked", _("each ranked unit of a league, the first first")),
        ]
        self.fields["unit"].choices = units  # type: ignore[attr-defined]
        leagues = (_("Leagues, for ranked units"), league_choices())
        narrowed = [("", _("all projects")), *only_choices(), leagues]
        self.fields["only"].choices = narrowed  # type: ignore[attr-defined]

    def repeat(self) -> dict[str, object] | None:
        if not self.cleaned_data["over"]:
            return None
        told = {n: self.cleaned_data[n] for n in ("over", "unit", "only")}
        is_league = str(told["only"]).startswith(f"{LEAGUE}=")
        if is_league and told["over"] != "ranked":
            told["only"] = ""  # a league narrows no projects
        return told
