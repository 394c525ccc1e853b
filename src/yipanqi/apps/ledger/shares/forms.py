"""Forms of segments, transfers and joint leads."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from yipanqi.apps.ledger.shares.actions import SegmentOrder
from yipanqi.apps.ledger.shares.queries import SegmentLine
from yipanqi.apps.ledger.units.models import Unit
from yipanqi.apps.ledger.units.queries import tree_on
from yipanqi.core.projects.shares import TransferRule
from yipanqi.core.units.kinds import ORGANISATIONS, TERRITORIAL, UnitKind
from yipanqi.infra.fields import WanField
from yipanqi.infra.verb_forms import DayField, MonthField, VerbForm

SPARE = 3  # empty lines for further segments


def territories() -> list[tuple[str, str]]:
    tree = tree_on()
    return [
        (node.uid, "　" * (depth - 1) + node.name)
        for depth, node in tree.walk()
        if depth and node.kind in TERRITORIAL and not node.is_view
    ]


def departments() -> list[tuple[str, str]]:
    tree = tree_on()
    rows = [n for depth, n in tree.walk() if depth == 1 and UnitKind(n.kind) in ORGANISATIONS]
    return [(node.uid, node.name) for node in rows]


def units_by_uid(uids: Sequence[str]) -> dict[str, Unit]:
    return {str(u.uid): u for u in Unit.objects.filter(uid__in=[uid for uid in uids if uid])}


class SegmentsForm(VerbForm):
    """The segments of a project as lines ``n_unit``, ``n_name`` …; an empty name takes one off."""

    effective_month = MonthField(label=_("In force from"))
    reason = forms.CharField(label=_("Reason"), required=False, max_length=300)

    def __init__(self, *args: Any, lines: Sequence[SegmentLine] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lines = lines
        self.count = len(lines) + SPARE
        places = [("", "—"), *territories()]
        for n in range(self.count):
            line = lines[n] if n < len(lines) else None
            self._add(n, line, places)

    def _add(self, n: int, line: SegmentLine | None, places: list[tuple[str, str]]) -> None:
        state = line.state if line else None
        fields: dict[str, forms.Field] = {
            "unit": forms.ChoiceField(choices=places, required=False, label=_("District")),
            "name": forms.CharField(required=False, max_length=60, label=_("Segment")),
            "plan": WanField(label=_("Annual plan")),
            "total": WanField(label=_("Total investment")),
            "planned": DayField(required=False, label=_("Planned start")),
            "actual": DayField(required=False, label=_("Actual start")),
        }
        values = {
            "unit": str(line.segment.unit.uid) if line else "",
            "name": line.segment.name if line else "",
            "plan": state.annual_plan if state else None,
            "total": state.total_investment if state else None,
            "planned": state.planned_start_on if state else None,
            "actual": state.actual_start_on if state else None,
        }
        for name, field in fields.items():
            field.initial = values[name]
            field.widget.attrs["aria-label"] = str(field.label)
            self.fields[f"s{n}_{name}"] = field

    def rows(self) -> list[list[forms.BoundField]]:
        names = ("unit", "name", "plan", "total", "planned", "actual")
        return [[self[f"s{n}_{name}"] for name in names] for n in range(self.count)]

    def orders(self) -> list[SegmentOrder]:
        values = self.cleaned_data
        wanted = [n for n in range(self.count) if values[f"s{n}_name"] and values[f"s{n}_unit"]]
        units = units_by_uid([values[f"s{n}_unit"] for n in wanted])
        return [
            SegmentOrder(
                unit=units[values[f"s{n}_unit"]],
                name=values[f"s{n}_name"],
                annual_plan=values[f"s{n}_plan"] or 0,
                total_investment=values[f"s{n}_total"] or 0,
                planned_start_on=values[f"s{n}_planned"],
                actual_start_on=values[f"s{n}_actual"],
                segment=self._continued(n, values[f"s{n}_unit"]),
            )
            for n in wanted
        ]

    def _continued(self, n: int, unit: str) -> Any:
        """A line that names another district is another segment."""
        line = self.lines[n] if n < len(self.lines) else None
        return line.segment if line and str(line.segment.unit.uid) == unit else None


class FiguresForm(VerbForm):
    """This month and year to date of every segment."""

    informant = forms.CharField(label=_("Told by"), required=False, max_length=80)

    def __init__(self, *args: Any, lines: Sequence[SegmentLine] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lines = lines
        for line in lines:
            told = line.figure
            for name, said, value in (
                ("month", _("Done in the month"), told.this_month if told else None),
                ("year", _("Done since January"), told.year_to_date if told else None),
            ):
                field = WanField(label=line.segment.name, required=True, initial=value)
                field.widget.attrs["aria-label"] = f"{line.segment.name} {said}"
                self.fields[f"{name}_{line.segment.pk}"] = field

    def rows(self) -> list[tuple[SegmentLine, forms.BoundField, forms.BoundField]]:
        return [
            (line, self[f"month_{line.segment.pk}"], self[f"year_{line.segment.pk}"])
            for line in self.lines
        ]

    def figures(self) -> dict[int, tuple[int, int]]:
        values = self.cleaned_data
        return {
            line.segment.pk: (
                values[f"month_{line.segment.pk}"],
                values[f"year_{line.segment.pk}"],
            )
            for line in self.lines
        }


class TransferForm(VerbForm):
    to_unit = forms.ChoiceField(label=_("Receiving unit"))
    effective_month = MonthField(label=_("Counts there from"))
    rule = forms.ChoiceField(
        label=_("The year's earlier months"),
        choices=[
            (TransferRule.GIVER_KEEPS.value, _("stay in the giver's score")),
            (TransferRule.ALL_MOVES.value, _("move with the project")),
        ],
    )
    document_number = forms.CharField(label=_("Document number"), required=False, max_length=60)
    reason = forms.CharField(label=_("Reason"), max_length=300)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to_unit"].choices = territories()  # type: ignore[attr-defined]


class LeadsForm(VerbForm):
    main = forms.ChoiceField(label=_("Main lead"), required=False)
    units = forms.MultipleChoiceField(label=_("Named as leading too"), required=False)
    reason = forms.CharField(label=_("Reason"), required=False, max_length=300)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = [*departments(), *territories()]
        self.fields["main"].choices = [("", "—"), *known]  # type: ignore[attr-defined]
        self.fields["units"].choices = known  # type: ignore[attr-defined]
        self.fields["units"].widget.attrs["size"] = 8
