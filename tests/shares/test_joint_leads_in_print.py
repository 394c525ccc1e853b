"""Joint leads read the same everywhere: pages, list, file, bulletin, a superior's form."""

import io
from datetime import date

import pytest
from openpyxl import load_workbook

from city import city
from shares.test_share_verbs import MARCH
from yipanqi.apps.ledger.projects.searching import keep_all_words
from yipanqi.apps.ledger.shares.actions import set_joint_leads
from yipanqi.apps.ledger.shares.models import JointLead
from yipanqi.apps.ledger.shares.wording import joint_leads, leads_by_uid, leads_in_words
from yipanqi.apps.month.forms_above.frozen import ground_of
from yipanqi.apps.month.snapshots.actions import freeze_month
from yipanqi.apps.month.snapshots.queries import current_snapshot, table
from yipanqi.core.forms_above.mapping import Figure, Over, Repeat
from yipanqi.core.frozen.month_register import Register
from yipanqi.packs.bulletin.compose import Issue, _problems, shipped_sentences
from yipanqi.web.packing.film_content import film_cases

pytestmark = pytest.mark.django_db
WORDS = "市交通运输局（主牵头）、市发展和改革委员会"
SHORT = "（主牵头）、"


@pytest.fixture
def town(settings, tmp_path):
    settings.YIPANQI_SNAPSHOTS = tmp_path / "snapshots"
    made = city()
    keep_all_words()
    set_joint_leads(
        viewer=made.viewer("office"), project=made.project["road"],
        main=made.unit["transport"], units=[made.unit["ndrc"]], reason="会议明确",
    )  # fmt: skip
    JointLead.objects.update(from_on=date(2024, 1, 1))
    freeze_month(viewer=made.viewer("office"), month=MARCH)
    return made


def test_one_that_leads_alone_is_only_named():
    assert leads_in_words("甲", ()) == "甲"
    assert leads_in_words("甲", ("乙", "丙")) == "甲（主牵头）、乙、丙"


def test_the_wording_is_of_its_day(town):
    road = town.project["road"]
    JointLead.objects.update(to_on=date(2024, 4, 1))
    assert joint_leads(date(2024, 3, 31))[road.pk] == ("市发展和改革委员会",)
    assert joint_leads(date(2024, 4, 1)) == {}
    assert joint_leads(date(2023, 12, 31)) == {}
    mains = {str(road.uid): "市交通运输局", "unknown": "甲"}
    assert leads_by_uid(date(2024, 3, 1), mains) == {str(road.uid): WORDS}


def test_pages_list_and_file_say_it(town, client):
    client.force_login(town.user["office"], backend="django.contrib.auth.backends.ModelBackend")
    road = town.project["road"]
    for address in (f"/projects/{road.uid}/", f"/projects/{road.uid}/card/",
                    f"/projects/{road.uid}/peek/", f"/shares/{road.uid}/"):  # fmt: skip
        assert WORDS in client.get(address).content.decode(), address
    query = "view=none&month=2024-03&cols=lead"
    assert SHORT in client.get(f"/projects/?{query}").content.decode()
    file = client.get(f"/projects/export.xlsx?{query}")
    book = load_workbook(io.BytesIO(b"".join(file.streaming_content)))
    found = [row[1] for row in book.active.iter_rows(min_row=5, values_only=True)]
    assert sum(SHORT in str(cell) for cell in found) == 1


def test_the_bulletin_the_film_and_a_form_say_it(town):
    snapshot = current_snapshot(MARCH)
    units, rows = table(snapshot, "units"), table(snapshot, "project_months")
    road = str(town.project["road"].uid)
    for row in rows:  # the road far behind, all others silent
        if row["project_uid"] == road:
            row["plan_to_date"], row["year_to_date"] = row["annual_plan"], 0
        else:
            row["annual_class"], row["report_status"] = "preliminary", "missing"
    issue = Issue("市推进办", "越", 1, MARCH.last, MARCH.last, leads={road: WORDS})
    (problem,) = _problems(Register(MARCH, rows), units, issue, shipped_sentences())
    assert problem.situation.startswith(f"由{WORDS}联合牵头，年度计划投资")
    assert film_cases(snapshot, {road}, MARCH)[road].unit == WORDS
    ground = ground_of(MARCH, [])
    subjects = ground.subjects(Repeat("表", 1, Over.PROJECTS))
    figure = Figure("lead_unit", "row")
    said = [ground.answer(figure, one).value for one in subjects]
    assert said.count(WORDS) == 1
