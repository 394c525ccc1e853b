"""What a list of projects is asked for: one query string for the register, the map, the time
line and the board of stages, so that each leads to the others with the same projects.
"""

from collections.abc import Iterator
from dataclasses import dataclass, fields

from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from yipanqi.apps.ledger.projects.models import Programme
from yipanqi.core.pipeline.lights import Light
from yipanqi.core.projects.stages import AnnualClass, Domain, ListLevel, Stage, Track
from yipanqi.infra.texts import label

TYPED_MAX = 60  # a filter is a few words; a database gives up on endless patterns
SORTS = {
    "name": "current__name",
    "unit": "current__counting_unit",
    "total": "current__total_investment",
    "plan": "entry__annual_plan",
    "done": "report__year_to_date",
    "stage": "stage",
    "gap": "kept__gap_ppm",
}
# of a frozen month, where the snapshot and not the ledger of today holds the figure
FROZEN_SORTS = {
    "total": "kept__total_investment",
    "plan": "kept__annual_plan",
    "done": "kept__year_to_date",
    "stage": "kept__stage",
}


@dataclass(frozen=True, slots=True)
class Filters:
    """What the filter bar asks for; empty text is no condition."""

    unit: str = ""
    domain: str = ""
    stage: str = ""
    annual_class: str = ""
    level: str = ""
    track: str = ""
    state: str = ""
    light: str = ""
    programme: str = ""
    q: str = ""
    sort: str = "-plan"

    @classmethod
    def of(cls, query: QueryDict) -> "Filters":
        values = {name: query.get(name, "").strip()[:TYPED_MAX] for name in cls.__slots__}
        if values["sort"].lstrip("-") not in SORTS:
            values["sort"] = "-plan"
        if values["light"] not in list(Light):
            values["light"] = ""
        return cls(**values)

    def set_ones(self) -> Iterator[tuple[str, str]]:
        """Names and values of the conditions that hold, without the order."""
        for one in fields(self):
            value = getattr(self, one.name)
            if value and one.name != "sort":
                yield one.name, value


def choices() -> dict[str, list[tuple[str, str]]]:
    """Options of the filter bar."""
    return {
        "domain": [(d.value, label(d)) for d in Domain],
        "stage": [(s.value, label(s)) for s in Stage],
        "annual_class": [(c.value, label(c)) for c in AnnualClass],
        "light": [(light.value, label(light)) for light in Light],
        "programme": list(Programme.objects.values_list("key", "name")),
        "level": [(x.value, label(x)) for x in ListLevel],
        "track": [(t.value, label(t)) for t in Track],
    }


@dataclass(frozen=True, slots=True)
class Choice:
    """One drop-down of the sentence: “, 阶段 [全部阶段]”."""

    name: str
    before: Promise
    title: Promise
    every: Promise
    options: list[tuple[str, str]]
    value: str


SENTENCE: tuple[tuple[str, Promise, Promise, Promise], ...] = (
    ("domain", _("Show projects of domain"), _("Domain"), _("all domains")),
    ("stage", _(", stage"), _("Stage"), _("all stages")),
    ("annual_class", _(", annual class"), _("Annual class"), _("all classes")),
    ("light", _(", light"), _("Light"), _("all lights")),
    ("programme", _(", programme"), _("Programme"), _("all programmes")),
    ("level", _(", list level"), _("List level"), _("all levels")),
    ("track", _(", track"), _("Track"), _("both tracks")),
)


def sentence(filters: Filters) -> list[Choice]:
    """The drop-downs; one without options is left out."""
    offered = choices()
    return [
        Choice(name, before, title, every, offered[name], getattr(filters, name))
        for name, before, title, every in SENTENCE
        if offered[name]
    ]
