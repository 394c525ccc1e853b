"""Bulk changes: what the preview says is what is done; all of it or nothing."""

import pytest

from yipanqi.apps.ledger.projects import actions
from yipanqi.apps.ledger.projects.actions.many import ManyChanges, previewed
from yipanqi.apps.ledger.projects.models import Programme, ProgrammeProject, Project
from yipanqi.core.projects.stages import Domain
from yipanqi.core.refusal import Conflict, Forbidden, Missing, Refusal
from yipanqi.infra.models import AuditEntry

REASON = "职能调整"


def changes(**values):
    return ManyChanges(values=values, reason=REASON)


def chosen(town, *keys):
    rows = Project.objects.unscoped("test").select_related("current")
    return [rows.get(pk=town.project[key].pk) for key in keys]


def test_the_preview_says_each_change_and_each_refusal_and_writes_nothing(town):
    plant, school, hospital = chosen(town, "plant", "school", "hospital")
    before = AuditEntry.objects.count()
    wanted = changes(domain=Domain(plant.current.domain), sponsor="副市长")
    found = previewed(town.viewer("east_reviewer"), [plant, school, hospital], wanted)
    assert dict(found[0].after) == {"sponsor": "副市长"}
    assert found[1].refusal is None
    assert found[2].refusal is not None  # counted in another county
    same = previewed(town.viewer("office"), [plant], changes(domain=Domain(plant.current.domain)))
    assert same[0].refusal.code == "project.nothing_changed"
    assert AuditEntry.objects.count() == before


def test_all_or_none_with_an_audit_row_each(town):
    plant, school = chosen(town, "plant", "school")
    programme = Programme.objects.create(key="ten", name="十项重大工程")
    wanted = ManyChanges(values={"sponsor": "副市长"}, joins=programme, reason=REASON)
    lines = [(plant, plant.version), (school, school.version)]
    actions.change_many(viewer=town.viewer("office"), lines=lines, changes=wanted, key="k")
    assert ProgrammeProject.objects.filter(programme=programme, to_on=None).count() == 2
    rows = AuditEntry.objects.filter(verb="change_many")
    assert rows.count() == 4  # of each project: what it says, and its programme
    assert {str(plant.uid), str(school.uid)} == set(rows.values_list("subject_uid", flat=True))
    actions.change_many(viewer=town.viewer("office"), lines=lines, changes=wanted, key="k")
    assert rows.count() == 4
    with pytest.raises(Conflict):  # the previewed version is no longer the newest
        actions.change_many(
            viewer=town.viewer("office"), lines=lines, changes=changes(sponsor="市长")
        )
    assert {p.current.sponsor for p in chosen(town, "plant", "school")} == {"副市长"}


def test_one_refusal_stops_all(town):
    plant, hospital = chosen(town, "plant", "hospital")
    lines = [(plant, None), (hospital, None)]
    with pytest.raises((Forbidden, Missing)):
        actions.change_many(
            viewer=town.viewer("east_reviewer"), lines=lines, changes=changes(sponsor="区长")
        )
    assert chosen(town, "plant")[0].current.sponsor != "区长"
    with pytest.raises(Refusal, match=r"project\.reason_missing"):
        actions.change_many(
            viewer=town.viewer("office"), lines=lines, changes=ManyChanges(values={"sponsor": "x"})
        )
    with pytest.raises(Refusal, match=r"project\.none_chosen"):
        actions.change_many(viewer=town.viewer("office"), lines=[], changes=changes(sponsor="x"))


def test_the_pages_lead_from_the_ticks_to_the_deed(town, page):
    rows = [str(town.project[key].uid) for key in ("plant", "school")]
    first = page("office", "/projects/many/", {"row": rows}, post=True)
    assert "批量变更" in first.content.decode()
    typed = {"row": rows, "sponsor": "副市长", "reason": REASON, "effective_on": "2024-05-05"}
    shown = page("office", "/projects/many/", typed | {"step": "preview"}, post=True)
    assert len(shown.context["allowed"]) == 2
    seen = [line["seen"] for line in shown.context["allowed"]]
    done = page("office", "/projects/many/", typed | {"step": "do", "seen": seen}, post=True)
    assert done.status_code == 302
    assert {p.current.sponsor for p in chosen(town, "plant", "school")} == {"副市长"}
    assert page("leader", "/projects/many/", {"row": rows}, post=True).status_code == 403
    every = page("office", "/projects/many/", {"all": "stage=started"}, post=True)
    assert len(every.context["projects"]) > 2
