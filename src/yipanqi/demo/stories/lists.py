"""Floors of admission, and a round for the mid-year adjustment of the list: counties ask, two
line departments have begun to screen.
"""

from datetime import date

from yipanqi.apps.board.list_rounds import actions
from yipanqi.apps.board.list_rounds.models import Verdict
from yipanqi.apps.board.list_rounds.queries import round_by_uid, round_rows
from yipanqi.apps.ledger.projects import lists
from yipanqi.apps.ledger.projects.actions import start_draft
from yipanqi.apps.ledger.units.models import Appointment, User
from yipanqi.apps.ledger.units.queries import forget_trees, keep_trees, viewer_for
from yipanqi.core.money import WAN, YI
from yipanqi.core.projects.stages import AnnualClass
from yipanqi.core.scope import Role, Viewer
from yipanqi.demo.city.dice import SEED
from yipanqi.demo.city.instants import TODAY
from yipanqi.infra import clock
from yipanqi.infra.uid import seeded

OFFICE = "bangongshi"
ASKED_OF_COUNTY = 2
COUNTIES = 3
FLOORS = (
    (AnnualClass.NEW_START, 5_000 * WAN, 500 * WAN),
    (AnnualClass.CARRIED_OVER, 5_000 * WAN, 100 * WAN),
    (AnnualClass.PRELIMINARY, YI, 0),
)
BASIS = "市重大项目管理办法（演示数据）"
REASONS = ("用地和能耗指标已落实，二季度可开工。", "一期已竣工，二期手续齐备，申请列入年中调整。")
OPINION = "符合本行业布局，同意列入。"


def build_lists() -> None:
    """Call when the city stands at its day."""
    keep_trees()
    try:
        with seeded(f"{SEED}:lists"), clock.at(TODAY):
            office = viewer_for(User.objects.get(username=OFFICE))
            for annual_class, total, plan in FLOORS:
                actions.set_floor(
                    viewer=office,
                    annual_class=annual_class,
                    list_level="",
                    least_total=total,
                    least_plan=plan,
                    from_year=TODAY.year,
                    rests_on=BASIS,
                )
            _round(office)
    finally:
        forget_trees()


def _round(office: Viewer) -> None:
    newest = lists.newest_list()
    if newest is None or lists.open_drafts():
        return
    draft = start_draft(viewer=office, year=newest.year, based_on=newest)
    found = actions.open_round(
        viewer=office,
        draft=draft,
        collect_until=date(TODAY.year, 5, 20),
        screen_until=date(TODAY.year, 5, 30),
    )
    rows = round_rows(office, found)
    for viewer in _reviewers():
        mine = [
            r
            for r in rows
            if r.project.current and r.project.current.counting_unit_id in viewer.units
        ]
        for row, reason in zip(mine[:ASKED_OF_COUNTY], REASONS, strict=False):
            actions.nominate(
                viewer=viewer,
                uid=found.uid,
                project_uid=row.project.uid,
                annual_class=AnnualClass(row.annual_class),
                annual_plan=row.annual_plan + 1_000 * WAN,
                reason=reason,
            )
    actions.move_round(viewer=office, uid=found.uid, to="screening")
    _screen(found.uid)


def _reviewers() -> list[Viewer]:
    held = Appointment.objects.filter(role=Role.REVIEWER, to_on=None).order_by("unit", "pk")
    people = {one.unit_id: one.user for one in held.select_related("user")}
    return [viewer_for(user) for user in list(people.values())[:COUNTIES]]


def _screen(uid: object) -> None:
    """The first line department gives its opinion on its three largest."""
    held = Appointment.objects.filter(role=Role.LINE, to_on=None).order_by("pk").first()
    if held is None:
        return
    viewer = viewer_for(held.user)
    rows = [
        r
        for r in round_rows(viewer, round_by_uid(str(uid)))
        if r.project.current and r.project.current.domain in viewer.domains
    ]
    for row in rows[:3]:
        actions.screen(
            viewer=viewer,
            uid=str(uid),
            project_uid=row.project.uid,
            verdict=Verdict.FIT,
            words=OPINION,
        )
