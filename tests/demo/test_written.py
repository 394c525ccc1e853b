"""The city as it is written: units, people, April, traces."""

import hashlib

import pytest
from django.apps import apps
from django.contrib.auth import authenticate
from django.db.models import Count, Sum
from django.test import Client

from yipanqi.apps.board.programmes.models import Charter
from yipanqi.apps.board.programmes.standings import members
from yipanqi.apps.ledger.projects.facts import project_facts
from yipanqi.apps.ledger.projects.models import Project
from yipanqi.apps.ledger.units.models import RegionCode, User
from yipanqi.apps.ledger.units.queries import delegations_held, tree_on, viewer_for
from yipanqi.apps.month.reporting.models import MonthReport, MonthWindow, ReportRevision
from yipanqi.apps.month.reporting.rows import report_rows
from yipanqi.core.ledgers.programmes import ProgrammeKind
from yipanqi.core.month import Month
from yipanqi.core.refusal import Refusal
from yipanqi.demo import is_built, jobs, reset
from yipanqi.demo.accounts import PASSWORD, SHOWCASE
from yipanqi.demo.builder import build_city
from yipanqi.demo.city.instants import TODAY
from yipanqi.demo.tour import TOUR
from yipanqi.infra import clock
from yipanqi.infra.jobs import drain, enqueue
from yipanqi.infra.models import AuditEntry, Installation, Job
from yipanqi.infra.seal import seal_all, verify_chain

assert jobs.reset  # registers the handler
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("shaoxing")]

APRIL = Month(2024, 4)
KEY_TABLES = (
    "units.Unit",
    "units.UnitVersion",
    "units.User",
    "projects.Project",
    "projects.ProjectVersion",
    "projects.AnnualEntry",
    "projects.MilestoneDate",
    "projects.StageEvent",
    "reporting.MonthReport",
    "reporting.ReportRevision",
    "reporting.Observation",
    "problems.Problem",
    "snapshots.Adjustment",
    "targets.Target",
)


def table_hash(label: str) -> str:
    """Of every column but keys, which differ between databases, and the salted password."""
    model = apps.get_model(label)
    names = [
        f.attname
        for f in model._meta.concrete_fields
        if not f.is_relation and f.attname not in {"id", "password"}
    ]
    lines = sorted(map(repr, model._default_manager.values_list(*names)))
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def test_it_lives_on_its_own_date():
    assert is_built()
    assert clock.business_today() == TODAY
    assert Installation.objects.get(pk=1).is_demo


def test_tree_today_and_before_2013():
    tree = tree_on(TODAY)
    counties = [n for n in tree.children(tree.root.pk) if n.code]
    assert {n.code for n in counties} == {
        "330602",
        "330603",
        "330604",
        "330624",
        "330681",
        "330683",
    }
    towns = [n for n in tree.nodes.values() if len(n.code) == 9]
    assert len(towns) == 103
    for name in ("滨海新区", "绍兴高新区"):
        zone = next(n for n in tree.nodes.values() if n.short_name == name)
        assert zone.is_view
        assert tree.nodes[zone.parent].code == "330602"
    old = tree_on(TODAY.replace(year=2012))
    assert {"330621", "330682"} <= {n.code for n in old.nodes.values()}
    assert RegionCode.objects.filter(code="330621", successor="330603").exists()


def test_six_counties_make_the_city():
    facts = project_facts(Month(2024, 4)).values()
    tree = tree_on(TODAY)
    counties = [n.pk for n in tree.children(tree.root.pk) if n.code]
    by_county = [
        sum(f.annual_plan or 0 for f in facts if f.counting_unit in tree.under(pk))
        for pk in counties
    ]
    assert sum(by_county) == sum(f.annual_plan or 0 for f in facts) > 0
    for fact in facts:
        assert not tree.nodes[fact.counting_unit].is_view


def test_every_account_logs_in():
    assert User.objects.count() > 140
    for user in User.objects.exclude(username="guanliyuan"):
        assert viewer_for(user).units, user.username
    for showcase in SHOWCASE:
        assert authenticate(username=showcase.username, password=PASSWORD), showcase
    passwords = set(User.objects.values_list("password", flat=True))
    assert len(passwords) == 1  # so each one is the one tried above
    assert not User.objects.filter(must_change_password=True).exists()


def test_tour_uses_real_accounts():
    names = set(User.objects.values_list("username", flat=True))
    assert len(TOUR) == 12
    for stop in TOUR:
        assert stop.who == User.objects.get(username=stop.username).name
        assert stop.username in names


def test_delegation_in_force():
    held = delegations_held(User.objects.get(username="bangongshi2"))
    assert [d.principal.username for d in held] == ["lingdao"]


def test_past_months_are_agreed():
    past = MonthReport.objects.filter(window__month__lt="2024-04")
    agreed = past.filter(state="approved").count()
    assert agreed * 1000 // past.count() > 980
    assert past.filter(state="approved", first_submitted_on=None).count() == 0
    assert past.filter(times_returned__gt=0).count() > 300
    for report in past.filter(state="approved")[:50]:
        last = report.revisions.order_by("number").last()
        assert last.event == ReportRevision.Event.APPROVED
        assert last.year_to_date == report.year_to_date


def test_april_waits_for_the_visitor():
    window = MonthWindow.objects.get(month="2024-04")
    assert (window.due_on.isoformat(), window.reviewed_by_on) == ("2024-04-28", TODAY)
    rows = report_rows(window)
    states = {row.state for row in rows}
    assert states == {"approved", "submitted", "returned", "draft", "missing"}
    for row in rows:
        if row.state in {"approved", "submitted"}:
            assert not row.blocking, row.facts.name
    mine = [r for r in rows if r.report is None or r.report.saved_by.username == "diankou.tb"]
    assert {"returned", "draft"} <= {r.state for r in mine}
    assert (
        MonthReport.objects.filter(window=window, waiting_unit=None, state="submitted").count() == 0
    )
    remarks = ReportRevision.objects.filter(report__window=window, event="returned")
    assert all(r.field_remarks.count() == 2 for r in remarks)


def test_nothing_is_known_before_it_happened():
    for window in MonthWindow.objects.filter(month__lt="2024-04"):
        late = ReportRevision.objects.filter(
            report__window=window, business_on__gt=window.freeze_on
        )
        assert not late.exists()


def test_traces_are_few_and_sound():
    assert AuditEntry.objects.filter(verb="demo.build").count() < 200
    reports = AuditEntry.objects.filter(verb="demo.build").values_list("values", flat=True)
    assert sum(v["after.reports"] for v in reports) == MonthReport.objects.count()
    seal_all()
    assert verify_chain().fault is None


def test_project_sums_by_programme():
    assert Project.objects.filter(programmes__programme__key="thousand").count() == 130
    totals = Project.objects.values("is_package").annotate(
        n=Count("pk"), money=Sum("current__total_investment")
    )
    assert {row["is_package"]: row["n"] for row in totals} == {False: 788, True: 12}


def test_every_programme_is_more_than_a_name():
    """Five running tasks, three measures, and projects: its own or those of its parts."""
    rows = list(Charter.objects.unscoped("counted").filter(ended_on=None))
    assert len(rows) == 25
    assert {row.kind for row in rows} == set(ProgrammeKind)
    for row in rows:
        running = row.tasks.filter(commitment__state__in=("open", "returned")).count()
        has = (running, row.measures.filter(ended_on=None).count(), len(members(row, APRIL)))
        named = (row.programme.name, has)
        assert all(n >= least for n, least in zip(has, (5, 3, 5), strict=True)), named
    assert sum(row.parent is not None for row in rows) == 7


def test_never_over_another_city():
    with pytest.raises(Refusal, match=r"demo\.not_empty"):
        build_city()
    Installation.objects.update(is_demo=False)
    with pytest.raises(Refusal, match=r"demo\.not_a_demo"):
        reset()


@pytest.mark.one_database
def test_reset_brings_the_same_city_back():
    before = {label: table_hash(label) for label in KEY_TABLES}
    MonthReport.objects.update(year_to_date=1)
    reset(freeze=False)
    assert {label: table_hash(label) for label in KEY_TABLES} == before


def test_reset_as_a_job_keeps_the_job():
    waiting = enqueue("demo.reset", "demo.reset", freeze=False)
    assert drain(1) == 1
    done = Job.objects.get(pk=waiting.pk)
    assert done.state == Job.State.DONE, done.error
    assert enqueue("something", "else").pk > done.pk


def test_login_page_shows_accounts_and_lets_them_in(client: Client):
    page = client.get("/login/").content.decode()
    assert all(showcase.username in page for showcase in SHOWCASE)
    assert client.login(username="zhuji.sh", password=PASSWORD)
    page = client.get("/tour/").content.decode()
    assert all(stop.title in page for stop in TOUR)
