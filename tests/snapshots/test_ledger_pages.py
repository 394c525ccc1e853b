"""加分扣分台账 and judges' marks on screen: who records, who sees, what is refused or voided."""

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from city import city
from yipanqi.apps.month.reporting.models import MonthWindow
from yipanqi.apps.month.snapshots.gather import gather
from yipanqi.apps.month.snapshots.models import Adjustment, Mark
from yipanqi.infra import clock
from yipanqi.infra.models import AuditEntry

pytestmark = pytest.mark.django_db


@pytest.fixture
def town():
    return city()


@pytest.fixture
def go(client, town):
    def _go(name, *args, by="office", post=None, **query):
        client.force_login(town.user[by])
        address = reverse(f"snapshots:{name}", args=args)
        return client.post(address, post) if post is not None else client.get(address, query)

    return _go


def entry(town, **changes):
    return {
        "unit": str(town.unit["east"].uid),
        "ledger": "bonus.events",
        "points": "2.5",
        "happened_on": "2024-04-20",
        "reason": "承办全市集中开工活动",
        "decided_by": "市推进工作领导小组会议",
        "key": "e1",
    } | changes


def picture() -> SimpleUploadedFile:
    stream = BytesIO()
    Image.new("RGB", (4, 4)).save(stream, "PNG")
    return SimpleUploadedFile("a.png", stream.getvalue())


@pytest.mark.parametrize(
    ("by", "seen", "records"),
    [("office", 200, 200), ("leader", 200, 403), ("auditor", 200, 403), ("east_reviewer", 200, 403),
     ("town_reporter", 200, 403), ("admin", 403, 403)],
)  # fmt: skip
def test_who_sees_and_who_records(go, by, seen, records):
    for name in ("ledgers", "marks"):
        assert go(name, by=by).status_code == seen
    for name in ("adjustment", "mark"):
        assert go(name, by=by).status_code == records
    assert ("登记加分扣分" in go("ledgers", by=by).content.decode()) == (records == 200)


def test_an_entry_with_its_evidence(go, town):
    assert go("adjustment", post=entry(town, file=picture())).status_code == 302
    go("adjustment", post=entry(town))  # the same key again
    row = Adjustment.objects.get()
    assert (row.points_scaled, row.evidence.media_type) == (250, "image/png")
    page = go("ledgers", by="east_reviewer").content.decode()
    assert "承办全市集中开工活动" in page
    assert "承办全市集中开工活动" not in go("ledgers", by="west_reviewer").content.decode()
    assert go("ledger_evidence", row.uid, by="east_reviewer").status_code == 200
    assert go("ledger_evidence", row.uid, by="west_reviewer").status_code == 404


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"points": "0"}, "points", "0"),
        ({"points": "-2"}, "points", "加分须为正数"),
        ({"ledger": "deduction.safety"}, "points", "扣分须为负数"),
        ({"happened_on": "2024-05-06"}, "happened_on", "晚于"),
        ({"reason": ""}, "reason", "必填"),
        ({"file": SimpleUploadedFile("a.exe", b"MZ\x90\x00")}, "file", "a.exe"),
    ],
)
def test_what_an_entry_refuses(go, town, changes, field, words):
    page = go("adjustment", post=entry(town, **changes))
    assert page.status_code == 200
    assert words in str(page.context["form"].errors[field])
    assert not Adjustment.objects.exists()


def test_voiding_an_entry_says_what_is_lost(go, town):
    go("adjustment", post=entry(town))
    row = Adjustment.objects.get()
    assert "不再计分" in go("ledgers").content.decode()
    assert go("void_adjustment", row.uid, by="leader", post={"reason": "误登"}).status_code == 403
    go("void_adjustment", row.uid, post={"reason": ""})
    row.refresh_from_db()
    assert row.voided_at is None
    go("void_adjustment", row.uid, post={"reason": "误登"})
    page = go("ledgers")
    assert "误登" in page.content.decode()
    assert page.context["sums"] == []


def sheet(town, **changes):
    marks = {f"u-{town.unit['east'].uid}": "8.5", f"u-{town.unit['west'].uid}": "9"}
    return (
        {"measure": "visit", "judge": "1号评委", "month": "2024-04", "key": "m1"} | marks | changes
    )


def test_a_judges_sheet_is_kept_whole_or_not_at_all(go, town):
    assert go("mark", post=sheet(town)).status_code == 302
    go("mark", post=sheet(town))
    assert Mark.objects.count() == 2  # the south got no mark, which is not zero
    twice = go("mark", post=sheet(town, key="m2", **{f"u-{town.unit['south'].uid}": "7"}))
    assert "已登记" in twice.content.decode()
    assert Mark.objects.count() == 2
    empty = {"measure": "visit", "judge": "2号评委", "month": "2024-04"}
    assert "至少填写一个" in go("mark", post=empty).content.decode()


def test_a_wrong_mark_is_voided_and_recorded_anew(go, town):
    go("mark", post=sheet(town))
    wrong = Mark.objects.get(unit=town.unit["east"])
    go("void_mark", wrong.uid, post={"reason": "录入错误"})
    right = {f"u-{town.unit['west'].uid}": ""}
    assert go("mark", post=sheet(town, key="m3", **right)).status_code == 302
    frozen = gather(MonthWindow.objects.get(month="2024-04"), clock.now(), None)["marks"]
    assert len(frozen["judge"]) == 2
    assert AuditEntry.objects.filter(verb="void_mark").count() == 1


def test_a_frozen_month_takes_no_mark(go, town):
    go("mark", post=sheet(town))
    MonthWindow.objects.filter(month="2024-04").update(state="frozen")
    assert "已封账" in go("mark", post=sheet(town, judge="3号评委", key="m9")).content.decode()
    go("void_mark", Mark.objects.first().uid, post={"reason": "录入错误"})
    assert not Mark.objects.exclude(voided_at=None).exists()
