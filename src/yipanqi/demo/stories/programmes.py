"""Programmes and campaigns with their measures, tasks, reports and who took part.

``plan_programmes`` opens them and plans their tasks among the others of the year, so that the
sweeps treat them alike; ``tell_reports`` writes March's and April's reports once months are frozen.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from typing import Any

from django.core.files.base import ContentFile

from yipanqi.apps.board.programmes import actions
from yipanqi.apps.board.programmes.actions import MeasureWish, Plan, Took
from yipanqi.apps.board.programmes.models import Charter
from yipanqi.apps.ledger.projects.models import Programme, ProgrammeProject, Project
from yipanqi.apps.ledger.units.models import User
from yipanqi.apps.ledger.units.queries import forget_trees, keep_trees, viewer_for
from yipanqi.apps.meeting.meetings.models import Meeting
from yipanqi.apps.promises.commitments.actions import Order
from yipanqi.core.month import Month
from yipanqi.core.refusal import Refusal
from yipanqi.demo.city import places
from yipanqi.demo.city.dice import SEED, dice
from yipanqi.demo.city.instants import TODAY, instant
from yipanqi.demo.months.pictures import picture
from yipanqi.demo.stories.task_lives import Life, Teller
from yipanqi.demo.tables import table
from yipanqi.infra import clock, evidence
from yipanqi.infra.evidence import Kept, keep_made
from yipanqi.infra.uid import seeded
from yipanqi.packs.programmes import render
from yipanqi.web.documents import DOCX
from yipanqi.web.programme_papers import content_of, paper_name

OFFICE, VERIFIER = "bangongshi", "bangongshi2"
OPENED = date(2024, 3, 4)
APRIL, MARCH = Month(2024, 4), Month(2024, 3)
TAKEN_PART = ("组织专题学习会", "赴先进地区对标考察", "开展项目一线攻坚周", "召开举措转化交流会")


def _told() -> Iterator[dict[str, Any]]:
    """Every charter as the table says it, the parts of the speech last."""
    book = table("charters.toml")
    yield from book["charter"]
    speech = book["speech"]
    for part in speech["parts"]:
        name, lead, kept, *titles = part.split("|")
        by = "levels" if kept.islower() else "codes"
        yield {
            **{k: speech[k] for k in ("parent", "sponsor", "from", "to", "counted")},
            "name": name,
            by: kept.split(","),
            "kind": "speech",
            "lead": lead,
            "basis": "市长在全市重大项目推进例会上的讲话",
            "purpose": f"{name}各项举措逐月推进、年底见效。",
            "sources": ["counted"] * 3,
            "tasks": [f"{title}|{lead}" for title in titles],
        }


def plan_programmes(teller: Teller) -> None:
    """Open all of them today and plan their tasks on the days before."""
    with clock.at(OPENED):
        office = teller.viewer(OFFICE)
        by_name: dict[str, Charter] = {}
        for n, told in enumerate(_told()):
            row = _open(office, teller, told, by_name)
            by_name[row.programme.name] = row
            _give_projects(row, told)
            _give_measures(office, row, told)
            _plan_tasks(teller, row, told, n)


def _open(
    office: Any, teller: Teller, told: dict[str, Any], by_name: dict[str, Charter]
) -> Charter:
    known = Programme.objects.filter(key=told["key"]).first() if "key" in told else None
    all_of = told.get("takes_part") == "counties"
    units = [teller.units[c.code].pk for c in places.counties()] if all_of else []
    parent = by_name.get(told.get("parent", ""))
    plan = Plan(
        name=known.name if known else told["name"],
        kind=told["kind"],
        lead_unit=teller.units[told["lead"]].pk,
        from_on=told["from"],
        to_on=told["to"],
        units=tuple(units),
        purpose=told["purpose"],
        basis=told["basis"],
        sponsor=told["sponsor"],
        parent=parent.uid if parent else None,
    )
    if known is None:
        return actions.open_programme(viewer=office, plan=plan)
    row = Charter.objects.create(
        programme=known, kind=plan.kind, from_on=plan.from_on, recorded_at=instant(OPENED)
    )
    return actions.change_programme(viewer=office, uid=row.uid, plan=plan)


def _give_projects(row: Charter, told: dict[str, Any]) -> None:
    """A chain has the projects of its works, a campaign those of its lists or trades; those of
    the province's programmes come with the register, a speech has those of its parts.
    """
    found = Project.objects.unscoped("the demonstration city is being built")
    levels, codes, works = (told.get(key) for key in ("levels", "codes", "works"))
    if not (levels or codes or works):
        return
    if levels:
        found = found.filter(current__list_level__in=levels)
    if codes:
        found = found.filter(current__industry_code__in=codes)
    if works:
        found = found.filter(pk__in=_of_trade(found, works))
    ProgrammeProject.objects.bulk_create(
        ProgrammeProject(programme=row.programme, project=p, from_on=row.from_on)
        for p in found.exclude(current=None).order_by("pk")
    )


TRADES = {
    "chips": ("芯片", "半导体", "集成电路", "电子"),
    "machinery": ("装备", "机械", "智能制造", "汽车"),
    "pharma": ("药", "生物", "医疗"),
    "medicine": ("药",),
}


def _of_trade(found: Any, works: list[str]) -> list[int]:
    words = [word for key in works for word in TRADES.get(key, ())]
    named = found.filter(current__domain="industry").values_list("pk", "current__name")
    return [pk for pk, name in named if any(word in name for word in words)]


def _give_measures(office: Any, row: Charter, told: dict[str, Any]) -> None:
    counted = iter(told.get("counted", ()))
    for source in told["sources"]:
        kind, _, key = source.partition(":")
        if kind != "counted":
            name = {
                "investment": "年度投资完成",
                "starts": "新开工项目",
                "target": "全市重大项目开工" if key.endswith("starts") else "全市重大项目投资",
            }[kind]
            wish = MeasureWish(name, kind, measure_key=key)
            actions.add_programme_measure(viewer=office, uid=row.uid, wish=wish)
            continue
        name, unit, target, reached = next(counted).split("|")
        places_of = len(target.partition(".")[2]) or len(reached.partition(".")[2])
        wish = MeasureWish(
            name, kind, unit_of_account=unit, decimals=places_of, target=Decimal(target)
        )
        made = actions.add_programme_measure(viewer=office, uid=row.uid, wish=wish)
        with clock.at(TODAY):
            for month, share in ((MARCH, Decimal("0.75")), (APRIL, Decimal(1))):
                if month.last < row.from_on:
                    continue
                value = (Decimal(reached) * share * 10**places_of) // 1 / 10**places_of
                actions.record_programme_figure(
                    viewer=office, measure_uid=made.uid, month=month, value=value
                )


def _plan_tasks(teller: Teller, row: Charter, told: dict[str, Any], n: int) -> None:
    """Five that run beyond today, and one that has met its fate."""
    counties = places.counties()
    for k, text in enumerate(told["tasks"]):
        title, lead = text.split("|")
        chance = dice("programme task", n, k)
        county = counties[(n + k) % len(counties)]
        key = county.code if lead == "county" else lead
        name = f"{county.name}{title}" if lead == "county" else title
        day = max(row.from_on, OPENED) + timedelta(days=chance.randint(0, 30))
        due = TODAY + timedelta(days=chance.randint(6, 70))
        _on(teller, row, (day, name, key, due), chance, fate="")
    chance = dice("programme task", n, "fate")
    name = told["tasks"][n % 5].partition("|")[0] + "（第一批）"
    key = told["lead"]
    fate = ("on_time", "late", "stuck", "returned")[n % 4]
    day = max(row.from_on, OPENED)
    _on(teller, row, (day, name, key, date(2024, 4, 12) + timedelta(days=n % 9)), chance, fate=fate)


def _on(
    teller: Teller, row: Charter, task: tuple[date, str, str, date], chance: Any, *, fate: str
) -> None:
    day, name, key, due = task
    unit = teller.units[key].pk

    def start() -> None:
        order = Order(
            title=name,
            lead_unit=unit,
            due_on=due,
            requirement=f"按“{row.programme.name}”要求办理。",
        )
        try:
            made = actions.add_programme_task(
                viewer=teller.viewer(OFFICE), uid=row.uid, order=order
            ).commitment
        except Refusal:
            return
        doer = teller.doers.get(unit)
        if doer is None:
            return
        life = Life(teller, made, doer, OFFICE, VERIFIER, chance)
        teller.on(made.assigned_on + timedelta(days=chance.randint(0, 2)), life.sign)
        teller.on(made.assigned_on + timedelta(days=chance.randint(8, 16)), life.progress)
        if fate:
            life.plan(fate)

    teller.on(day, start)


# --- once the months are frozen


def tell_reports() -> None:
    """April's reports: most signed, two collected for May's meeting, some left as drafts or not
    begun on the day they are due; who took part.
    """
    keep_trees()
    try:
        with seeded(f"{SEED}:programmes"), clock.at(TODAY):
            _reports()
            _took_part()
    finally:
        forget_trees()


def _reports() -> None:
    office, second = (viewer_for(User.objects.get(username=u)) for u in (OFFICE, VERIFIER))
    ahead = Meeting.objects.unscoped("the demonstration city is being built").exclude(
        state=Meeting.State.HELD
    )
    meeting = ahead.order_by("starts_at").first()
    charters = Charter.objects.unscoped("the demonstration city is being built")
    for n, row in enumerate(charters.order_by("pk")):
        if n % 8 == 7:
            continue  # nothing yet
        report = actions.draft_programme_report(viewer=office, uid=row.uid, month=APRIL)
        if n % 4 == 3:
            continue  # a draft for the visitor
        report = actions.sign_programme_report(viewer=second, report_uid=report.uid)
        if meeting is not None and row.kind == "task_force":
            kept = keep_made(render(content_of(report)), paper_name(report), DOCX)
            actions.collect_programme_report(
                viewer=office, report_uid=report.uid, meeting=meeting.uid, kept=kept
            )


def _took_part() -> None:
    office = viewer_for(User.objects.get(username=OFFICE))
    charters = Charter.objects.unscoped("the demonstration city is being built")
    for row in charters.filter(kind__in=("study", "campaign")).order_by("pk"):
        units = list(row.members.order_by("pk").values_list("unit", flat=True))
        for k, unit in enumerate(units[:-1]):  # one has not taken part yet
            chance = dice("took part", row.programme.name, k)
            for m in range(chance.randint(1, 3)):
                day = row.from_on + timedelta(days=chance.randint(2, (TODAY - row.from_on).days))
                kept = None
                if m == 0:
                    kept = _photo(k % 3)
                took = Took(unit, day, TAKEN_PART[(k + m) % 4], chance.randint(18, 140), kept)
                actions.record_participation(viewer=office, uid=row.uid, took=took)


@cache
def _photo(variant: int) -> Kept:
    return evidence.keep(
        ContentFile(picture("building", 4, variant)), "现场.jpg", evidence.DOCUMENT
    )
