"""Supporting units and programmes: exact sets from today on, kept with their days."""

from datetime import date

import pytest

from city import city
from yipanqi.apps.ledger.projects.actions import move_stage, set_programmes, set_supports
from yipanqi.apps.ledger.projects.models import MilestoneDate, Programme, ProgrammeProject, Support
from yipanqi.core.projects.stages import Stage
from yipanqi.core.refusal import Conflict, Forbidden, Missing, Refusal
from yipanqi.infra.models import AuditEntry

pytestmark = pytest.mark.django_db


@pytest.fixture
def town():
    return city()


def test_supports_are_set_as_a_whole(town):
    homes, office = town.project["homes"], town.viewer("office")
    units = [town.unit["health"], town.unit["ndrc"]]
    set_supports(viewer=office, project=homes, units=units, key="s1")
    set_supports(viewer=office, project=homes, units=units, key="s1")
    rows = Support.objects.filter(project=homes, to_on=None)
    assert {s.unit_id: s.from_on for s in rows} == {
        town.unit["ndrc"].pk: date(2023, 1, 10),
        town.unit["health"].pk: date(2024, 5, 5),
    }
    entry = AuditEntry.objects.get(verb="set_supports")
    assert len(entry.values["after.supports"]) == 2


@pytest.mark.parametrize(
    ("by", "fault"),
    [("leader", Forbidden), ("town_reporter", Forbidden), ("west_reviewer", Missing)],
)
def test_only_keepers_set_partners(town, by, fault):
    for verb, what in ((set_supports, {"units": []}), (set_programmes, {"programmes": []})):
        with pytest.raises(fault):
            verb(viewer=town.viewer(by), project=town.project["plant"], **what)


def test_what_partners_refuse(town):
    office, homes = town.viewer("office"), town.project["homes"]
    with pytest.raises(Refusal) as lead:
        set_supports(viewer=office, project=homes, units=[town.unit["housing"]])
    with pytest.raises(Refusal) as same:
        set_supports(viewer=office, project=homes, units=[town.unit["ndrc"]])
    assert (lead.value.code, same.value.code) == (
        "project.lead_supports",
        "project.nothing_changed",
    )
    with pytest.raises(Conflict):
        set_supports(viewer=office, project=homes, units=[], expected_version=9)


def test_a_programme_left_and_joined_on_one_day_is_one_membership(town):
    ten = Programme.objects.create(key="ten", name="十项重大工程")
    for chosen in ([ten], [], [ten]):
        set_programmes(
            viewer=town.viewer("office"), project=town.project["road"], programmes=chosen
        )
    assert ProgrammeProject.objects.get(project=town.project["road"]).to_on is None


def test_a_stage_brings_its_date_once(town):
    office, project = town.viewer("office"), town.project["conceived"]
    day = date(2024, 5, 4)
    told = {"viewer": office, "on": day, "reason": "批复文件", "with_date": True}
    move_stage(project=project, what=Stage.APPROVED, **told)
    assert MilestoneDate.objects.get(project=project, basis="actual").happens_on == day
    entry = AuditEntry.objects.get(verb="move_stage")
    assert entry.values["after.approval.actual"] == "2024-05-04"
    plant = town.project["plant"]  # another day already stands for its completion
    MilestoneDate.objects.create(
        project=plant, milestone="completion", basis="actual", happens_on=date(2024, 4, 30),
        effective_on=day, recorded_at=project.registered_at,
    )  # fmt: skip
    move_stage(project=plant, what=Stage.COMPLETED, **told)
    assert MilestoneDate.objects.filter(project=plant, milestone="completion").count() == 1
