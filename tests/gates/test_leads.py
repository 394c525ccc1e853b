"""Leads: seen by the attracting unit and the investment office only; signed without retyping."""

import io
from datetime import date

import openpyxl
import pytest

from gates.conftest import photo
from gates.test_gates import code_of
from yipanqi.apps.life.gates import actions as gates
from yipanqi.apps.life.leads import actions
from yipanqi.apps.life.leads.actions import Contact, LeadData, Promised, Signing
from yipanqi.apps.life.leads.models import InvestmentOffice, Lead, SigningPromise
from yipanqi.apps.promises.commitments import actions as commitments
from yipanqi.core.projects.leads import ContactKind, LeadStage, Side
from yipanqi.core.projects.stages import Stage
from yipanqi.core.refusal import Forbidden, Missing, Refusal
from yipanqi.infra.models import AuditEntry

SECRET = "青石湖机器人关节产业园"
INVESTOR = "远山精密传动公司"


@pytest.fixture
def lead(town) -> Lead:
    """青石镇's own; 市经信局 is the investment office, and nobody sits in it but ``line``'s."""
    InvestmentOffice.objects.create(unit=town.unit["transport"], from_on=date(2024, 1, 1))
    data = LeadData(
        name=SECRET,
        investor_name=INVESTOR,
        unit=town.unit["town"],
        owner="镇长",
        amount=1_200_000_000,
        content="年产关节模组五十万套。",
    )
    row = actions.open_lead(viewer=town.viewer("town_reporter"), lead=data)
    return actions.move_lead(
        viewer=town.viewer("town_reporter"), lead_uid=row.uid, stage=LeadStage.NEGOTIATING
    )


def signing(town, **changes) -> Signing:
    values = {
        "on": date(2024, 5, 4),
        "contract": photo("red"),
        "contract_name": "合同.jpg",
        "counting_unit": town.unit["town"],
        "lead_unit": town.unit["east"],
        "reporting_unit": town.unit["town"],
        "total_investment": 1_100_000_000,
        "planned_start_on": date(2024, 9, 1),
        "planned_completion_on": date(2026, 6, 30),
    }
    return Signing(**values | changes)


SEES = {"town_reporter", "line"}
ALL = ("office", "east_reviewer", "east_reporter", "park_reporter", "town_reporter",
       "west_reviewer", "west_reporter", "south_reviewer", "line", "health_reporter", "leader",
       "east_leader", "auditor", "admin")  # fmt: skip


def told_by(page, who: str, lead: Lead, promise: SigningPromise) -> list[tuple[str, str]]:
    """(address, secret): list, counts, search, exports, funnel, desk, audit log, the record."""
    addresses = (
        "/leads/", "/leads/?stage=all&q=青石湖", "/leads/export.xlsx?stage=all",
        f"/leads/{lead.uid}/", f"/leads/promises/{promise.uid}/", "/search/?q=青石湖",
        "/projects/", "/projects/funnel/", "/projects/export.xlsx", "/", "/system/audit/",
        f"/system/audit/?subject={lead.uid}", "/system/audit/?verb=open_lead",
        "/supervision/?state=all", "/notices/",
    )  # fmt: skip
    secrets = (SECRET, INVESTOR, "通10千伏专线", "登记招引线索", "12.00亿元", str(lead.uid))
    told = []
    for address in addresses:
        answer = page(who, address)
        content = answer.getvalue() if answer.streaming else answer.content
        said = content.decode("utf-8", "replace")
        if content.startswith(b"PK"):
            book = openpyxl.load_workbook(io.BytesIO(content))
            said = "".join(str(c.value) for sheet in book for row in sheet for c in row)
        told += [(address, s) for s in secrets if s in said and s not in address]
    return told


def test_nobody_else_learns_of_a_lead_anywhere(town, lead, page):
    common = {"viewer": town.viewer("town_reporter"), "lead_uid": lead.uid}
    promised = Promised(Side.CITY, "通10千伏专线", date(2024, 8, 1), town.unit["east"])
    promise = actions.add_promise(**common, promised=promised)
    met = Contact(ContactKind.VISIT, date(2024, 5, 2), INVESTOR, SECRET)
    actions.log_contact(**common, contact=met)
    told = {who: told_by(page, who, lead, promise) for who in ALL}
    for who in SEES:
        seen = {address for address, _ in told.pop(who)}
        assert seen >= {"/leads/", "/leads/export.xlsx?stage=all", f"/leads/{lead.uid}/"}
        assert not any("audit" in address for address in seen)
    assert {who for who, said in told.items() if said} == set()
    for who in told:
        assert not Lead.objects.visible_to(town.viewer(who)).exists()
        with pytest.raises(Missing):
            actions.move_lead(viewer=town.viewer(who), lead_uid=lead.uid, stage=LeadStage.READY)


def test_the_audit_rows_are_sealed_and_name_nothing(town, lead):
    rows = AuditEntry.objects.filter(subject_uid=str(lead.uid))
    assert rows.count() == 2
    said = " ".join(f"{row.values} {row.reason} {row.unit_uid}" for row in rows)
    assert SECRET not in said
    assert INVESTOR not in said
    assert str(town.unit["town"].uid) not in said


def test_only_the_administrator_names_the_office_and_sees_no_lead_by_it(town, lead):
    call = {"unit": town.unit["industry"]}
    for who in ("office", "leader", "line"):
        with pytest.raises(Forbidden):
            actions.name_investment_office(viewer=town.viewer(who), **call)
    admin = town.viewer("admin")
    row = actions.name_investment_office(viewer=admin, **call)
    assert not Lead.objects.visible_to(admin).exists()
    actions.end_investment_office(viewer=admin, office=row, reason="职能划转")


def test_a_lead_becomes_a_project_with_its_promises_and_nothing_typed_twice(town, lead):
    clerk = town.viewer("town_reporter")
    for side, text, unit in (
        (Side.INVESTOR, "9月底前首期到资2亿元", None),
        (Side.CITY, "8月底前交地100亩", town.unit["east"]),
    ):
        promised = Promised(side, text, date(2024, 8, 31), unit)
        actions.add_promise(viewer=clerk, lead_uid=lead.uid, promised=promised)
    project = actions.sign_lead(viewer=clerk, lead_uid=lead.uid, signing=signing(town))
    version = project.current
    assert (version.name, version.owner_name, version.content) == (SECRET, INVESTOR, lead.content)
    project.refresh_from_db()
    assert project.stage == Stage.CONCEIVED, "signed once whoever keeps the register accepts it"
    passage = project.gate_passages.get()
    gates.accept_gate(viewer=town.viewer("east_reviewer"), passage_uid=passage.uid)
    project.refresh_from_db()
    assert project.stage == Stage.SIGNED
    city, investor = (project.signing_promises.get(side=s) for s in (Side.CITY, Side.INVESTOR))
    assert not SigningPromise.objects.visible_to(town.viewer("west_reviewer")).exists()
    reviewer = town.viewer("office")
    row = actions.hand_over_promise(viewer=reviewer, promise_uid=city.uid)
    assert row.commitment.project_id == project.pk
    call = {"viewer": clerk, "on": date(2024, 5, 5), "words": "验资报告"}
    assert code_of(actions.keep_promise, promise_uid=city.uid, **call) == "lead.promise_is_task"
    actions.keep_promise(promise_uid=investor.uid, **call)
    task = row.commitment.uid
    east = town.viewer("east_reporter")
    commitments.add_evidence(viewer=east, uid=task, file=photo("blue"), name="交地.jpg")
    commitments.report_done(viewer=east, uid=task, result="已交地100亩。")
    commitments.close_out(viewer=reviewer, uid=task, verdict="属实")
    city.refresh_from_db()
    assert city.kept_on == date(2024, 5, 5)
    assert (
        code_of(
            actions.move_lead, viewer=clerk, lead_uid=lead.uid, stage=LeadStage.DROPPED, words="误"
        )
        == "lead.move_not_allowed"
    )


def test_doubles_on_the_register_are_asked_about_at_that_moment(town, lead):
    other = town.project["hospital"].current  # of 西河县: the clerk may not learn its name
    other.owner_name = INVESTOR
    other.save()
    call = {"viewer": town.viewer("town_reporter"), "lead_uid": lead.uid}
    with pytest.raises(Refusal) as refusal:
        actions.sign_lead(**call, signing=signing(town))
    assert refusal.value.code == "lead.alike_found"
    far = {"counting_unit": town.unit["west"], "is_another": True}
    with pytest.raises(Forbidden, match="not_in_unit"):
        actions.sign_lead(**call, signing=signing(town, **far))
    wrong = {"planned_start_on": date(2024, 5, 1), "is_another": True}
    assert code_of(actions.sign_lead, **call, signing=signing(town, **wrong)) == "lead.dates_wrong"
    assert actions.sign_lead(**call, signing=signing(town, is_another=True)).pk


def test_the_pages_of_a_lead_open_for_its_unit(town, lead, page):
    for address in ("/leads/", f"/leads/{lead.uid}/", f"/leads/{lead.uid}/amend/",
                    f"/leads/{lead.uid}/sign/", "/leads/new/"):  # fmt: skip
        assert page("town_reporter", address).status_code == 200, address
    assert page("admin", "/leads/office/").status_code == 200
    assert page("east_reviewer", f"/leads/{lead.uid}/").status_code == 404
