"""Slip ledger and typical problems on their pages, with their verbs and who may use them."""

from datetime import date

import pytest
from django.urls import reverse

from city import make_project, set_date
from yipanqi.apps.ledger.projects.actions import set_milestone
from yipanqi.apps.ledger.projects.models import MilestoneDate
from yipanqi.apps.life.pipeline.actions import Choice, choose_case, drop_case, set_slip_cause
from yipanqi.apps.life.pipeline.cases import chosen_cases, found_cases
from yipanqi.apps.life.pipeline.models import ChosenCase, SlipNote
from yipanqi.apps.life.pipeline.slips import slip_lines
from yipanqi.core.month import Month
from yipanqi.core.pipeline.cases import CaseKind
from yipanqi.core.projects.slips import SlipCause
from yipanqi.core.refusal import Conflict, Forbidden, Missing, Refusal
from yipanqi.infra.models import AuditEntry

APRIL = Month(2024, 4)


@pytest.fixture
def moved(town):
    """A project of 东山区 whose start moved twice later and once earlier."""
    project = make_project(
        town, key="moved", planned_start_on=date(2024, 2, 1), actual_start_on=None,
        stage="conceived", annual_class="new_start",
    )  # fmt: skip
    for on, known in (
        (date(2024, 4, 1), date(2024, 2, 20)),
        (date(2024, 3, 15), date(2024, 3, 5)),
        (date(2024, 6, 1), date(2024, 3, 25)),
    ):
        set_date(project, "start", "planned", on, known)
    MilestoneDate.objects.filter(project=project).update(reason="征迁签约未完成")
    town.project["moved"] = project
    return project


def test_every_move_is_told_with_its_days(town, moved):
    lines = slip_lines(town.viewer("office"), APRIL)
    assert [line.days for line in lines] == [78, -17, 60]
    assert {line.cause for line in lines} == {SlipCause.DEMOLITION}


def test_a_month_knows_only_what_was_recorded_by_its_end(town, moved):
    assert [m.days for m in slip_lines(town.viewer("office"), Month(2024, 2))] == [60]


def test_the_ledger_adds_up_days_to_later_days_only(town, moved, page):
    answer = page("office", reverse("projects:slips") + "?month=2024-04")
    context = answer.context
    assert (context["later"], context["days"]) == (2, 138)
    assert [(u.days, u.earlier) for u in context["units"]] == [(138, 1)]
    sums = page("office", reverse("projects:slips") + "?month=2024-04&list=projects").context
    assert [s.uid for s in sums["page"]] == [str(moved.uid)]
    assert "征迁" in answer.content.decode()
    filtered = page("office", reverse("projects:slips") + "?cause=land").context
    assert filtered["later"] == 0
    assert page("office", reverse("projects:slips") + "?period=month").context["later"] == 0


def test_the_one_who_recorded_a_move_is_named(town, moved, page):
    set_milestone(
        viewer=town.viewer("east_reviewer"),
        project=moved,
        milestone=MilestoneDate.Milestone.START,
        basis=MilestoneDate.Basis.PLANNED,
        happens_on=date(2024, 7, 1),
        reason="用地指标未落实",
    )
    answer = page("office", reverse("projects:slips"), {"month": "2024-05"})
    assert town.user["east_reviewer"].name in answer.content.decode()


@pytest.mark.parametrize(("who", "moves"), [("east_reviewer", 3), ("west_reviewer", 0)])
def test_each_sees_the_own_moves(town, moved, page, who, moves):
    answer = page(who, reverse("projects:slips") + "?month=2024-04&list=moves")
    assert answer.context["page"].paginator.count == moves


def test_the_keeper_gives_a_cause(town, moved, page):
    line = slip_lines(town.viewer("office"), APRIL)[0]
    address = reverse("projects:slip-cause", args=[line.uid])
    assert page("south_reviewer", address).status_code == 404
    assert page("east_reporter", address).status_code == 403
    assert page("east_reviewer", address, {"cause": "funds"}, post=True).status_code == 302
    assert slip_lines(town.viewer("office"), APRIL)[0].cause is SlipCause.FUNDS
    assert AuditEntry.objects.get(verb="set_slip_cause").values["after.cause"] == "funds"
    with pytest.raises(Refusal, match=r"slip\.cause_unknown"):
        set_slip_cause(viewer=town.viewer("office"), moved_uid=line.uid, cause="fate")
    assert SlipNote.objects.count() == 1


def test_rules_find_the_slow_one(town, moved):
    found = {(f.row.entry.uid, f.case.kind) for f in found_cases(town.viewer("office"), APRIL)}
    assert (str(moved.uid), CaseKind.SLOW_PRELIMINARY) in found
    assert not found_cases(town.viewer("south_reviewer"), APRIL)


CHOICE = Choice(CaseKind.SLOW_PRELIMINARY, "两次推迟，征迁无进展", "东山区政府5月底前完成签约")


def test_a_person_chooses_and_drops_a_case(town, moved):
    office = town.viewer("office")
    row = choose_case(viewer=office, project_uid=moved.uid, month=APRIL, choice=CHOICE)
    assert [c.pk for c in chosen_cases(office, APRIL)] == [row.pk]
    assert row.found["code"] == "case.slow_preliminary"
    with pytest.raises(Refusal, match=r"case\.already_chosen"):
        choose_case(viewer=office, project_uid=moved.uid, month=APRIL, choice=CHOICE)
    other = Choice(CaseKind.STALLED, "停工")
    with pytest.raises(Refusal, match=r"case\.not_found_by_rule"):
        choose_case(viewer=office, project_uid=moved.uid, month=APRIL, choice=other)
    with pytest.raises(Conflict):
        drop_case(viewer=office, case_uid=row.uid, reason="已解决", expected_version=9)
    drop_case(viewer=office, case_uid=row.uid, reason="已解决", expected_version=1)
    assert chosen_cases(office, APRIL) == []
    verbs = AuditEntry.objects.filter(verb__in=["choose_case", "drop_case"])
    assert verbs.count() == 2


def test_who_may_choose(town, moved):
    for who, refusal in (
        ("east_reviewer", Forbidden),
        ("leader", Forbidden),
        ("south_reviewer", Missing),
    ):
        with pytest.raises(refusal):
            choose_case(viewer=town.viewer(who), project_uid=moved.uid, month=APRIL, choice=CHOICE)
    assert not ChosenCase.objects.unscoped("test").exists()


def test_the_pages_of_cases(town, moved, page):
    listed = page("office", reverse("projects:cases") + "?month=2024-04")
    assert str(moved.uid) in {row["uid"] for row in listed.context["rows"]}
    file = reverse("projects:case", args=[moved.uid]) + "?month=2024-04"
    assert "共 121 天" in page("east_reviewer", file).content.decode()
    assert page("south_reviewer", file).status_code == 404
    sent = {"kind": "slow_preliminary", "words": "征迁无进展", "asked": "月底前完成"}
    assert page("east_reviewer", file, sent, post=True).status_code == 403
    assert page("office", file, sent | {"words": ""}, post=True).status_code == 200
    assert page("office", file, sent, post=True).status_code == 302
    row = ChosenCase.objects.unscoped("test").get()
    drop = reverse("projects:drop-case", args=[row.uid])
    assert page("east_reviewer", drop).status_code == 403
    assert page("south_reviewer", drop).status_code == 404
    assert page("office", drop, {"reason": "已解决", "version": "1"}, post=True).status_code == 302


def test_queries_do_not_grow(town, moved, page, django_assert_max_num_queries):
    for address in ("projects:slips", "projects:cases"):
        page("office", reverse(address))
        with django_assert_max_num_queries(70) as few:
            page("office", reverse(address))
        for n in range(4):
            key = f"{address[-5:]}{n}"
            extra = make_project(town, key=key, actual_start_on=None, stage="conceived")
            set_date(extra, "start", "planned", date(2024, 9, 1), date(2024, 1, 5))
        with django_assert_max_num_queries(len(few.captured_queries)):
            page("office", reverse(address))
