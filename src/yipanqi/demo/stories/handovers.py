"""Two people move: one hand-over is done and signed by all three, one waits for the administrator.

Both have accounts of their own, beside those the visitor may use.
"""

from datetime import date

from yipanqi.apps.ledger.units.models import Appointment, User
from yipanqi.apps.ledger.units.queries import forget_trees, keep_trees, viewer_for
from yipanqi.apps.promises.handovers import actions
from yipanqi.core.scope import Role, Viewer
from yipanqi.demo.city.people import SINCE
from yipanqi.infra import clock

ASKED, MOVED, SIGNED = date(2024, 4, 26), date(2024, 4, 29), date(2024, 4, 30)
WAITS = date(2024, 5, 4)
DONE, WAITING = "jxj", "jsj"  # whose people move


def build_hand_overs() -> None:
    """Call when all tasks stand: the list holds what is open."""
    keep_trees()
    try:
        _moved()
        _waits()
    finally:
        forget_trees()


def _moved() -> None:
    successor = _worker(DONE)
    leaver = _beside(successor, f"{DONE}.yr", "市经信局原承办岗")
    with clock.at(ASKED):
        row = actions.ask_hand_over(
            viewer=_viewer("bangongshi"),
            leaver=leaver,
            successor=successor,
            reason="轮岗交流，另有任用",
        )
    with clock.at(MOVED):
        row = actions.carry_out_hand_over(viewer=_viewer("guanliyuan"), uid=row.uid)
    with clock.at(SIGNED):
        for username in (leaver.username, successor.username, "bangongshi"):
            actions.sign_hand_over(viewer=_viewer(username), uid=row.uid)


def _waits() -> None:
    successor = _worker(WAITING)
    leaver = _beside(successor, f"{WAITING}.yr", "市建设局拟调离岗")
    with clock.at(WAITS):
        actions.ask_hand_over(
            viewer=viewer_for(leaver), leaver=leaver, successor=successor, reason="工作调动"
        )


def _worker(key: str) -> User:
    """Whoever works for the department."""
    names = (f"{key}.tb", f"{key}.cb")
    return User.objects.filter(username__in=names, is_active=True).order_by("pk")[0]


def _beside(colleague: User, username: str, name: str) -> User:
    """Somebody with the same post."""
    made = User.objects.create(
        username=username,
        name=name,
        password=colleague.password,
        must_change_password=False,
        password_changed_at=colleague.password_changed_at,
    )
    post = Appointment.objects.filter(user=colleague, to_on=None, role=Role.REPORTER)[0]
    Appointment.objects.create(user=made, unit=post.unit, role=post.role, from_on=SINCE)
    return made


def _viewer(username: str) -> Viewer:
    return viewer_for(User.objects.get(username=username))
