"""The asked projects in groups with subtotals: by unit, town, domain, class, programme, stage,
light. The whole list is read narrow and once; only a page's rows are read in full.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from yipanqi.apps.ledger.projects.models import Programme, ProgrammeProject, Project
from yipanqi.apps.ledger.units.queries import tree_on
from yipanqi.apps.life.pipeline import kept
from yipanqi.apps.life.pipeline.kept import Figures
from yipanqi.apps.life.pipeline.outlines import district_of
from yipanqi.core.money import ratio
from yipanqi.core.month import Month
from yipanqi.core.pipeline.lights import Light
from yipanqi.core.pipeline.pace import as_decimal
from yipanqi.core.projects.stages import AnnualClass, Domain, Stage
from yipanqi.infra.texts import label
from yipanqi.web.register.shares import Division, Part, division_of

GROUPS: Mapping[str, Promise] = {
    "unit": _l("by district"),
    "town": _l("by unit"),
    "domain": _l("by domain"),
    "annual_class": _l("by annual class"),
    "programme": _l("by programme"),
    "stage": _l("by stage"),
    "light": _l("by light"),
}


TODAYS = {
    "unit": "current__counting_unit",
    "town": "current__counting_unit",
    "domain": "current__domain",
    "stage": "stage",
    "annual_class": "entry__annual_class",
}


@dataclass(slots=True)
class Subtotal:
    """Sums of a group, packages left out; money in whole yuan."""

    key: str
    name: str
    projects: int = 0
    total: int = 0
    plan: int = 0
    due: int = 0
    done: int = 0
    reported: int = 0
    plan_was: int = 0
    done_was: int = 0

    def add(self, shown: Figures | Part, was: Figures | Part | None) -> None:
        self.total += shown.total_investment or 0
        self.plan += shown.annual_plan or 0
        self.due += shown.plan_to_date or 0
        if shown.year_to_date is not None:
            self.done += shown.year_to_date
            self.reported += 1
        if was is not None:
            self.plan_was += was.annual_plan or 0
            self.done_was += was.year_to_date or 0

    @property
    def share(self) -> Decimal | None:
        return ratio(self.done, self.plan) if self.plan and self.reported else None

    @property
    def due_share(self) -> Decimal | None:
        return ratio(self.due, self.plan) if self.plan else None

    @property
    def gap(self) -> Decimal | None:
        if not self.plan or not self.reported:
            return None
        return as_decimal(Fraction(self.done - self.due, self.plan))


@dataclass(frozen=True, slots=True)
class Grouped:
    """Groups in their order, each with its projects in the order of the list."""

    sums: Mapping[str, Subtotal]
    places: Sequence[tuple[str, int]]  # (group, project id)

    def page(self, number: Any, size: int) -> Page[Any]:
        return Paginator(list(self.places), size).get_page(number)


def grouped(
    projects: QuerySet[Project],
    month: Month,
    by: str,
    compared: Month | None = None,
    *,
    is_live: bool = True,
    unit: str = "",
) -> Grouped:
    """All of ``projects``; one that is in two programmes stands in both groups, and one that is
    divided in the group of each unit that has a part, with that part. ``unit``: the one asked
    for. Stage and class of a live month are today's, those of a frozen one its snapshot's.
    """
    parted = _Parted(projects, month, compared, by, unit)
    shown = kept.figures(projects, month)
    then = kept.figures(projects, compared) if compared else {}
    rows: list[Any] = list(projects.values_list("pk", "is_package", TODAYS.get(by, "pk")))
    plain = _keys(by, rows, shown, is_live=is_live)
    sums: dict[str, Subtotal] = {}
    members: dict[str, list[int]] = {}
    for pk, is_package, _todays in rows:
        for key in parted.keys(pk) or plain(pk):
            subtotal = sums.setdefault(key, Subtotal(key, ""))
            members.setdefault(key, []).append(pk)
            subtotal.projects += 1
            for figures, was in parted.figures(pk, key):
                subtotal.add(figures, was)
            if not is_package and not parted.has(pk):
                subtotal.add(shown.get(pk, kept.NOTHING), then.get(pk))
    names = _names(by)
    for key, subtotal in sums.items():
        subtotal.name = names.get(key, (0, _("none of them")))[1]
    order = sorted(sums, key=lambda key: (key not in names, names.get(key, (0, ""))[0], key))
    return Grouped(
        {key: sums[key] for key in order},
        [(key, pk) for key in order for pk in members[key]],
    )


class _Parted:
    """The divided projects of a grouping: in which groups they stand, with what."""

    def __init__(
        self,
        projects: QuerySet[Project],
        month: Month,
        compared: Month | None,
        by: str,
        unit: str,
    ) -> None:
        homes: dict[str, Callable[[int], str]] = {"unit": _home, "town": str}
        self._homes = homes.get(by)
        self._now = division_of(projects, month, unit)
        self._then = division_of(projects, compared, unit) if compared else Division({}, unit)

    def _of(self, division: Division, pk: int) -> tuple[Part, ...]:
        return division.by_unit(pk) if self._homes else division.asked.get(pk, ())

    def has(self, pk: int) -> bool:
        """Whether only parts of it count here."""
        in_groups = self._homes is not None and bool(self._now.by_unit(pk))
        return in_groups or pk in self._now.asked

    def keys(self, pk: int) -> tuple[str, ...]:
        if self._homes is None:
            return ()
        return tuple(dict.fromkeys(self._homes(part.unit) for part in self._now.by_unit(pk)))

    def figures(self, pk: int, key: str) -> Iterator[tuple[Part, Part | None]]:
        """What counts in the group now, and in the month it is compared with."""
        if not self.has(pk):
            return
        was = {part.unit: part for part in self._of(self._then, pk)}
        for part in self._of(self._now, pk):
            if self._homes is None or self._homes(part.unit) == key:
                yield part, was.get(part.unit)


def _keys(by: str, rows: Iterable[Any], shown: Mapping[int, Figures], *, is_live: bool) -> Any:
    """project id → the groups it stands in."""
    if by == "programme":
        found: dict[int, list[str]] = {}
        members = ProgrammeProject.objects.filter(to_on=None)
        for pk, key in members.values_list("project_id", "programme__key"):
            found.setdefault(pk, []).append(key)
        return lambda pk: found.get(pk, [""])
    if by == "light" or (by in {"stage", "annual_class"} and not is_live):
        return lambda pk: (str(getattr(shown.get(pk, kept.NOTHING), by)),)
    todays = {pk: value for pk, _package, value in rows}
    if by == "unit":
        homes = {unit: _home(unit) for unit in set(todays.values())}
        return lambda pk: (homes[todays[pk]],)
    return lambda pk: (str(todays[pk] or ""),)


def _home(unit: int) -> str:
    """The district a unit lies in, else itself."""
    node = district_of(unit)
    return str(node.pk if node else unit)


def _names(by: str) -> dict[str, tuple[int, str]]:
    """Group → its place in the order and its name."""
    if by in {"unit", "town"}:
        walked = [node for _depth, node in tree_on().walk()]
        return {str(node.pk): (at, node.short_name) for at, node in enumerate(walked)}
    if by == "programme":
        rows = Programme.objects.values_list("key", "name")
        return {key: (at, name) for at, (key, name) in enumerate(rows)}
    kinds: Mapping[str, Any] = {
        "domain": Domain, "annual_class": AnnualClass, "stage": Stage, "light": Light
    }  # fmt: skip
    members = list(kinds[by])
    if by == "light":
        members.sort(key=lambda light: -light.severity)
    return {member.value: (at, label(member)) for at, member in enumerate(members)}
