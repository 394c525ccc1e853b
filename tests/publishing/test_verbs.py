"""Publishing: who may do what in which state, what is logged, what can never change again."""

import pytest
from django.db import IntegrityError, transaction

from publishing.conftest import MARCH, publish
from yipanqi.apps.month.reporting.models import MonthWindow
from yipanqi.apps.month.snapshots.actions import begin_restatement, freeze_month
from yipanqi.apps.results.publishing.actions import (
    add_exemption,
    approve_publication,
    draft_publication,
    finalise_publication,
    make_documents,
    return_publication,
    set_profile,
    withdraw_exemption,
)
from yipanqi.apps.results.publishing.actions.publish import shown_hash
from yipanqi.apps.results.publishing.board import board_of
from yipanqi.apps.results.publishing.models import Exemption, Publication
from yipanqi.apps.results.scoring.actions import score_month
from yipanqi.apps.results.scoring.models import RankLine, ScoreLine
from yipanqi.core.refusal import Conflict, Forbidden, Missing, Refusal
from yipanqi.infra.models import AuditEntry, Job

pytestmark = pytest.mark.django_db
OUTSIDERS = ("auditor", "east_reviewer", "line", "admin")


def code_of(call, *args, **kwargs):
    with pytest.raises(Refusal) as refused:
        call(*args, **kwargs)
    return refused.value.code


def order(town, draft, unit="west", effect="exempt", **changes):
    values = {
        "viewer": town.viewer("office"),
        "publication": draft,
        "unit_uid": str(town.unit[unit].uid),
        "effect": effect,
        "reason": "3月遭受洪涝灾害",
        "ordered_by": "市政府常务会议",
    }
    return add_exemption(**values | changes)


def test_drafting_is_the_root_office_s_and_happens_once_for_a_sheet(town, sheet):
    for name in ("leader", *OUTSIDERS):
        with pytest.raises(Forbidden):
            draft_publication(viewer=town.viewer(name), sheet=sheet)
    office = town.viewer("office")
    made = draft_publication(viewer=office, sheet=sheet, key="d")
    assert draft_publication(viewer=office, sheet=sheet, key="d") == made
    assert code_of(draft_publication, viewer=office, sheet=sheet) == "publication.exists"
    entry = AuditEntry.objects.get(verb="draft_publication")
    assert entry.subject_uid == str(made.uid)
    assert entry.month == "2024-03"


def test_only_the_latest_sheet_of_a_month_can_be_published(town, sheet):
    office = town.viewer("office")
    begin_restatement(viewer=office, month=MARCH, reason="更正")
    freeze_month(viewer=office, month=MARCH)
    newer = score_month(viewer=office, month=MARCH, scheme_key="town")
    code = code_of(draft_publication, viewer=office, sheet=sheet)
    assert code == "publication.sheet_superseded"
    assert draft_publication(viewer=office, sheet=newer).sheet == newer


def test_approval_is_a_second_named_person_s(town, draft):
    for name in OUTSIDERS:
        with pytest.raises(Forbidden):
            approve_publication(viewer=town.viewer(name), publication=draft)
    with pytest.raises(Forbidden) as refused:
        approve_publication(viewer=town.viewer("office"), publication=draft)
    assert refused.value.code == "publication.not_the_drafter"
    with pytest.raises(Forbidden):
        approve_publication(viewer=town.viewer("east_leader"), publication=draft)
    with pytest.raises(Forbidden, match="not_the_drafter"):
        approve_publication(viewer=town.deputy("line", of="office"), publication=draft)
    approved = approve_publication(
        viewer=town.viewer("leader"), publication=draft, expected_version=draft.version
    )
    assert approved.approved_by == town.user["leader"]
    with pytest.raises(Conflict):
        approve_publication(
            viewer=town.viewer("leader"), publication=approved, expected_version=draft.version
        )
    assert AuditEntry.objects.get(verb="approve_publication").actor_name == "市领导"


def test_what_is_approved_cannot_be_changed_until_it_is_given_back(town, draft):
    approved = approve_publication(viewer=town.viewer("leader"), publication=draft)
    office = town.viewer("office")
    assert code_of(order, town, approved) == "publication.is_approved"
    code = code_of(set_profile, viewer=office, publication=approved, profile="lights")
    assert code == "publication.is_approved"
    leader = town.viewer("leader")
    code = code_of(return_publication, viewer=leader, publication=approved, reason=" ")
    assert code == "publication.reason_missing"
    back = return_publication(viewer=leader, publication=approved, reason="请核对西河县")
    assert back.state == Publication.State.DRAFT
    assert back.approved_by is None
    order(town, back)


def test_publishing_needs_approval_and_makes_the_month_published(town, draft):
    office = town.viewer("office")
    code = code_of(finalise_publication, viewer=office, publication=draft)
    assert code == "publication.not_approved"
    approved = approve_publication(viewer=town.viewer("leader"), publication=draft)
    with pytest.raises(Forbidden):
        finalise_publication(viewer=town.viewer("leader"), publication=approved)
    final = finalise_publication(viewer=office, publication=approved, key="f")
    assert final.state == Publication.State.FINAL
    assert final.shown_hash == shown_hash(final.shown)
    assert len(final.chain_head) == 64
    assert MonthWindow.objects.get(month="2024-03").state == MonthWindow.State.PUBLISHED
    assert Job.objects.get(name="make_documents").args == {"publication": str(final.uid)}
    assert finalise_publication(viewer=office, publication=final, key="f") == final
    entry = AuditEntry.objects.get(verb="finalise_publication")
    assert entry.values["after.shown_hash"] == final.shown_hash


def test_what_is_final_is_fixed(town, published):
    office, leader = town.viewer("office"), town.viewer("leader")
    shown = published.shown
    assert code_of(order, town, published) == "publication.is_final"
    for call, values in (
        (set_profile, {"viewer": office, "profile": "lights"}),
        (approve_publication, {"viewer": leader}),
        (return_publication, {"viewer": leader, "reason": "改"}),
        (finalise_publication, {"viewer": office}),
    ):
        assert code_of(call, publication=published, **values) == "publication.is_final"
    RankLine.objects.filter(sheet=published.sheet).update(rank=9)  # whatever happens to the rows
    published.refresh_from_db()
    assert published.shown == shown
    assert published.shown_hash == shown_hash(shown)
    with pytest.raises(IntegrityError), transaction.atomic():
        Publication.objects.create(
            sheet=published.sheet, month="2024-03", state="final", drafted_at=published.drafted_at
        )


def test_a_month_opened_for_restatement_cannot_be_published(town, draft):
    approved = approve_publication(viewer=town.viewer("leader"), publication=draft)
    office = town.viewer("office")
    begin_restatement(viewer=office, month=MARCH, reason="更正")
    code = code_of(finalise_publication, viewer=office, publication=approved)
    assert code == "publication.month_reopened"
    freeze_month(viewer=office, month=MARCH)
    score_month(viewer=office, month=MARCH, scheme_key="town")
    code = code_of(finalise_publication, viewer=office, publication=approved)
    assert code == "publication.sheet_superseded"


def test_an_order_to_omit_changes_what_is_shown_and_never_the_score(town, draft, sheet):
    before = list(ScoreLine.objects.order_by("id").values_list("points", flat=True))
    ranks = list(RankLine.objects.order_by("id").values_list("unit_uid", "rank", "total"))
    rows = {r["name"]: r for r in board_of(draft)["leagues"][0]["rows"]}
    order(town, draft, "west", "omit")
    board = board_of(draft)["leagues"][0]
    assert "西河县" not in {r["name"] for r in board["rows"]}
    assert board["omitted"] == 1
    for row in board["rows"]:
        assert row == rows[row["name"]]
    assert list(ScoreLine.objects.order_by("id").values_list("points", flat=True)) == before
    again = RankLine.objects.order_by("id").values_list("unit_uid", "rank", "total")
    assert list(again) == ranks
    entry = AuditEntry.objects.get(verb="add_exemption")
    assert entry.reason == "3月遭受洪涝灾害"
    assert entry.values["after.ordered_by"] == "市政府常务会议"


def test_an_exemption_takes_a_unit_off_the_criticism_list_with_its_reason(town, draft):
    lists = board_of(draft)["leagues"][0]["honours"]
    assert "东山区" in lists["criticised"]
    order(town, draft, "east", "exempt")
    lists = board_of(draft)["leagues"][0]["honours"]
    assert "东山区" not in lists["criticised"]
    expected = {"unit": "东山区", "side": "criticism", "reason": "3月遭受洪涝灾害"}
    assert lists["withheld"] == [expected]


def test_orders_are_refused_without_reason_twice_or_for_strangers(town, draft):
    assert code_of(order, town, draft, reason=" ") == "exemption.reason_missing"
    assert code_of(order, town, draft, ordered_by="") == "exemption.reason_missing"
    assert code_of(order, town, draft, unit="health") == "exemption.unit_not_ranked"
    assert code_of(order, town, draft, effect="praise") == "exemption.unknown_effect"
    for name in ("leader", *OUTSIDERS):
        with pytest.raises(Forbidden):
            order(town, draft, viewer=town.viewer(name))
    made = order(town, draft, key="o")
    assert order(town, draft, key="o") == made
    assert code_of(order, town, draft) == "exemption.exists"


def test_a_withdrawn_order_stays_on_record(town, draft):
    made = order(town, draft, "west", "omit")
    office = town.viewer("office")
    code = code_of(withdraw_exemption, viewer=office, exemption=made, reason="")
    assert code == "exemption.reason_missing"
    kept = withdraw_exemption(viewer=office, exemption=made, reason="决定撤销")
    assert kept.withdrawn_at is not None
    assert "西河县" in {r["name"] for r in board_of(draft)["leagues"][0]["rows"]}
    with pytest.raises(Missing):
        withdraw_exemption(viewer=office, exemption=made, reason="再撤")
    order(town, draft, "west", "omit")
    assert Exemption.objects.count() == 2
    assert AuditEntry.objects.filter(verb="withdraw_exemption").count() == 1


def test_profiles_are_checked_and_versions_too(town, draft):
    office = town.viewer("office")
    code = code_of(set_profile, viewer=office, publication=draft, profile="secret")
    assert code == "publication.unknown_profile"
    code = code_of(set_profile, viewer=office, publication=draft, profile="full", first_last=0)
    assert code == "publication.places_out_of_range"
    with pytest.raises(Conflict):
        set_profile(viewer=office, publication=draft, profile="full", expected_version=7)
    with pytest.raises(Forbidden):
        set_profile(viewer=town.viewer("leader"), publication=draft, profile="lights")
    kept = set_profile(viewer=office, publication=draft, profile="first_last", first_last=1)
    assert (kept.profile, kept.first_last, kept.version) == ("first_last", 1, draft.version + 1)


def test_documents_are_ordered_by_the_office(town, draft):
    for name in ("leader", *OUTSIDERS):
        with pytest.raises(Forbidden):
            make_documents(viewer=town.viewer(name), publication=draft)
    job = make_documents(viewer=town.viewer("office"), publication=draft, key="m")
    assert make_documents(viewer=town.viewer("office"), publication=draft, key="m") == job
    assert AuditEntry.objects.filter(verb="make_documents").count() == 1


def test_a_restated_month_is_published_anew_and_the_first_stays(town, published):
    office = town.viewer("office")
    begin_restatement(viewer=office, month=MARCH, reason="更正")
    freeze_month(viewer=office, month=MARCH)
    newer = score_month(viewer=office, month=MARCH, scheme_key="town")
    second = publish(town, draft_publication(viewer=office, sheet=newer))
    assert second.shown["snapshot"]["ref"] == "2024-03/r2"
    published.refresh_from_db()
    assert published.shown["snapshot"]["ref"] == "2024-03/r1"
    assert MonthWindow.objects.get(month="2024-03").state == MonthWindow.State.PUBLISHED
