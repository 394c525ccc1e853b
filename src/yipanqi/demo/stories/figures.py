"""Projects that don't fit one box, and figures that don't agree: three lines through several
districts, a project handed over in April, statistics codes many to many, three sources.
"""

from collections.abc import Sequence
from datetime import date

from yipanqi import schemes
from yipanqi.apps.ledger.projects.models import Project, Support
from yipanqi.apps.ledger.shares.actions import set_joint_leads, transfer_project
from yipanqi.apps.ledger.shares.actions.transfer import TransferOrder
from yipanqi.apps.ledger.shares.models import Segment, SegmentFigure, SegmentState
from yipanqi.apps.ledger.units.models import Unit, User
from yipanqi.apps.ledger.units.queries import forget_trees, keep_trees, viewer_for
from yipanqi.apps.results.scoring.actions import adopt_scheme
from yipanqi.core.money import WAN
from yipanqi.core.month import Month
from yipanqi.core.projects.shares import apportioned
from yipanqi.core.projects.stages import AnnualClass, Domain
from yipanqi.core.scope import Viewer
from yipanqi.demo.city.dice import SEED
from yipanqi.demo.city.draft import Draft
from yipanqi.demo.city.instants import LAST, instant
from yipanqi.demo.city.money import PLAN_2024
from yipanqi.demo.city.register import Registered
from yipanqi.demo.months.figures import Told
from yipanqi.infra import clock
from yipanqi.infra.uid import seeded

OFFICE = "bangongshi"
YEAR_OPENS = Month(2024, 1)
DIVIDED_ON = date(2024, 1, 12)
NEXT_TO = {
    "330602": ("330603", "330604"),
    "330603": ("330602", "330681"),
    "330604": ("330602", "330683"),
    "330681": ("330603", "330683"),
    "330683": ("330624", "330604"),
    "330624": ("330683",),
}
NAMES = {
    "330602": "越城段",
    "330603": "柯桥段",
    "330604": "上虞段",
    "330681": "诸暨段",
    "330683": "嵊州段",
    "330624": "新昌段",
}
LINES = 3
SECOND_SCHEME = "city_2024_2"
ADOPTED_ON, MOVED_ON = date(2024, 4, 8), date(2024, 4, 10)


def is_plain(draft: Draft) -> bool:
    """On the list of 2024, neither package nor part, running."""
    return (
        PLAN_2024 in draft.plans
        and not draft.is_package
        and draft.package is None
        and draft.terminated_on is None
        and draft.pause is None
    )


def lines(drafts: Sequence[Draft]) -> list[Draft]:
    """The largest roads, railways and grids, one a county."""
    found: dict[str, Draft] = {}
    wide = [d for d in drafts if is_plain(d) and d.work.domain is Domain.INFRASTRUCTURE]
    for draft in sorted(wide, key=lambda d: (d.started_on is None, not d.work.wide, -d.total)):
        if draft.counting[:6] == draft.county.code and not draft.zone:
            found.setdefault(draft.county.code, draft)
    return list(found.values())[:LINES]


def build_segments(registered: Registered, told: Sequence[Told], units: dict[str, Unit]) -> None:
    """Each line's districts with plan, size and start; what they said from January on."""
    chosen = {draft.number: draft for draft in lines(registered.drafts)}
    figures = {(t.draft.number, t.month): t for t in told if t.draft.number in chosen}
    for draft in chosen.values():
        _divide(draft, registered, figures, units)


def _divide(
    draft: Draft,
    registered: Registered,
    figures: dict[tuple[int, Month], Told],
    units: dict[str, Unit],
) -> None:
    project = registered.project[draft.number]
    codes = (draft.county.code, *NEXT_TO[draft.county.code])
    weights = [55, 30, 15][: len(codes)]
    plan = apportioned(draft.plans[PLAN_2024].annual_plan // WAN, weights)
    total = apportioned((draft.total_later or draft.total) // WAN, weights)
    made = Segment.objects.bulk_create(
        Segment(
            project=project,
            unit=units[draft.counting if code == draft.county.code else code],
            name=NAMES[code],
            recorded_at=instant(DIVIDED_ON),
        )
        for code in codes
    )
    SegmentState.objects.bulk_create(
        SegmentState(
            segment=segment,
            effective_month=str(YEAR_OPENS),
            annual_plan=(plan[n] or 0) * WAN,
            total_investment=(total[n] or 0) * WAN,
            planned_start_on=date(2024, 2 + n, 28) if n else draft.planned_start,
            actual_start_on=_started(draft, n),
            recorded_at=instant(DIVIDED_ON),
        )
        for n, segment in enumerate(made)
    )
    Support.objects.bulk_create(
        Support(project=project, unit=s.unit, from_on=DIVIDED_ON, recorded_at=instant(DIVIDED_ON))
        for s in made[1:]
    )
    done = [0] * len(made)
    for one in LAST.year_to_date():
        told = figures.get((draft.number, one))
        if told is None or not told.counts:
            continue
        parts = apportioned(told.values.this_month, weights)
        done = [before + (part or 0) for before, part in zip(done, parts, strict=True)]
        if sum(done) != told.values.year_to_date:
            done = [p or 0 for p in apportioned(told.values.year_to_date, weights)]
        SegmentFigure.objects.bulk_create(
            SegmentFigure(
                segment=segment,
                month=str(one),
                this_month=parts[n],
                year_to_date=done[n],
                recorded_at=instant(one.last, 15),
            )
            for n, segment in enumerate(made)
        )


def _started(draft: Draft, n: int) -> date | None:
    """The leading district's start is the project's; the next comes later, the last is due."""
    if n == 0:
        return draft.started_on
    return date(2024, 3, 20) if n == 1 and draft.started_on else None


def build_moves() -> None:
    """Call when March is frozen: the method of April, one project handed over, joint leads."""
    keep_trees()
    try:
        with seeded(f"{SEED}:moves"):
            office = viewer_for(User.objects.get(username=OFFICE))
            with clock.at(ADOPTED_ON):
                adopt_scheme(viewer=office, text=schemes.text_of(SECOND_SCHEME))
            with clock.at(MOVED_ON):
                _hand_over(office)
                _name_leads(office)
    finally:
        forget_trees()


def _hand_over(office: Viewer) -> None:
    rows = Project.objects.unscoped("the story chooses one of the city").select_related("current")
    mine = rows.filter(
        current__counting_unit__versions__code="330602",
        current__zone=None,
        package=None,
        is_package=False,
        stage="started",
        segments=None,
        annual_entries__annual_list__number=2,
        annual_entries__annual_class=AnnualClass.CARRIED_OVER,
        current__effective_on__lt=LAST.first,
    )
    project = mine.order_by("-current__total_investment", "pk").first()
    receiver = Unit.objects.filter(versions__code="330603").first()
    if project is None or receiver is None or project.current is None:
        return
    transfer_project(
        viewer=office,
        project=project,
        order=TransferOrder(
            to_unit=receiver,
            effective_month=LAST,
            reason="区划与平台管辖调整，项目地块划归柯桥区管理。",
            reporting_unit=project.current.reporting_unit,
            document_number="绍推进办〔2024〕12号（演示）",
        ),
    )


def _name_leads(office: Viewer) -> None:
    """The first divided line is led by two departments, one of which answers."""
    segment = Segment.objects.select_related("project__current__lead_unit").order_by("pk").first()
    if segment is None or segment.project.current is None:
        return
    main = segment.project.current.lead_unit
    other = Unit.objects.filter(versions__name__contains="发展和改革", versions__kind="department")
    other = other.exclude(pk=main.pk)
    set_joint_leads(
        viewer=office,
        project=segment.project,
        main=main,
        units=list(other.order_by("pk").distinct()[:1]),
    )
