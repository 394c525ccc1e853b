"""From a pasted speech to commitments: edited, circulated, contested, issued with its scan."""

from datetime import date

import pytest
from django.core.files.base import ContentFile

from promises import picture
from yipanqi.apps.ledger.notices.models import Notice
from yipanqi.apps.meeting.breakdowns import actions, queries
from yipanqi.apps.meeting.breakdowns.actions import TaskWish
from yipanqi.apps.meeting.meetings.models import Decision, MeetingDocument
from yipanqi.apps.promises.commitments.models import Commitment
from yipanqi.core.refusal import Conflict, Forbidden, Missing, Refusal
from yipanqi.infra import clock, evidence

pytestmark = pytest.mark.django_db
SPEECH = (
    "同志们，一季度开局总体平稳。\n东山区要会同市交通局，5月底前完成环湖快速路交地。"
    "由市发改委牵头，10个工作日内研究制定要素保障办法！各区、县（市）要抓紧复工。谢谢大家。"
)
DAYS = {"drafted": date(2024, 5, 6), "asked": date(2024, 5, 7), "over": date(2024, 5, 10)}


class Table:
    """Short ways; the office unless another is named."""

    def __init__(self, town, room):
        self.town = town
        self.row = self.act("draft_breakdown", meeting=room.uid, source=SPEECH)

    def act(self, verb, by="office", on=DAYS["drafted"], **more):
        with clock.at(on):
            return getattr(actions, verb)(viewer=self.town.viewer(by), **more)

    def lines(self, by="office"):
        return queries.tasks_of(self.town.viewer(by), self.row)

    def made_whole(self):
        for line in self.lines():
            wanted = TaskWish(
                line.row.text,
                line.row.lead_unit_id or self.town.unit["south"].pk,
                tuple(u.pk for u in line.supports),
                line.row.due_on or date(2024, 5, 31),
                "报送办理结果。",
            )
            self.act("amend_task", task=line.row.uid, wanted=wanted)

    def circulated(self):
        self.made_whole()
        self.row = self.act("circulate", breakdown=self.row.uid, on=DAYS["asked"])

    def issued(self, on=DAYS["over"], **more):
        scan = evidence.keep(ContentFile(picture().read()), "签发件.png", evidence.DOCUMENT)
        return self.act("issue_breakdown", breakdown=self.row.uid, scan=scan, on=on, **more)


@pytest.fixture
def table(town, room):
    return Table(town, room)


def test_each_task_stands_beside_its_sentence_with_unit_and_day(table, town):
    lines = table.lines()
    assert [line.row.lead_unit_id for line in lines] == [
        town.unit["east"].pk,
        town.unit["ndrc"].pk,
        None,
    ]
    assert lines[0].row.due_on == date(2024, 5, 31)
    assert [n.pk for n in lines[0].supports] == [town.unit["transport"].pk]
    assert all(line.row.sentence in SPEECH for line in lines)


def test_a_draft_is_the_offices_and_only_whole_tasks_are_circulated(table, town):
    with pytest.raises(Missing):
        queries.breakdown_for(town.viewer("east_reviewer"), table.row.uid)
    for who, kind in (("leader", Forbidden), ("east_reviewer", Missing)):
        with pytest.raises(kind):
            table.act("circulate", who, breakdown=table.row.uid)
    with pytest.raises(Refusal, match="task_not_whole"):
        table.act("circulate", breakdown=table.row.uid)
    with pytest.raises(Conflict):
        table.issued()


def test_a_unit_sees_its_own_tasks_and_answers_within_two_working_days(table, town):
    table.circulated()
    assert table.row.reply_by == date(2024, 5, 9)
    mine = table.lines("east_reviewer")
    assert [line.row.lead_unit_id for line in mine] == [town.unit["east"].pk]
    assert queries.tasks_of(town.viewer("west_reviewer"), table.row) == []
    told = set(Notice.objects.values_list("unit", flat=True))
    assert {town.unit[k].pk for k in ("east", "transport", "ndrc", "south")} <= told
    table.act("accept_task", "east_reviewer", task=mine[0].row.uid, on=DAYS["asked"])
    with pytest.raises(Missing):
        table.act("accept_task", "west_reviewer", task=mine[0].row.uid, on=DAYS["asked"])
    with pytest.raises(Refusal, match="too_late"):
        table.act("contest_task", "east_reviewer", task=mine[0].row.uid, words="太紧",
                  on=DAYS["over"])  # fmt: skip


def test_a_contest_stops_issuing_until_answered_and_a_change_asks_again(table, town):
    table.circulated()
    task = table.lines("east_reviewer")[0].row
    table.act("accept_task", "line", task=task.uid, on=DAYS["asked"])
    table.act("contest_task", "east_reviewer", task=task.uid, words="建议6月底前", on=DAYS["asked"])
    with pytest.raises(Refusal, match="contested"):
        table.issued()
    table.act("answer_contest", task=task.uid, answer="同意延至6月底", on=date(2024, 5, 8))
    changed = TaskWish(task.text, task.lead_unit_id, (), date(2024, 6, 28), "交地确认书")
    table.act("amend_task", task=task.uid, wanted=changed, on=date(2024, 5, 8))
    table.row.refresh_from_db()
    assert table.row.reply_by == date(2024, 5, 10)
    replies = table.lines()[0].replies
    assert [r.row for r in replies] == [None], "what was accepted said something else"


def test_before_the_days_are_over_only_consent_of_all_issues(table, town):
    table.circulated()
    with pytest.raises(Refusal, match="days_left"):
        table.issued(on=DAYS["asked"])
    who = {"east": "east_reviewer", "transport": "line", "ndrc": None, "south": "south_reviewer"}
    keys = {unit.pk: key for key, unit in town.unit.items()}
    for line in table.lines():
        for reply in line.replies:
            person = who[keys[reply.unit.pk]]
            if person:
                table.act(
                    "accept_task", person, task=line.row.uid, unit=reply.unit.pk, on=DAYS["asked"]
                )
    with pytest.raises(Refusal, match="days_left"):
        table.issued(on=DAYS["asked"])


def test_issuing_makes_decisions_and_commitments_once_and_keeps_the_scan(table, room):
    table.circulated()
    for _ in range(2):
        table.issued(key="once")
    tasks = Commitment.objects.unscoped("test").order_by("pk")
    assert [t.origin_kind for t in tasks] == ["meeting_decision"] * 3
    noted = Decision.objects.filter(meeting=room).order_by("number")
    assert all(d.state == "confirmed" and d.source_sentence in SPEECH for d in noted)
    assert MeetingDocument.objects.get(meeting=room, kind="breakdown").file.name == "签发件.png"
    with pytest.raises(Conflict):
        table.act("drop_task", task=table.lines()[0].row.uid)


def test_the_pages_take_a_speech_apart_and_hear_a_unit(client, town, room):
    def log_in(name):
        client.force_login(town.user[name], "django.contrib.auth.backends.ModelBackend")

    log_in("office")
    page = f"/breakdowns/meeting/{room.uid}/"
    assert client.get(page).status_code == 200
    made = client.post(f"{page}draft/", {"source": SPEECH})
    text = client.get(made.url).content.decode()
    assert "由市发改委牵头" in text
    assert "5月底前" in text
    task = queries.tasks_of(
        town.viewer("office"), queries.breakdowns_of(town.viewer("office"), room)[0]
    )
    for line in task:
        answer = client.post(f"{made.url}do/amend/", {
            "task": str(line.row.uid), "text": line.row.text, "due_on": "2024-05-31",
            "lead": str(town.unit["east"].uid), "acceptance": "报结果", "version": line.row.version,
        })  # fmt: skip
        assert answer.status_code == 302
    client.post(f"{made.url}do/circulate/", {})
    log_in("east_reviewer")
    seen = client.get(made.url).content.decode()
    assert "谢谢大家" not in seen, "the speech as a whole is not theirs"
    client.post(f"{made.url}do/accept/", {"task": str(task[0].row.uid)})
    assert "同意" in client.get(made.url).content.decode()
