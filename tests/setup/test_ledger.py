"""The supervision ledger of an office becomes commitments with the dates and states they had."""

import io
from datetime import date

import openpyxl
import pytest

from setup.desk import Desk, found, who
from setup.stranger import units_table
from yipanqi.apps.board.setup import actions
from yipanqi.apps.ledger.notices.models import Notice
from yipanqi.apps.ledger.units.models import User
from yipanqi.apps.ledger.units.queries import tree_on
from yipanqi.apps.promises.commitments.actions import OpeningCommitment, open_ledger
from yipanqi.apps.promises.commitments.models import Commitment
from yipanqi.core.refusal import Forbidden, Refusal
from yipanqi.infra import clock

pytestmark = pytest.mark.django_db
HEADS = ("序号", "督办事项", "牵头单位", "配合单位", "交办时间", "办理时限", "办理状态", "办理进展",
         "来源", "销号时间")  # fmt: skip


@pytest.fixture(autouse=True)
def place(settings, tmp_path):
    settings.MEDIA_ROOT = settings.YIPANQI_EVIDENCE = tmp_path / "evidence"
    with clock.at(date(2024, 5, 5)):
        found()
        Desk().brought_in("units", units_table(1))
        yield


def unit(name):
    return next(n for n in tree_on().nodes.values() if n.name == name)


def ledger(*rows):
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["重点督办事项台账"])
    sheet.append(HEADS)
    for number, row in enumerate(rows, 1):
        sheet.append([number, *row])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


ROWS = (
    ("完成快速路交地", "东山区", "西河县", date(2024, 3, 1), date(2024, 6, 30), "推进中",
     "已签约八成", "市长办公会", None),
    ("办理施工许可", "西河县、东山区", "", "2024.2.1", "2024年4月15日", "已销号", "已取得", "",
     date(2024, 4, 10)),
    ("落实电力配套", "东山区", None, None, date(2024, 4, 1), None, None, None, None),
)  # fmt: skip


def test_tasks_come_in_with_their_dates_and_states_and_nobody_is_told():
    load, _ = Desk().brought_in("commitments", ledger(*ROWS))
    assert load.record["new"] == 3
    told = {c.title: c for c in Commitment.objects.unscoped("test")}
    road, permit, power = (told[row[0]] for row in ROWS)
    assert (road.state, road.assigned_on, road.due_on) == (
        "open", date(2024, 3, 1), date(2024, 6, 30),
    )  # fmt: skip
    assert [s.unit_id for s in road.supports.all()] == [unit("西河县").pk]
    assert (permit.state, permit.closed_on) == ("closed", date(2024, 4, 10))
    assert permit.lead_unit_id == unit("西河县").pk
    assert [s.unit_id for s in permit.supports.all()] == [unit("东山区").pk]
    assert (power.state, power.due_on) == ("open", date(2024, 4, 1))
    assert {c.origin_kind for c in told.values()} == {"opening"}
    assert Notice.objects.count() == 0


def test_the_mark_is_shown_and_the_same_ledger_brings_nothing_twice(client):
    Desk().brought_in("commitments", ledger(*ROWS))
    user = User.objects.get(username="bangongshi")
    user.must_change_password = False
    user.save()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    row = Commitment.objects.unscoped("test").first()
    assert "期初导入，未经核对" in client.get(f"/supervision/{row.uid}/").content.decode()
    assert "3 项：期初导入，未经核对" in client.get("/setup/").content.decode()
    with pytest.raises(Refusal, match=r"setup\.nothing_new"):
        Desk().brought_in("commitments", ledger(*ROWS))


def test_it_is_taken_back_as_one():
    load, _ = Desk().brought_in("commitments", ledger(*ROWS))
    actions.undo_load(viewer=who("bangongshi"), uid=load.uid, reason="文件有误")
    assert Commitment.objects.unscoped("test").count() == 0


def test_an_unknown_state_is_asked_and_a_wrong_date_is_named():
    late = ("时限有误", "东山区", "", date(2024, 5, 1), date(2024, 4, 1), "", "", "", None)
    odd = ("状态不明", "东山区", "", None, date(2024, 7, 1), "挂起", "", "", None)
    desk = Desk(truth={"挂起": "办理中"})
    load = desk.confirmed(desk.uploaded("commitments", ledger(late, odd)), who("bangongshi"))
    plan = desk.plan(load)
    assert [f.finding.code for f in plan.faults] == ["setup.due_before_assigned"]
    assert len(plan.open_asks) == 1


def test_only_the_root_office_opens_the_ledger():
    line = OpeningCommitment(title="事项", lead_unit=unit("东山区").pk, due_on=date(2024, 6, 1))
    with pytest.raises(Forbidden):
        open_ledger(viewer=who("guanliyuan"), lines=[line])
    late = OpeningCommitment(
        title="事项", lead_unit=unit("东山区").pk, due_on=date(2024, 3, 1),
        assigned_on=date(2024, 4, 1),
    )  # fmt: skip
    with pytest.raises(Refusal, match="assigned_after_due"):
        open_ledger(viewer=who("bangongshi"), lines=[late])
