"""Planning, agenda, papers and seats: who may, what it leaves, what is refused."""

from datetime import date

import pytest

from yipanqi.apps.ledger.notices.models import Notice
from yipanqi.apps.meeting.meetings import actions, queries
from yipanqi.apps.meeting.meetings.actions import Call, Rhythm, Wanted
from yipanqi.apps.meeting.meetings.models import Attendance, Meeting
from yipanqi.core.meetings.agenda import ItemForm, ItemKind
from yipanqi.core.month import Month
from yipanqi.core.refusal import Conflict, Forbidden, Missing, Refusal
from yipanqi.infra.evidence import keep_made
from yipanqi.infra.models import AuditEntry, Job

pytestmark = pytest.mark.django_db
APRIL = Month(2024, 4)


def titles(meeting):
    return list(queries.live_items(meeting).values_list("title", flat=True))


class TestPlanning:
    def test_the_rhythm_moves_on_to_a_working_day_and_venues_come_by_themselves(self, desk, town):
        meeting = desk.planned(month=APRIL)
        assert meeting.held_on == date(2024, 5, 6)
        assert meeting.title == "全市例会（2024年第1次）"
        names = list(meeting.venues.values_list("name", "is_main"))
        assert names == [
            ("主会场", True),
            ("东山分会场", False),
            ("新区分会场", False),
            ("西河分会场", False),
            ("南浦分会场", False),
        ]
        units = set(meeting.attendances.values_list("unit", flat=True))
        keys = ("east", "park", "west", "south", "office_unit", "ndrc", "health")
        assert {town.unit[k].pk for k in keys} <= units

    def test_papers_are_due_a_working_day_before(self, desk):
        assert desk.planned(month=APRIL).materials_due_on == date(2024, 4, 30)

    def test_numbers_run_on_through_the_year(self, desk):
        series = desk.series()
        first, second = desk.planned(series, Month(2024, 2)), desk.planned(series, Month(2024, 3))
        assert (first.number, second.number) == (1, 2)

    def test_only_the_office_prepares(self, desk, town):
        series = desk.series()
        for who in ("leader", "east_reviewer", "auditor"):
            with pytest.raises(Forbidden):
                desk.act("plan_meeting", by=who, series=series, call=Call(month=APRIL))

    def test_a_day_that_some_months_lack_is_refused(self, desk):
        with pytest.raises(Refusal, match="day_of_month"):
            desk.act("open_series", rhythm=Rhythm("例会", 31, None))

    def test_nobody_but_the_root_sees_it_before_the_notice(self, desk, town):
        meeting = desk.planned(month=APRIL)
        for who, sees in (("office", True), ("leader", True), ("east_reviewer", False)):
            found = queries.meetings_for(town.viewer(who)).filter(pk=meeting.pk)
            assert found.exists() is sees
        desk.called(meeting)
        assert queries.meeting_for(town.viewer("east_reviewer"), meeting.uid)
        with pytest.raises(Missing):
            queries.meeting_for(town.viewer("town_reporter"), meeting.uid)

    def test_the_notice_tells_every_invited_unit_and_orders_its_document(self, desk, town, meeting):
        told = set(
            Notice.objects.filter(code="notice.meeting_called").values_list("unit", flat=True)
        )
        assert {town.unit[k].pk for k in ("east", "south", "health")} <= told
        assert town.unit["city"].pk not in told
        assert Job.objects.filter(name="make_meeting_documents", args__kind="notice").exists()

    def test_a_notice_needs_an_agenda(self, desk):
        meeting = desk.planned(month=APRIL)
        with pytest.raises(Refusal, match="no_agenda"):
            desk.act("call_meeting", uid=meeting.uid)

    def test_sending_the_notice_twice_with_one_key_tells_once(self, desk):
        meeting = desk.planned(month=APRIL)
        desk.act("draft_agenda", uid=meeting.uid)
        for _ in range(2):
            desk.act("call_meeting", uid=meeting.uid, key="once")
        assert AuditEntry.objects.filter(verb="call_meeting").count() == 1

    def test_an_outdated_page_is_refused(self, desk):
        meeting = desk.planned(month=APRIL)
        desk.act("draft_agenda", uid=meeting.uid, expected_version=1)
        with pytest.raises(Conflict):
            desk.act("draft_agenda", uid=meeting.uid, expected_version=1)


class TestAgenda:
    def test_it_is_drafted_from_the_published_month(self, desk, town):
        meeting = desk.planned(month=APRIL)
        desk.act("draft_agenda", uid=meeting.uid)
        kinds = list(queries.live_items(meeting).values_list("kind", flat=True))
        assert kinds[0] in {"cases", "results"}
        assert {"results", "scoreboard", "exchange", "speech", "decision"} <= set(kinds)
        assert kinds[-1] == "decision"
        spoken = meeting.items.filter(kind="exchange", form="oral")
        assert all(i.why.startswith("agenda.why_") for i in spoken)

    def test_without_a_published_month_it_holds_speech_and_decisions(self, plain_town):
        from meetings.conftest import Desk

        desk = Desk(plain_town)
        meeting = desk.planned(month=APRIL)
        desk.act("draft_agenda", uid=meeting.uid)
        kinds = list(queries.live_items(meeting).values_list("kind", flat=True))
        assert kinds == ["report", "speech", "decision"]

    def test_drafting_again_keeps_what_a_person_added(self, desk):
        meeting = desk.planned(month=APRIL)
        desk.act("draft_agenda", uid=meeting.uid)
        desk.act("add_item", uid=meeting.uid, wanted=Wanted("观看专题片", minutes=12), at=0)
        before = titles(meeting)
        desk.act("draft_agenda", uid=meeting.uid)
        after = titles(meeting)
        assert sorted(after) == sorted(before)
        assert after[-1] == "观看专题片"

    def test_items_move_and_the_rest_keep_their_order(self, desk, meeting):
        before = titles(meeting)
        item = queries.live_items(meeting).last()
        desk.act("move_item", uid=meeting.uid, item=item.uid, to=0)
        assert titles(meeting) == [before[-1], *before[:-1]]
        with pytest.raises(Refusal, match="no_such_place"):
            desk.act("move_item", uid=meeting.uid, item=item.uid, to=99)

    def test_a_written_item_takes_no_time(self, desk, meeting):
        wanted = Wanted("书面交流", form=ItemForm.WRITTEN, minutes=9, kind=ItemKind.EXCHANGE)
        assert desk.act("add_item", uid=meeting.uid, wanted=wanted).minutes == 0

    def test_what_is_taken_off_is_kept_in_the_record(self, desk, meeting):
        item = queries.live_items(meeting).first()
        desk.act("drop_item", uid=meeting.uid, item=item.uid)
        assert item.title not in titles(meeting)
        assert meeting.items.filter(pk=item.pk).exists()
        positions = list(queries.live_items(meeting).values_list("position", flat=True))
        assert positions == list(range(len(positions)))

    def test_an_item_needs_a_title_and_a_sane_length(self, desk, meeting):
        for wanted in (Wanted("  "), Wanted("长", minutes=999)):
            with pytest.raises(Refusal):
                desk.act("add_item", uid=meeting.uid, wanted=wanted)


class TestPapers:
    @pytest.fixture
    def item(self, desk, town, meeting):
        wanted = Wanted("东山区交流发言", kind=ItemKind.EXCHANGE, unit=town.unit["east"].pk)
        return desk.act("add_item", uid=meeting.uid, wanted=wanted)

    def paper(self, words=b"%PDF-1"):
        return keep_made(words, "发言.pdf", "application/pdf")

    def test_versions_count_up_and_late_ones_are_marked(self, desk, item):
        first = desk.act(
            "hand_in", "east_reviewer", date(2024, 4, 30), item=item.uid, kept=self.paper()
        )
        second = desk.act("hand_in", "east_reviewer", item=item.uid, kept=self.paper(b"%PDF-2"))
        assert [(m.number, m.is_late) for m in (first, second)] == [(1, False), (2, True)]

    def test_others_may_not_hand_it_in_nor_read_it_before_the_opening(self, desk, town, item):
        with pytest.raises(Forbidden):
            desk.act("hand_in", "west_reviewer", item=item.uid, kept=self.paper())
        made = desk.act("hand_in", "east_reviewer", item=item.uid, kept=self.paper())
        west = town.viewer("west_reviewer")
        with pytest.raises(Missing):
            queries.material_for(west, made.uid)
        desk.act("open_room", uid=item.meeting.uid)
        assert queries.material_for(west, made.uid) == made
        with pytest.raises(Missing):
            queries.material_for(town.viewer("town_reporter"), made.uid)

    def test_rehearsing_opens_no_papers(self, desk, town, item):
        made = desk.act("hand_in", "east_reviewer", item=item.uid, kept=self.paper())
        desk.act("open_room", uid=item.meeting.uid, rehearsal=True)
        with pytest.raises(Missing):
            queries.material_for(town.viewer("west_reviewer"), made.uid)


class TestSeats:
    def seat(self, meeting, town, key):
        return meeting.attendances.get(unit=town.unit[key])

    def test_leave_deputy_and_coming_after_all(self, desk, town, meeting):
        seat = self.seat(meeting, town, "east")
        away = desk.act("ask_leave", "east_leader", seat=seat.uid, reason="出国招商")
        assert away.state == Attendance.State.LEAVE
        sent = desk.act(
            "ask_leave", "east_leader", seat=seat.uid, reason="出国招商", deputy="常务副区长"
        )
        assert (sent.state, sent.deputy) == (Attendance.State.DEPUTY, "常务副区长")
        back = desk.act("will_attend", "east_leader", seat=seat.uid)
        assert (back.state, back.deputy) == (Attendance.State.EXPECTED, "")

    def test_a_reason_must_be_given_and_only_by_the_unit(self, desk, town, meeting):
        seat = self.seat(meeting, town, "east")
        with pytest.raises(Refusal, match="words_needed"):
            desk.act("ask_leave", "east_leader", seat=seat.uid, reason=" ")
        with pytest.raises(Missing):
            desk.act("ask_leave", "west_reviewer", seat=seat.uid, reason="代请")

    def test_the_roll_is_answered_by_code_for_ones_own_unit(self, desk, town, room):
        room = desk.act("call_roll", uid=room.uid)
        wrong = "000000" if room.roll_code != "000000" else "000001"
        with pytest.raises(Refusal, match="wrong_code"):
            desk.act("answer_roll", "east_leader", uid=room.uid, code=wrong)
        (seat,) = desk.act("answer_roll", "east_leader", uid=room.uid, code=room.roll_code)
        assert (seat.unit_id, seat.by_code) == (town.unit["east"].pk, True)
        desk.act("end_roll", uid=room.uid)
        with pytest.raises(Refusal, match="no_roll_call"):
            desk.act("answer_roll", "west_reviewer", uid=room.uid, code=room.roll_code)

    def test_the_clerk_of_a_venue_ticks_its_seats_only(self, desk, town, room):
        seat = self.seat(room, town, "east")
        assert desk.act("mark_present", "east_reviewer", seat=seat.uid).present_at
        with pytest.raises((Forbidden, Missing)):
            desk.act("mark_present", "east_reviewer", seat=self.seat(room, town, "west").uid)

    def test_a_venue_signs_in_once_the_room_is_open(self, desk, town, meeting):
        venue = meeting.venues.get(unit=town.unit["west"])
        with pytest.raises(Refusal, match="room_is_shut"):
            desk.act("sign_in_venue", "west_reviewer", uid=meeting.uid, venue=venue.uid)
        desk.act("open_room", uid=meeting.uid)
        with pytest.raises(Forbidden):
            desk.act("sign_in_venue", "east_reviewer", uid=meeting.uid, venue=venue.uid)
        signed = desk.act("sign_in_venue", "west_reviewer", uid=meeting.uid, venue=venue.uid)
        assert signed.signed_in_at
        assert desk.act(
            "go_to_fallback", "west_reviewer", uid=meeting.uid, venue=venue.uid
        ).on_fallback


def test_every_verb_is_exported():
    assert Meeting.State.PLANNED
    assert all(callable(getattr(actions, name)) for name in actions.__all__)
