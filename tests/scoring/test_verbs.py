"""Adopting schemes and scoring months: allowed, refused, audited, repeatable."""

from decimal import Decimal

import pytest

from scoring.conftest import MARCH
from scoring.town_scheme import TOWN_SCHEME
from yipanqi.apps.month.snapshots.actions import begin_restatement, freeze_month, record_adjustment
from yipanqi.apps.results.scoring.actions import (
    SchemeRefused,
    adopt_scheme,
    score_month,
    seed_schemes,
)
from yipanqi.apps.results.scoring.models import RankLine, SchemeVersion, ScoreLine, ScoreSheet
from yipanqi.apps.results.scoring.queries import core_sheet, rank_lines, schemes_in_force
from yipanqi.apps.results.scoring.verify import verify_sheets
from yipanqi.core.month import Month
from yipanqi.core.refusal import Forbidden, Missing, Refusal
from yipanqi.infra.models import AuditEntry

pytestmark = pytest.mark.django_db


def test_only_the_root_office_adopts_and_scores(town):
    for name in ("leader", "auditor", "east_reviewer", "line", "admin"):
        with pytest.raises(Forbidden):
            adopt_scheme(viewer=town.viewer(name), text=TOWN_SCHEME)
        with pytest.raises(Forbidden):
            score_month(viewer=town.viewer(name), month=MARCH, scheme_key="town")


def test_a_faulty_scheme_is_refused_with_every_fault_and_its_line(town):
    text = TOWN_SCHEME.replace("full = 70", "full = 71").replace('"worst"\n\n[[leagues', "1\n\n[[x")
    with pytest.raises(SchemeRefused) as refused:
        adopt_scheme(viewer=town.viewer("office"), text=text)
    assert refused.value.code == "scheme.has_faults"
    assert len(refused.value.faults) >= 2
    assert all(f.line > 0 for f in refused.value.faults)
    assert SchemeVersion.objects.count() == 1


def test_a_version_may_be_replaced_until_a_sheet_has_used_it(town):
    office = town.viewer("office")
    second = adopt_scheme(viewer=office, text=TOWN_SCHEME.replace("cap = 77", "cap = 80"))
    assert second.number == 1
    score_month(viewer=office, month=MARCH, scheme_key="town")
    third = adopt_scheme(viewer=office, text=TOWN_SCHEME)
    assert third.number == 2
    assert adopt_scheme(viewer=office, text=TOWN_SCHEME) == third
    assert AuditEntry.objects.filter(verb="adopt_scheme").count() == 4
    assert [v.number for v in schemes_in_force(MARCH)] == [2]


def test_the_shipped_schemes_can_be_adopted_by_key(town):
    adopted = seed_schemes(viewer=town.viewer("office"), keys={"hdi_2022"})
    assert [v.key for v in adopted] == ["hdi_2022"]


def test_a_sheet_keeps_its_inputs_scheme_and_rules_and_is_computed_once(town):
    office = town.viewer("office")
    sheet = score_month(viewer=office, month=MARCH, scheme_key="town", key="a")
    assert [(i["month"], i["revision"]) for i in sheet.inputs] == [("2024-03", 1)]
    assert sheet.inputs[0]["hash"] == sheet.snapshot.manifest_hash
    assert sheet.scheme_hash == SchemeVersion.objects.get().hash
    assert score_month(viewer=office, month=MARCH, scheme_key="town", key="b") == sheet
    assert ScoreSheet.objects.count() == 1
    entry = AuditEntry.objects.get(verb="score_month")
    assert entry.values["after.sheet_hash"] == sheet.sheet_hash
    assert entry.month == "2024-03"


def test_ranks_follow_totals_and_carry_the_names_of_the_month(town):
    sheet = score_month(viewer=town.viewer("office"), month=MARCH, scheme_key="town")
    lines = [line for line in rank_lines(sheet) if line.league == "counties"]
    assert [line.unit_name for line in lines] == ["西河县", "东山区", "南浦市"]
    totals = [Decimal(line.total) for line in lines]
    assert totals == sorted(totals, reverse=True)
    assert [line.rank for line in lines] == [1, 2, 3]
    for line in lines:
        points = ScoreLine.objects.filter(sheet=sheet, unit_uid=line.unit_uid)
        assert sum(Decimal(p.points) for p in points) == Decimal(line.total)


def test_the_stored_sheet_is_the_computed_one_exactly(town):
    from yipanqi.apps.month.snapshots import folders
    from yipanqi.apps.results.scoring.queries import scheme_of, snapshots_read
    from yipanqi.infra.score import duck

    sheet = score_month(viewer=town.viewer("office"), month=MARCH, scheme_key="town")
    snapshots = snapshots_read(sheet)
    fresh = duck.score(
        scheme_of(sheet.scheme),
        [folders.folder_of(s) for s in snapshots],
        MARCH,
        [str(s) for s in snapshots],
    )
    assert core_sheet(sheet) == fresh


def test_a_restated_month_gets_a_new_sheet_and_april_is_compared_with_march(town):
    office = town.viewer("office")
    first = score_month(viewer=office, month=MARCH, scheme_key="town")
    begin_restatement(viewer=office, month=MARCH, reason="补记加分")
    record_adjustment(
        viewer=office,
        unit=town.unit["south"],
        ledger="bonus.events",
        points=Decimal("3.5"),
        happened_on=MARCH.first,
        reason="承办全市现场会",
        decided_by="市政府",
    )
    freeze_month(viewer=office, month=MARCH)
    second = score_month(viewer=office, month=MARCH, scheme_key="town")
    assert second != first
    assert second.inputs_hash != first.inputs_hash
    freeze_month(viewer=office, month=MARCH.next)
    april = score_month(viewer=office, month=MARCH.next, scheme_key="town")
    assert april.previous == second
    assert len(april.inputs) == 2
    assert all(line.change is not None for line in RankLine.objects.filter(sheet=april))
    assert list(verify_sheets()) == []


def test_a_month_without_snapshot_or_scheme_is_refused(town):
    office = town.viewer("office")
    with pytest.raises(Refusal) as refused:
        score_month(viewer=office, month=Month(2024, 4), scheme_key="town")
    assert refused.value.code == "score.month_not_frozen"
    with pytest.raises(Missing):
        score_month(viewer=office, month=MARCH, scheme_key="other")
    with pytest.raises(Missing):
        score_month(viewer=office, month=Month(2023, 12), scheme_key="town")


@pytest.mark.parametrize("reference", [False, True])
def test_verification_holds_for_an_untouched_sheet_on_both_evaluators(sheet, reference):
    assert list(verify_sheets("2024-03", reference=reference)) == []


def test_verification_names_the_changed_cell_total_rank_and_scheme(town, sheet):
    east = str(town.unit["east"].uid)
    cell = ScoreLine.objects.get(sheet=sheet, unit_uid=east, criterion="timely")
    ScoreLine.objects.filter(pk=cell.pk).update(points="29.99")
    fault = next(f for f in verify_sheets() if f.code == "verify.cell_differs")
    assert (fault.sheet, fault.unit, fault.criterion) == ("town/1 2024-03", "东山区", "timely")
    assert fault.stored == "29.99"
    ScoreLine.objects.filter(pk=cell.pk).update(points=cell.points)
    line = RankLine.objects.get(sheet=sheet, unit_uid=east)
    RankLine.objects.filter(pk=line.pk).update(rank=3)
    assert {f.code for f in verify_sheets()} == {"verify.rank_differs"}
    RankLine.objects.filter(pk=line.pk).update(rank=line.rank, total="99")
    assert "verify.total_differs" in {f.code for f in verify_sheets()}
    RankLine.objects.filter(pk=line.pk).update(total=line.total)
    ScoreSheet.objects.update(sheet_hash="0" * 64)
    assert {f.code for f in verify_sheets()} == {"verify.sheet_hash_differs"}
    ScoreSheet.objects.update(sheet_hash=sheet.sheet_hash)
    assert list(verify_sheets()) == []
    SchemeVersion.objects.update(text=TOWN_SCHEME.replace("cap = 77", "cap = 78"))
    assert {f.code for f in verify_sheets()} == {"verify.scheme_changed"}
