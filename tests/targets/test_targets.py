"""Targets: versions, curves, pace and gap; statistics entered by their owners."""

import json
from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from city import YI, city, make_report
from yipanqi.apps.board.targets import curves, queries
from yipanqi.apps.board.targets.actions import set_target
from yipanqi.apps.board.targets.models import Target
from yipanqi.apps.month.reporting.models import Measure, MonthWindow, Observation
from yipanqi.core.month import Month
from yipanqi.core.refusal import Conflict, Forbidden, Missing, Refusal
from yipanqi.infra.models import AuditEntry

APRIL = Month(2024, 4)
TWELFTHS = [Decimal(10 * n) for n in range(1, 13)]


@given(st.integers(0, 10**12), st.lists(st.integers(0, 10**6), min_size=12, max_size=12))
def test_curves_end_at_the_target(value, steps):
    earlier = sorted(steps)
    for curve in (curves.even(value), curves.level(value), curves.like(value, earlier)):
        assert len(curve) == 12
        assert curve[-1] == value
        assert curve == sorted(curve)


@pytest.fixture
def town(db):
    return city()


@pytest.fixture
def fai(town) -> Measure:
    return Measure.objects.create(
        key="fai", name="固定资产投资", unit_of_account="亿元", decimals=2, owner=town.unit["ndrc"]
    )


@pytest.fixture
def agreed(town, fai):
    def _agreed(**changes):
        usual = {
            "viewer": town.viewer("office"),
            "unit_uid": str(town.unit["east"].uid),
            "measure_key": fai.key,
            "year": 2024,
            "value": Decimal(120),
            "curve": TWELFTHS,
            "effective_month": Month(2024, 1),
            "agreed_by": "市推进工作领导小组会议",
        }
        return set_target(**usual | changes)

    return _agreed


def refused(call, **changes) -> str:
    with pytest.raises(Refusal) as found:
        call(**changes)
    return found.value.code


def test_a_target_is_a_version_and_months_keep_theirs(agreed, fai):
    first = agreed(key="t1", expected_version=0)
    assert agreed(key="t1") == first
    second = agreed(
        value=Decimal(144), curve=[Decimal(12 * n) for n in range(1, 13)], reason="中期调整",
        effective_month=Month(2024, 4), expected_version=1,
    )  # fmt: skip
    assert (first.version, second.version) == (1, 2)
    unit = first.unit_id
    assert queries.targets_in_force(Month(2024, 3), fai)[unit] == first
    assert queries.targets_in_force(APRIL, fai)[unit] == second
    entry = AuditEntry.objects.filter(verb="set_target").order_by("-id").first()
    assert (entry.reason, entry.values["before.value"]) == ("中期调整", "120.00")


def test_what_a_target_refuses(town, agreed):
    assert refused(agreed, agreed_by=" ") == "target.agreed_by_missing"
    assert refused(agreed, effective_month=Month(2023, 12)) == "target.wrong_year"
    assert refused(agreed, curve=TWELFTHS[:11]) == "target.twelve_months"
    assert refused(agreed, value=Decimal(121)) == "target.curve_end"
    fine = [*TWELFTHS[:11], Decimal("120.001")]
    assert refused(agreed, value=Decimal("120.001"), curve=fine) == "measure.too_fine"
    for name in ("east_reviewer", "leader", "auditor", "town_reporter"):
        with pytest.raises(Forbidden):
            agreed(viewer=town.viewer(name))
    with pytest.raises(Missing):
        agreed(measure_key="none")
    assert not Target.objects.exists()
    agreed(effective_month=APRIL)
    assert refused(agreed, effective_month=APRIL) == "target.reason_missing"
    assert refused(agreed, reason="调整") == "target.effective_before_earlier"
    with pytest.raises(Conflict):
        agreed(reason="调整", effective_month=APRIL, expected_version=0)


def observe(town, fai, key: str, scaled: int) -> None:
    Observation.objects.create(
        unit=town.unit[key], month="2024-04", measure=fai, value_scaled=scaled,
        recorded_at=town.project["plant"].registered_at,
    )  # fmt: skip


def test_pace_gap_and_what_is_needed(town, agreed, fai):
    agreed()
    observe(town, fai, "east", 3000)
    rows, whole = queries.standings(town.viewer("office"), fai, APRIL)
    east = rows[0]
    assert (east.due, east.done, east.ahead) == (Decimal(40), Decimal(30), Decimal(-10))
    assert east.gap == Decimal(-1) / 12
    assert east.needed == Decimal("11.25")
    assert whole is not None
    assert whole.done is None  # two counties are silent
    for key in ("west", "south"):
        agreed(unit_uid=str(town.unit[key].uid))
        observe(town, fai, key, 5000)
    _rows, whole = queries.standings(town.viewer("office"), fai, APRIL)
    assert (whole.target, whole.done, whole.ahead) == (360, 130, 10)


def test_a_rate_is_compared_never_added(town, agreed):
    Measure.objects.create(key="growth", name="增速", unit_of_account="%", decimals=1)
    growth = queries.measure_by_key("growth")
    agreed(measure_key="growth", value=Decimal("6.0"), curve=[Decimal("6.0")] * 12)
    observe(town, growth, "east", 45)
    rows, whole = queries.standings(town.viewer("office"), growth, APRIL)
    assert whole is None
    assert (rows[0].ahead, rows[0].share, rows[0].needed) == (Decimal("-1.5"), None, None)


def test_investment_comes_from_the_month_reports(town):
    measure = Measure.objects.create(
        key="projects.investment", name="重大项目投资", unit_of_account="亿元", decimals=2
    )
    make_report(town, town.project["road"], "2024-04", "approved", year_to_date=2 * YI)
    make_report(town, town.project["plant"], "2024-04", "approved", year_to_date=YI // 2)
    found = queries.actuals(measure, APRIL)
    assert found[town.unit["east"].pk] == Decimal("2.5")
    assert found[town.unit["west"].pk] == 0


# --- pages


@pytest.fixture
def go(client, town):
    def _go(name, *args, by="office", post=None, **query):
        client.force_login(town.user[by])
        address = reverse(f"targets:{name}", args=args)
        return client.post(address, post) if post is not None else client.get(address, query)

    return _go


@pytest.mark.parametrize(
    ("by", "seen", "of_east", "set_up"),
    [("office", 200, 200, 200), ("leader", 200, 200, 403), ("east_reviewer", 200, 200, 403),
     ("west_reviewer", 200, 404, 403), ("town_reporter", 200, 404, 403), ("admin", 403, 403, 403)],
)  # fmt: skip
def test_who_sees_what(go, agreed, by, seen, of_east, set_up):  # noqa: PLR0917
    east = agreed().unit.uid
    assert go("index", by=by).status_code == seen
    assert go("observations", by=by).status_code == seen
    assert go("record", east, "fai", by=by).status_code == of_east
    assert go("set", east, "fai", by=by).status_code == set_up
    assert ("调整" in go("index", by=by).content.decode()) == (set_up == 200)


def test_the_board_says_who_is_behind(go, town, agreed, fai):
    agreed()
    observe(town, fai, "east", 3000)
    page = go("index", month="2024-04", measure="fai").content.decode()
    assert "−10.00" in page
    assert "−8.3" in page
    assert "未录入" in page
    seen = go("index", by="west_reviewer", month="2024-04").content.decode()
    assert "东山区" not in seen.split("<main", 1)[1]
    assert "西河县" in seen


def target(go, town, **changes):
    uid = town.unit["east"].uid
    form = go("set", uid, "fai", month="2024-04").context["form"]
    values = {name: value for name, value in form.initial.items() if value is not None}
    values |= {"value": "130", "agreed_by": "市政府常务会议", **changes}
    return go("set", uid, "fai", post=values)


def test_setting_a_target_on_the_page(go, town, fai):
    assert target(go, town).status_code == 302
    row = Target.objects.get()
    assert (row.value_scaled, row.curve[0], row.curve[-1]) == (13000, 1083, 13000)
    refused = target(go, town, effective_month="2024-04")
    assert "请写明原因" in str(refused.context["form"].errors["reason"])
    typed = {"spread": "typed", "m12": "125", "reason": "中期调整", "effective_month": "2024-04"}
    refused = target(go, town, **typed)
    assert "不一致" in str(refused.context["form"].errors["m12"])
    assert target(go, town, **typed | {"m12": "130"}).status_code == 302
    page = go("record", town.unit["east"].uid, "fai", month="2024-04").content.decode()
    assert "第 2 版" in page
    assert "市政府常务会议" in page


def save(client, town, values, *, by="office", unit="east", version=0, month="2024-04"):
    client.force_login(town.user[by])
    address = reverse("targets:save", args=[month, town.unit[unit].uid])
    body = json.dumps({"version": version, "key": f"{values}{version}"[:60], "values": values})
    return client.post(address, body, content_type="application/json")


def test_figures_are_entered_and_corrected_with_a_reason(client, town, fai):
    answer = save(client, town, {"fai": "１２．５"})
    assert answer.json()["values"] == {"fai": "12.50", "reason": ""}
    assert answer.json()["version"] == 1
    refused = save(client, town, {"fai": "13"}, version=1)
    assert refused.status_code == 422
    assert refused.json()["refusal"]["field"] == "reason"
    assert save(client, town, {"fai": "13", "reason": "统计局核定"}, version=1).status_code == 200
    assert save(client, town, {"fai": "14", "reason": "再改"}, version=1).status_code == 409
    assert [o.reason for o in Observation.objects.order_by("revision")] == ["", "统计局核定"]


@pytest.mark.parametrize(
    ("values", "field"), [({"fai": "很多"}, "fai"), ({"fai": ""}, "fai"), ({"fai": "1.234"}, "fai")]
)
def test_a_figure_that_cannot_be_kept(client, town, fai, values, field):
    refused = save(client, town, values)
    assert refused.status_code == 422
    assert refused.json()["refusal"]["field"] == field
    assert not Observation.objects.exists()


def test_who_enters_figures(client, town, fai):
    assert save(client, town, {"fai": "1"}, by="east_reporter").status_code == 403
    assert save(client, town, {"fai": "1"}, by="west_reporter").status_code == 404
    MonthWindow.objects.filter(month="2024-04").update(state="frozen", freeze_on=date(2024, 5, 5))
    assert save(client, town, {"fai": "1"}).status_code == 422


def test_pages_of_nothing(go):
    assert "还没有下达目标" in go("index", by="leader").content.decode()
    assert go("observations", by="line").status_code == 200


def test_pages_ask_as_often_for_many_figures(go, town, agreed, django_assert_max_num_queries):
    for key in ("east", "west", "south"):
        agreed(unit_uid=str(town.unit[key].uid))
    with django_assert_max_num_queries(36):
        go("index", month="2024-04", measure="fai")
    with django_assert_max_num_queries(36):
        go("observations", month="2024-04")
    with django_assert_max_num_queries(36):
        go("record", town.unit["east"].uid, "fai", month="2024-04")
