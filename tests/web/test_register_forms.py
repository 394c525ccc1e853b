"""Forms of the register: who gets them, what they save, what they refuse and how they say it."""

from datetime import date

import pytest
from django.urls import reverse

from city import YI, city
from yipanqi.apps.ledger.projects.models import (
    MilestoneDate,
    Programme,
    Project,
    StageEvent,
    Support,
)
from yipanqi.infra.models import AuditEntry

pytestmark = pytest.mark.django_db


@pytest.fixture
def town():
    return city()


@pytest.fixture
def go(client, town):
    def _go(name, *keys, by="office", post=None, **query):
        client.force_login(town.user[by])
        args = [town.project[k].uid if k in town.project else k for k in keys]
        address = reverse(f"projects:{name}", args=args)
        if post is not None:
            return client.post(address, post)
        return client.get(address, query)

    return _go


def typed(town, **changes):
    """What a person types to register a project."""
    return {
        "name": "青石镇冷链物流中心项目",
        "domain": "industry",
        "track": "attraction",
        "list_level": "county",
        "counting_unit": str(town.unit["town"].uid),
        "lead_unit": str(town.unit["east"].uid),
        "reporting_unit": str(town.unit["town"].uid),
        "total_investment": "30000",
        "effective_on": "2024-05-05",
        "key": "form-1",
    } | changes


PAGES = ("amend", "stage", "dates", "partners")


@pytest.mark.parametrize(
    ("by", "statuses"),
    [
        ("office", (200, 200, 200, 200)),
        ("east_reviewer", (200, 200, 200, 200)),
        ("town_reporter", (403, 403, 200, 403)),
        ("east_leader", (403, 403, 403, 403)),
        ("auditor", (403, 403, 403, 403)),
        ("west_reviewer", (404, 404, 404, 404)),
        ("south_reviewer", (404, 404, 404, 404)),
        ("admin", (404, 404, 404, 404)),
    ],
)
def test_who_gets_the_forms_of_a_project(go, by, statuses):
    assert tuple(go(page, "plant", by=by).status_code for page in PAGES) == statuses


@pytest.mark.parametrize(
    ("by", "status"),
    [("office", 200), ("east_reviewer", 200), ("town_reporter", 403), ("leader", 403)],
)
def test_who_may_register(go, by, status):
    assert go("register", by=by).status_code == status
    assert ("新增项目" in go("index", by=by).content.decode()) == (status == 200)


def test_the_record_offers_what_the_viewer_does_next(go):
    primary = {
        by: "填报本月" in (text := go("project", "plant", by=by).content.decode())
        or "项目关口" in text
        for by in ("town_reporter", "east_reviewer", "leader")
    }
    assert primary == {"town_reporter": True, "east_reviewer": True, "leader": False}


def test_registering_a_project_once(go, town):
    answer = go("register", by="east_reviewer", post=typed(town))
    project = Project.objects.get(current__name="青石镇冷链物流中心项目")
    assert answer.url == reverse("projects:project", args=[project.uid])
    assert project.current.total_investment == 3 * YI
    go("register", by="east_reviewer", post=typed(town))  # the same key again
    assert AuditEntry.objects.filter(verb="register_project").count() == 1


def test_a_similar_name_is_asked_about_first(go, town):
    near = typed(town, name="青石镇精密轴承生产线建设项目")
    page = go("register", post=near).content.decode()
    assert "名称相近" in page
    assert "青石镇精密轴承生产线项目" in page
    assert not Project.objects.filter(current__name=near["name"]).exists()
    # the tick holds for the name it was given for, and for no other
    other = near | {"name": "青石镇中心小学迁建项目", "confirmed_name": near["name"]}
    assert "名称相近" in go("register", post=other | {"is_another": "on"}).content.decode()
    sure = near | {"is_another": "on", "confirmed_name": near["name"]}
    assert go("register", post=sure).status_code == 302


def test_a_reviewer_is_not_offered_other_counties(go, town):
    page = go("register", by="east_reviewer").context["form"]
    offered = str(page.fields["counting_unit"].choices)
    assert str(town.unit["town"].uid) in offered
    assert str(town.unit["west"].uid) not in offered
    assert str(town.unit["park"].uid) not in offered
    wrong = typed(town, counting_unit=str(town.unit["west"].uid))
    assert go("register", by="east_reviewer", post=wrong).status_code == 200


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"name": ""}, "name", "必填"),
        ({"total_investment": "三亿"}, "total_investment", "万元"),
        ({"approval_code": "2404"}, "approval_code", "24"),
        ({"owner_credit_code": "91310115MA1H8R7C6D"}, "owner_credit_code", "信用代码"),
        ({"name": "青石镇中心小学 迁建工程", "is_another": "on",
          "confirmed_name": "青石镇中心小学 迁建工程"}, "name", "名称相同"),
    ],
)  # fmt: skip
def test_errors_stand_at_their_field(go, town, changes, field, words):
    form = go("register", post=typed(town, **changes)).context["form"]
    assert words in str(form.errors[field])


def amendment(town, go, **changes):
    form = go("amend", "plant").context["form"]
    values = {k: v for k, v in form.initial.items() if v is not None and v is not False}
    values["total_investment"] = "120000"
    return values | {"reason": "概算调整"} | changes


def test_amending_a_project(go, town):
    assert go("amend", "plant", post=amendment(town, go)).status_code == 302
    assert Project.objects.get(pk=town.project["plant"].pk).current.total_investment == 12 * YI


def test_two_people_amend_one_project(go, town):
    mine, theirs = amendment(town, go), amendment(town, go, sponsor="某副区长")
    go("amend", "plant", post=theirs)
    page = go("amend", "plant", post=mine)
    assert page.status_code == 200
    assert "其他人已修改" in page.content.decode()
    assert "重新载入" in page.content.decode()


def test_a_stage_is_recorded_with_its_date(go, town):
    page = go("stage", "conceived")
    assert "可行性研究" in page.content.decode()  # what counts, at the point of use
    form = page.context["form"]
    assert [value for value, _ in form.fields["what"].choices] == [
        "approved", "paused", "terminated",
    ]  # fmt: skip
    post = form.initial | {"what": "approved", "on": "2024-05-04", "with_date": "on",
                           "reason": "批复〔2024〕7号"}  # fmt: skip
    assert go("stage", "conceived", post=post).status_code == 302
    project = Project.objects.get(pk=town.project["conceived"].pk)
    actual = MilestoneDate.objects.get(project=project, milestone="approval", basis="actual")
    assert (project.stage, actual.happens_on) == ("approved", date(2024, 5, 4))


def test_a_pause_needs_a_reason_and_a_wrong_entry_is_voided(go, town):
    form = go("stage", "plant").context["form"]
    post = form.initial | {"what": "paused", "on": "2024-05-04", "reason": ""}
    assert "请写明事由" in str(go("stage", "plant", post=post).context["form"].errors["reason"])
    assert go("stage", "plant", post=post | {"reason": "资金未到位"}).status_code == 302
    project = Project.objects.get(pk=town.project["plant"].pk)
    assert project.is_paused
    event = StageEvent.objects.get(project=project, event="paused")
    by_reporter = {"by": "town_reporter", "post": {"reason": "登记错误"}}
    assert go("void_stage", "plant", event.uid, **by_reporter).status_code == 403
    assert go("void_stage", "plant", event.uid, post={"reason": "登记错误"}).status_code == 302
    project.refresh_from_db()
    assert not project.is_paused
    page = go("stage", "plant").content.decode()
    assert "登记错误" in page
    assert "已作废" in page


def test_moving_a_date_needs_a_reason(go, town):
    page = go("dates", "plant", by="town_reporter", milestone="completion", basis="planned")
    assert page.context["form"]["milestone"].value() == "completion"
    post = {"milestone": "start", "basis": "planned", "happens_on": "2024-08-01", "reason": ""}
    refused = go("dates", "plant", by="town_reporter", post=post)
    assert "请写明事由" in str(refused.context["form"].errors["reason"])
    future = post | {"basis": "actual", "reason": "更正"}
    refused = go("dates", "plant", by="town_reporter", post=future)
    assert "晚于今天" in str(refused.context["form"].errors["happens_on"])
    done = go("dates", "plant", by="town_reporter", post=post | {"reason": "用地批复推迟"})
    assert done.status_code == 302
    assert "用地批复推迟" in go("dates", "plant").content.decode()


def test_supporting_units_see_the_project_from_then_on(go, town):
    assert go("project", "plant", by="health_reporter").status_code == 404
    post = {"form": "supports", "units": [str(town.unit["health"].uid)], "reason": "环评配合"}
    assert go("partners", "plant", post=post).status_code == 302
    assert go("project", "plant", by="health_reporter").status_code == 200
    assert go("partners", "plant", post={"form": "supports", "units": []}).status_code == 302
    assert go("project", "plant", by="health_reporter").status_code == 404
    assert Support.objects.get(project=town.project["plant"]).to_on == date(2024, 5, 5)
    same = go("partners", "plant", post={"form": "supports", "units": []})
    assert "没有变化" in same.content.decode()


def test_programmes_are_left_and_joined_again(go, town):
    Programme.objects.create(key="ten", name="十项重大工程")
    for chosen in (["ten"], [], ["ten"]):
        post = {"form": "programmes", "programmes": chosen}
        assert go("partners", "plant", post=post).status_code == 302
    listed = go("index", programme="ten").content.decode()
    assert "精密轴承" in listed
    go("partners", "plant", post={"form": "programmes", "programmes": []})
    assert "精密轴承" not in go("index", programme="ten").content.decode()
    verbs = AuditEntry.objects.filter(verb="set_programmes").order_by("id")
    assert [v.values.get("after.programmes") for v in verbs] == [["ten"], [], ["ten"], []]


def test_the_forms_ask_the_same_number_of_questions_however_long_the_log(
    go, town, django_assert_max_num_queries
):
    for name in PAGES:
        with django_assert_max_num_queries(40):
            go(name, "plant")
