"""Decisions: noted by the office, binding when confirmed, heard first at the next meeting."""

from datetime import date

import pytest

from promises import Promises
from yipanqi.apps.meeting.meetings import queries
from yipanqi.apps.meeting.meetings.actions import Call, Settled
from yipanqi.apps.meeting.meetings.actions.documents import DOCUMENTS
from yipanqi.apps.meeting.meetings.models import Decision, MeetingDocument
from yipanqi.apps.promises.commitments.models import Commitment
from yipanqi.core.month import Month
from yipanqi.core.refusal import Conflict, Forbidden, Missing, Refusal
from yipanqi.infra import jobs
from yipanqi.infra.models import Job
from yipanqi.packs.official.readback import document_texts
from yipanqi.web import meeting_documents  # noqa: F401  (registers the job)
from yipanqi.web.desk.decided import last_decided

pytestmark = pytest.mark.django_db


@pytest.fixture
def noted(desk, room):
    item = queries.live_items(room).first()
    return desk.act("note_decision", uid=room.uid, settled=desk.task(), item=item.uid)


def test_a_confirmed_task_is_a_commitment_of_its_unit(desk, town, room, noted):
    confirmed = desk.act("confirm_decision", decision=noted.uid)
    task = Commitment.objects.unscoped("test").get(pk=confirmed.commitment_id)
    assert (task.lead_unit_id, task.due_on) == (town.unit["east"].pk, date(2024, 5, 31))
    assert (task.origin_kind, task.origin_uid) == ("meeting_decision", noted.uid)
    assert task.source == room.title
    assert task.requirement == noted.acceptance


def test_confirming_twice_with_one_key_assigns_once(desk, noted):
    for _ in range(2):
        desk.act("confirm_decision", decision=noted.uid, key="once")
    assert Commitment.objects.unscoped("test").count() == 1
    with pytest.raises(Conflict):
        desk.act("confirm_decision", decision=noted.uid)


@pytest.mark.parametrize(
    ("missing", "code"),
    [
        ({"lead_unit": None}, "task_needs_owner"),
        ({"due_on": None}, "task_needs_due"),
        ({"acceptance": ""}, "task_needs_acceptance"),
        ({"due_on": date(2024, 5, 1)}, "due_in_the_past"),
    ],
)
def test_a_task_without_owner_date_or_test_does_not_bind(desk, room, missing, code):
    made = desk.act("note_decision", uid=room.uid, settled=desk.task(**missing))
    with pytest.raises(Refusal, match=code):
        desk.act("confirm_decision", decision=made.uid)
    made.refresh_from_db()
    assert (made.state, made.commitment_id) == (Decision.State.NOTED, None)


def test_information_binds_nobody_and_a_note_can_be_struck_out(desk, room, noted):
    told = desk.act("note_decision", uid=room.uid, settled=Settled("下月抽查", "information"))
    assert desk.act("confirm_decision", decision=told.uid).commitment_id is None
    assert desk.act("void_decision", decision=noted.uid, reason="记错").state == "void"
    left = queries.decisions_of(desk.office, room)
    assert [line.row.number for line in left] == [told.number]


def test_only_the_office_notes_and_two_pens_do_not_overwrite(desk, room, noted):
    for who in ("leader", "east_leader"):
        with pytest.raises(Forbidden):
            desk.act("note_decision", who, uid=room.uid, settled=desk.task())
    desk.act("amend_decision", decision=noted.uid, settled=desk.task(text="改一"))
    with pytest.raises(Conflict):
        desk.act(
            "amend_decision",
            decision=noted.uid,
            settled=desk.task(text="改二"),
            expected_version=noted.version,
        )


def test_decisions_follow_the_scope_of_their_task(desk, town, room, noted):
    east, west = town.viewer("east_reviewer"), town.viewer("west_reviewer")
    assert queries.decisions_of(east, room) == []
    desk.act("confirm_decision", decision=noted.uid)
    told = desk.act("note_decision", uid=room.uid, settled=Settled("下月抽查", "information"))
    desk.act("confirm_decision", decision=told.uid)
    assert [line.row.pk for line in queries.decisions_of(east, room)] == [noted.pk, told.pk]
    assert [line.row.pk for line in queries.decisions_of(west, room)] == [told.pk]
    with pytest.raises(Missing):
        queries.decision_for(west, noted.uid)


def test_what_is_noted_is_not_told_to_the_room(desk, room, noted):
    told = [str(p) for p in room.events.values_list("payload", flat=True)]
    assert not any(noted.text in text for text in told)
    assert room.events.filter(kind="decided", payload__noted=1).exists()


def test_the_next_agenda_opens_with_them_and_their_lights(desk, town, room, noted):
    task = desk.act("confirm_decision", decision=noted.uid).commitment
    other = desk.act("note_decision", uid=room.uid, settled=desk.task(text="另一项"))
    desk.act("confirm_decision", decision=other.uid)
    desk.act("close_room", uid=room.uid)
    promises = Promises(town)
    promises.done(task, by="east_reviewer", on=date(2024, 5, 8))
    promises.act("close_out", task, "leader", date(2024, 5, 9), verdict="属实")
    later = desk.act(
        "plan_meeting", series=room.series, call=Call(month=Month(2024, 5)), on=date(2024, 6, 3)
    )
    desk.act("draft_agenda", uid=later.uid, on=date(2024, 6, 3))
    first = queries.live_items(later).first()
    assert first.kind == "follow_up"
    assert first.why_params == {"total": 2, "over": 1, "red": 0, "yellow": 1}
    tally = queries.closure(room.series)
    assert (tally.total, tally.closed, tally.closure_rate) == (2, 1, pytest.approx(0.5))


def test_the_desk_shows_what_the_last_meeting_settled_the_worst_first(desk, town, room, noted):
    assert last_decided(town.viewer("leader")) is None
    desk.act("confirm_decision", decision=noted.uid)
    late = desk.act("note_decision", uid=room.uid, settled=desk.task(text="另一项"))
    late = desk.act("confirm_decision", decision=late.uid).commitment
    desk.act("close_room", uid=room.uid)
    Commitment.objects.unscoped("test").filter(pk=late.pk).update(due_on=date(2024, 4, 1))
    found = last_decided(town.viewer("leader"))
    assert [line.row.text for line in found.lines] == ["另一项", noted.text]
    assert found.count == 2
    assert last_decided(town.viewer("west_reviewer")) is None


def test_minutes_and_list_of_tasks_are_made_when_the_meeting_closes(desk, town, room, noted):
    desk.act("confirm_decision", decision=noted.uid)
    room = desk.act("call_roll", uid=room.uid)
    desk.act("answer_roll", "east_leader", uid=room.uid, code=room.roll_code)
    Job.objects.all().delete()
    desk.act("close_room", uid=room.uid)
    assert Job.objects.get(name=DOCUMENTS).args["kind"] == "minutes"
    jobs.drain()
    made = {d.kind: d for d in MeetingDocument.objects.filter(meeting=room)}
    assert set(made) == {"minutes", "tasks"}
    said = "\n".join(document_texts(read(made["minutes"])))
    assert noted.text in said
    assert "于2024年5月31日前完成" in said
    assert "出席：东山区" in said
    assert "请假：" in said
    rows = "\n".join(document_texts(read(made["tasks"])))
    assert "2024-05-31" in rows
    assert "督〔2024〕" in rows


def read(document: MeetingDocument) -> bytes:
    from django.core.files.storage import default_storage

    from yipanqi.infra.evidence import place

    with default_storage.open(place(document.file.sha256)) as stored:
        return stored.read()


def test_the_notice_holds_agenda_venues_and_dates(desk, town, meeting):
    jobs.drain()
    found = MeetingDocument.objects.get(meeting=meeting, kind="notice")
    said = "\n".join(document_texts(read(found)))
    for words in ("定于2024年5月6日召开全市例会", "共4个", "2024年4月30日前", "领导讲话", "市长"):
        assert words in said, words
