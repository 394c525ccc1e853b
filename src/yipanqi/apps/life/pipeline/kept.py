"""Lights and figures of a month, kept for filters, orders and sums over a whole city.

Judging 20,000 projects takes seconds, and every write would cost them again. So the worker keeps
each month's lines in a table; a verb leaves a mark at the project it wrote; a reader judges the
marked ones itself and takes the others from the table. Without a worker all are judged, as ever:
the table only makes it quick.
"""

import hashlib
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import FilteredRelation, Q, QuerySet

from yipanqi.apps.ledger.projects.models import Project
from yipanqi.apps.life.pipeline.lights import JudgedMonth, city_month, month_of, rules_in_force
from yipanqi.apps.life.pipeline.models import KeptLine, StaleLine
from yipanqi.apps.life.pipeline.months import Line, snapshot_of
from yipanqi.apps.month.reporting.models import MonthWindow
from yipanqi.core.light_rules import Judged
from yipanqi.core.month import Month
from yipanqi.core.pipeline.lights import Light
from yipanqi.core.pipeline.pace import exact_gap
from yipanqi.core.scope import Viewer
from yipanqi.infra import clock

BATCH = 500
KEPT_MONTHS = 13  # the newest; an older one is judged when somebody asks
PPM = 1_000_000
# rows about which every project's light may turn
WHOLE = {"AnnualList", "Load", "LightRules"}


@dataclass(frozen=True, slots=True)
class Figures:
    """What a list or a map shows of a project's month; money in whole yuan."""

    light: Light
    is_judged: bool  # False: on no list, so that no rule speaks of it
    stage: str
    annual_class: str
    total_investment: int | None
    annual_plan: int | None
    plan_to_date: int | None
    year_to_date: int | None


NOTHING = Figures(Light.GREY, False, "", "", None, None, None, None)
COLUMNS = (
    "stage",
    "annual_class",
    "total_investment",
    "annual_plan",
    "plan_to_date",
    "year_to_date",
)


def made_of(month: Month) -> str:
    """Changes with the rules in force and with the snapshot of a frozen month."""
    snapshot = snapshot_of(month)
    source = snapshot.manifest_hash if snapshot else "live"
    text = f"{rules_in_force(month).rules.hash}:{source}"
    return hashlib.sha256(text.encode()).hexdigest()[:24]


def with_kept(projects: QuerySet[Project], month: Month, tag: str) -> QuerySet[Project]:
    """The projects joined with their kept line of the month, as ``kept``."""
    condition = Q(kept_lines__month=str(month), kept_lines__made_of=tag)
    return projects.annotate(kept=FilteredRelation("kept_lines", condition=condition))


def unkept(projects: QuerySet[Project], month: Month) -> dict[int, str]:
    """id → uid of those whose line is missing or marked as stale."""
    marks = set(StaleLine.objects.values_list("project", flat=True))
    rows = with_kept(projects.order_by(), month, made_of(month))
    if None not in marks:
        rows = rows.filter(Q(kept__pk=None) | Q(pk__in=marks))
    return {pk: str(uid) for pk, uid in rows.values_list("pk", "uid")}


def with_light(projects: QuerySet[Project], month: Month, light: Light) -> QuerySet[Project]:
    """Those of ``projects`` (already scoped) that show ``light`` in ``month``."""
    return having(projects, month, "light", light)


def having(projects: QuerySet[Project], month: Month, name: str, value: str) -> QuerySet[Project]:
    """Those whose figure ``name`` (light, stage, annual_class) is ``value`` in ``month``."""
    fresh = unkept(projects, month)
    tag = made_of(month)
    stored = (value, UNJUDGED) if value == Light.GREY else (value,)
    wanted = {f"{name}__in": stored}
    if not fresh:
        kept = with_kept(projects, month, tag)
        return kept.filter(**{f"kept__{key}": texts for key, texts in wanted.items()})
    judged = city_month(month, fresh)
    shown = [pk for pk, uid in fresh.items() if getattr(figures_of(judged, uid), name) == value]
    lines = KeptLine.objects.filter(month=str(month), made_of=tag, **wanted)
    others = lines.exclude(project__in=fresh) if len(fresh) < BATCH else _without(lines, fresh)
    return projects.filter(Q(pk__in=shown) | Q(pk__in=others.values("project")))


UNJUDGED = "none"


def _without(kept: QuerySet[KeptLine], fresh: Mapping[int, str]) -> QuerySet[KeptLine]:
    """As ``exclude``, for more ids than a statement takes."""
    pairs = kept.values_list("pk", "project")
    return KeptLine.objects.filter(pk__in=[pk for pk, project in pairs if project not in fresh])


def _light_of(found: Mapping[str, Judged], uid: str) -> Light:
    return found[uid].light if uid in found else Light.GREY


def figures(projects: QuerySet[Project], month: Month) -> dict[int, Figures]:
    """Of many projects at once: kept lines, and what the rules say of the others."""
    fresh = unkept(projects, month)
    joined: QuerySet[Any] = with_kept(projects.order_by(), month, made_of(month))
    rows = joined.exclude(kept__pk=None)
    columns = [f"kept__{name}" for name in ("light", *COLUMNS)]
    found = {
        pk: Figures(Light.GREY if light == UNJUDGED else Light(light), light != UNJUDGED, *others)
        for pk, light, *others in rows.values_list("pk", *columns)
    }
    if fresh:
        judged = city_month(month, fresh)
        found |= {pk: figures_of(judged, uid) for pk, uid in fresh.items()}
    return found


def figures_of(judged: JudgedMonth, uid: str) -> Figures:
    line = judged.lines.get(uid)
    if line is None:
        return NOTHING
    facts = line.facts
    return Figures(
        _light_of(judged.lights, uid),
        uid in judged.lights,
        facts["stage"] or "",
        facts["annual_class"] or "",
        facts["total_investment"],
        facts["annual_plan"],
        facts["plan_to_date"],
        line.year_to_date,
    )


def city_counts(viewer: Viewer, month: Month) -> dict[Light, int]:
    """How many of each light the viewer's projects show, in the order of severity."""
    rows = Project.objects.visible_to(viewer).filter(is_package=False).exclude(current=None)
    found = Counter(one.light for one in figures(rows, month).values() if one.is_judged)
    return {light: found[light] for light in Light}


# --- the worker's side


def mark(subject: Any) -> None:
    """A verb has written ``subject``: the lines of its project are to be judged again."""
    kind = type(subject).__name__
    if kind in WHOLE:
        StaleLine.objects.create(project=None)
    elif isinstance(subject, Project):
        StaleLine.objects.create(project=subject)
    elif isinstance(project := getattr(subject, "project_id", None), int):
        StaleLine.objects.create(project_id=project)


def keep_lines() -> int:
    """Judge again what was written, else one month that was never kept; returns how many lines.

    Marks left meanwhile stay for the next round.
    """
    marks = list(StaleLine.objects.values_list("pk", flat=True))
    every = Project.objects.unscoped("kept for all; readers join what they may see")
    every = every.exclude(current=None)
    months = _months_kept() if marks else _months_unkept()[:1]
    count = sum(_keep(month, unkept(every, month)) for month in months)
    StaleLine.objects.filter(pk__in=marks).delete()
    return count


def work_waits() -> bool:
    """Whether a verb has written, or a month has no line of today's rules; quick to ask."""
    return StaleLine.objects.exists() or (bool(_months_unkept()) and _any_project())


def _tags() -> dict[Month, bool]:
    """The months that are kept → whether they have lines of today's rules and snapshot."""
    kept = set(KeptLine.objects.values_list("month", "made_of").distinct())
    return {month: (str(month), made_of(month)) in kept for month in _months()}


def _months_kept() -> list[Month]:
    return [month for month, is_kept in _tags().items() if is_kept]


def _months_unkept() -> list[Month]:
    return [month for month, is_kept in _tags().items() if not is_kept]


def _any_project() -> bool:
    return Project.objects.unscoped("whether there is any").exclude(current=None).exists()


def _months() -> list[Month]:
    rows = MonthWindow.objects.filter(opens_on__lte=clock.business_today())
    texts = rows.order_by("-month").values_list("month", flat=True)[:KEPT_MONTHS]
    return [Month.parse(text) for text in texts]


def _keep(month: Month, pairs: Mapping[int, str]) -> int:
    tag, ids = made_of(month), sorted(pairs)
    for start in range(0, len(ids), BATCH):
        some = {pk: pairs[pk] for pk in ids[start : start + BATCH]}
        judged = month_of(month, list(some), uids=some)
        made = [_line(month, tag, pk, judged, uid) for pk, uid in some.items()]
        KeptLine.objects.bulk_create(
            made,
            update_conflicts=True,
            unique_fields=["month", "project"],
            update_fields=["made_of", "light", *COLUMNS, "gap_ppm"],
        )
    return len(ids)


def _line(month: Month, tag: str, pk: int, judged: JudgedMonth, uid: str) -> KeptLine:
    shown = figures_of(judged, uid)
    return KeptLine(
        project_id=pk,
        month=str(month),
        made_of=tag,
        light=shown.light.value if shown.is_judged else UNJUDGED,
        **{name: getattr(shown, name) for name in COLUMNS},
        gap_ppm=_gap(judged.lines.get(uid)),
    )


def _gap(line: Line | None) -> int | None:
    if line is None or line.year_to_date is None or not line.facts["annual_plan"]:
        return None
    gap = exact_gap(line.year_to_date, line.facts["annual_plan"], line.due_share)
    return None if gap is None else int(gap * PPM)
