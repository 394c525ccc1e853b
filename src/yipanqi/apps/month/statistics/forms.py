"""Forms of the verbs of figures by source."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from yipanqi.apps.ledger.projects.models import Project
from yipanqi.apps.ledger.units.models import Unit
from yipanqi.apps.ledger.units.queries import tree_on
from yipanqi.core.projects.shares import FigureSource
from yipanqi.core.units.kinds import ORGANISATIONS, UnitKind
from yipanqi.infra.fields import WanField
from yipanqi.infra.verb_forms import DayField, MonthField, VerbForm


def departments() -> list[tuple[str, str]]:
    """Organisations directly below the root, to say who gave the figures."""
    tree = tree_on()
    found = [
        (node.uid, node.name)
        for depth, node in tree.walk()
        if depth == 1 and UnitKind(node.kind) in ORGANISATIONS
    ]
    return sorted(found, key=lambda pair: "统计" not in pair[1])


def territories() -> list[tuple[str, str]]:
    """Units below the root that a project may count for."""
    tree = tree_on()
    return [
        (node.uid, node.name)
        for depth, node in tree.walk()
        if depth == 1 and not node.is_view and UnitKind(node.kind) not in ORGANISATIONS
    ]


def unit_of(uid: str) -> Unit | None:
    return Unit.objects.filter(uid=uid).first() if uid else None


class BringForm(VerbForm):
    file = forms.FileField(label=_("Workbook of the statistics bureau"))
    data_month = MonthField(label=_("Data month"))
    reporting_unit = forms.ChoiceField(label=_("Given by"))
    cut_off_on = DayField(label=_("Figures as of"), required=False)
    reason = forms.CharField(
        label=_("Reason, where the month has figures already"), required=False, max_length=300
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["reporting_unit"]
        field.choices = departments()  # type: ignore[attr-defined]


class LinkForm(VerbForm):
    project = forms.CharField(label=_("Project code"), max_length=40)
    share = forms.DecimalField(
        label=_("Share of the code"), max_digits=5, decimal_places=2, min_value=0, max_value=100,
        initial=100,
    )  # fmt: skip
    unit = forms.ChoiceField(label=_("District of the segment"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        whole = [("", _("as the project is divided"))]
        self.fields["unit"].choices = [*whole, *territories()]  # type: ignore[attr-defined]

    def found(self) -> Project | None:
        """The project by its own or its approval code."""
        text = self.cleaned_data["project"].strip()
        rows = Project.objects.unscoped("the root office matches codes").exclude(current=None)
        return (
            rows.filter(own_code=text).first()
            or rows.filter(current__approval_code=text).order_by("pk").first()
        )


class UnlinkForm(VerbForm):
    reason = forms.CharField(label=_("Reason"), max_length=300)


class TellForm(VerbForm):
    source = forms.ChoiceField(
        label=_("Which figure"),
        choices=[
            (FigureSource.DISPATCH.value, _("Dispatch figure")),
            (FigureSource.MONTH_END.value, _("Month-end figure")),
        ],
    )
    data_month = MonthField(label=_("Data month"))
    this_month = WanField(label=_("Done in the month"))
    year_to_date = WanField(label=_("Done since January"), required=True)
    cut_off_on = DayField(label=_("Figures as of"), required=False)
    informant = forms.CharField(label=_("Told by"), required=False, max_length=80)
    reason = forms.CharField(
        label=_("Reason, where the month has figures already"), required=False, max_length=300
    )
