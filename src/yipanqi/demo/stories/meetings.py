"""Two regular meetings: April's, held on the 18th with its tasks; May's, called for the 6th.

Both go through the verbs; only the instants of what happened in April are set back to that
day, since the clock of the record is the real one.
"""

from datetime import date, time, timedelta
from typing import Any

from yipanqi.apps.ledger.units.models import Appointment, Unit, User
from yipanqi.apps.ledger.units.queries import forget_trees, keep_trees, viewer_for
from yipanqi.apps.meeting.meetings import actions
from yipanqi.apps.meeting.meetings.actions import Call, Rhythm, Settled, Wanted
from yipanqi.apps.meeting.meetings.ground import closing_boards
from yipanqi.apps.meeting.meetings.live.subjects import BOARD
from yipanqi.apps.meeting.meetings.models import AgendaItem, Decision, LiveEvent, Meeting
from yipanqi.apps.promises.commitments import actions as promises
from yipanqi.apps.promises.commitments.models import Commitment
from yipanqi.core.meetings.agenda import ItemForm, ItemKind, Manner
from yipanqi.core.month import Month
from yipanqi.core.scope import Viewer
from yipanqi.demo.city import places
from yipanqi.demo.city.dice import SEED
from yipanqi.demo.city.instants import LAST, TODAY, instant
from yipanqi.demo.months.pictures import picture
from yipanqi.demo.stories.papers import speech_pdf
from yipanqi.demo.tables import table
from yipanqi.infra import clock
from yipanqi.infra.evidence import keep_made
from yipanqi.infra.uid import seeded

OFFICE, VERIFIER = "bangongshi", "bangongshi2"
BEGINS = time(9)
PRESENT_OF = 10  # of so many seats one stays empty


def build_meetings() -> None:
    """Call when March is published: agendas rest on its scoreboard."""
    keep_trees()
    try:
        with seeded(f"{SEED}:meetings"):
            told = table("meetings.toml")
            teller = Teller()
            series = teller.in_office(
                date(2024, 1, 4), "open_series", rhythm=_rhythm(told["series"])
            )
            _april(teller, series, told["april"])
            _may(teller, series, told["may"])
    finally:
        forget_trees()


def _rhythm(told: dict[str, Any]) -> Rhythm:
    return Rhythm(begins_at=BEGINS, **told)


class Teller:
    """Units by their keys, and who works for each."""

    def __init__(self) -> None:
        self.keys = {
            **{c.code: c.name for c in places.counties()},
            **{t.code: t.name for c in places.counties() for t in c.towns},
            **{d.key: d.name for d in places.departments()},
            **{z.key: z.name for z in places.zones()},
        }
        names = Unit.objects.filter(versions__to_on=None).values_list("versions__name", "pk")
        self.by_name = dict(names)

    def unit(self, key: str) -> int:
        return self.by_name[self.keys[key]]

    def viewer(self, username: str) -> Viewer:
        return viewer_for(User.objects.get(username=username))

    def worker(self, unit: int) -> Viewer:
        """Somebody with a post in the unit that may act for it."""
        post = Appointment.objects.filter(
            unit=unit, role__in=["reporter", "reviewer", "office"], user__is_active=True
        ).order_by("pk")
        return viewer_for(post[0].user)

    def in_office(self, day: date, verb: str, **more: Any) -> Any:
        with clock.at(day):
            return getattr(actions, verb)(viewer=self.viewer(OFFICE), **more)


# --- April, held


def _april(teller: Teller, series: Any, told: dict[str, Any]) -> None:
    day: date = told["on"]
    call = Call(month=Month(2024, 3), on=day)
    meeting = teller.in_office(told["call_on"], "plan_meeting", series=series, call=call)
    uid = meeting.uid
    teller.in_office(told["call_on"], "draft_agenda", uid=uid, manner=Manner(last=0, written=2))
    teller.in_office(told["call_on"], "call_meeting", uid=uid)
    teller.in_office(day, "open_room", uid=uid)
    items = list(meeting.items.filter(dropped_at=None))
    for item in items:
        teller.in_office(day, "begin_item", uid=uid, item=item.uid)
        for one in [d for d in told["decision"] if _belongs(d, item, items)]:
            _decide(teller, day, uid, item, one)
    teller.in_office(day, "close_room", uid=uid)
    _set_back(meeting, day)
    for one in told["decision"]:
        if one["kind"] == "task":
            _fate(teller, day, meeting, one)


def _belongs(told: dict[str, Any], item: AgendaItem, items: list[AgendaItem]) -> bool:
    """A decision falls on the first item of its kind."""
    return item == next((i for i in items if i.kind == told["item"]), None)


def _decide(teller: Teller, day: date, uid: Any, item: AgendaItem, told: dict[str, Any]) -> None:
    settled = Settled(
        text=told["text"],
        kind=told["kind"],
        lead_unit=teller.unit(told["lead"]) if "lead" in told else None,
        supporting_units=tuple(teller.unit(k) for k in told.get("support", ())),
        due_on=told.get("due"),
        acceptance=told.get("acceptance", ""),
    )
    noted = teller.in_office(day, "note_decision", uid=uid, settled=settled, item=item.uid)
    teller.in_office(day, "confirm_decision", decision=noted.uid)


def _set_back(meeting: Meeting, day: date) -> None:
    """Everything recorded as of now happened on that morning, in this order."""
    opened = instant(day, 9)
    Meeting.objects.filter(pk=meeting.pk).update(
        opened_at=opened, closed_at=opened + timedelta(minutes=95)
    )
    at = opened
    for item in meeting.items.filter(dropped_at=None):
        until = at + timedelta(minutes=max(1, item.minutes))
        AgendaItem.objects.filter(pk=item.pk).update(started_at=at, ended_at=until)
        Decision.objects.filter(item=item).update(noted_at=at + timedelta(minutes=1))
        at = until
    for event in LiveEvent.objects.filter(meeting=meeting):
        moment = opened + timedelta(seconds=40 * event.sequence)
        LiveEvent.objects.filter(pk=event.pk).update(at=moment)
    meeting.venues.update(signed_in_at=opened - timedelta(minutes=20))
    for n, seat in enumerate(meeting.attendances.all()):
        if n % PRESENT_OF != PRESENT_OF - 1:
            seat.present_at, seat.by_code = opened - timedelta(minutes=5 + n % 9), True
            seat.save(update_fields=["present_at", "by_code"])


def _fate(teller: Teller, day: date, meeting: Meeting, told: dict[str, Any]) -> None:
    row = Commitment.objects.get(title=told["text"], source=meeting.title)
    doer = teller.worker(row.lead_unit_id)
    if told["fate"] == "silent":
        return
    with clock.at(day + timedelta(days=1)):
        promises.sign_for(viewer=doer, uid=row.uid)
    with clock.at(date(2024, 4, 25)):
        words = "已成立工作专班，正按时间节点推进。"
        promises.report_progress(viewer=doer, uid=row.uid, text=words)
    if told["fate"] == "open":
        return
    with clock.at(date(2024, 4, 26)):
        file = _picture(row.pk)
        promises.add_evidence(viewer=doer, uid=row.uid, file=file, name="现场.jpg")
        promises.report_done(viewer=doer, uid=row.uid, result=f"已完成：{told['acceptance']}")
    if told["fate"] == "closed":
        with clock.at(date(2024, 4, 29)):
            words = "经现场核实，符合要求，同意销号。"
            promises.close_out(viewer=teller.viewer(VERIFIER), uid=row.uid, verdict=words)


def _picture(seed: int) -> Any:
    from io import BytesIO

    return BytesIO(picture("road", 4, seed % 2))


# --- May, called


def _may(teller: Teller, series: Any, told: dict[str, Any]) -> None:
    on = told["call_on"]
    call = Call(month=LAST, on=date(2024, 5, 6), title=told["title"])
    meeting = teller.in_office(on, "plan_meeting", series=series, call=call)
    uid = meeting.uid
    teller.in_office(on, "draft_agenda", uid=uid)
    _adapt(teller, meeting, told)
    teller.in_office(on, "call_meeting", uid=uid)
    for paper in told["paper"]:
        unit = teller.unit(paper["unit"])
        item = meeting.items.get(unit=unit, dropped_at=None, kind=ItemKind.EXCHANGE)
        kept = keep_made(speech_pdf(item.title), f"{item.title}.pdf", "application/pdf")
        with clock.at(paper["on"]):
            actions.hand_in(viewer=teller.worker(unit), item=item.uid, kept=kept)
    for one in told["leave"]:
        unit = teller.unit(one["unit"])
        seat = meeting.attendances.get(unit=unit)
        with clock.at(TODAY - timedelta(days=2)):
            actions.ask_leave(
                viewer=teller.worker(unit),
                seat=seat.uid,
                reason=one["reason"],
                deputy=one.get("deputy", ""),
            )


def _adapt(teller: Teller, meeting: Meeting, told: dict[str, Any]) -> None:
    """The draft as the office changes it: the film, more results, the city's choice of speakers."""
    on, uid = told["call_on"], meeting.uid

    def live() -> list[AgendaItem]:
        return list(meeting.items.filter(dropped_at=None))

    def add(wanted: Wanted, at: int) -> None:
        teller.in_office(on, "add_item", uid=uid, wanted=wanted, at=at)

    exchanges = [i for i in live() if i.kind == ItemKind.EXCHANGE]
    best = [i for i in exchanges if i.why == "agenda.why_best"]
    kept = {best[0].pk, best[-1].pk}  # of the counties, of the departments
    for item in exchanges:
        if item.pk not in kept:
            teller.in_office(on, "drop_item", uid=uid, item=item.uid)
    film = Wanted(
        told["film"], ItemKind.CASES, ItemForm.SHOWN, minutes=12, subject_kind="film"
    )  # whichever is the meeting's newest when it is shown
    add(film, 0)
    at = [i.kind for i in live()].index(ItemKind.RESULTS) + 1
    for n, one in enumerate(told["results"]):
        kind, of = one["shows"], one.get("of", "")
        if kind == BOARD:
            of = str(closing_boards(meeting)[0].uid)
        add(
            Wanted(
                one["title"],
                ItemKind.RESULTS,
                ItemForm.SHOWN,
                minutes=5,
                subject_kind=kind,
                subject_uid=of,
            ),
            at + n,
        )
    at = max(n for n, i in enumerate(live()) if i.kind == ItemKind.EXCHANGE) + 1
    for n, one in enumerate(told["speech"]):
        add(_exchange(teller, one, ItemForm.ORAL), at + n)
    for n, one in enumerate(told["written"], at + len(told["speech"])):
        add(_exchange(teller, one, ItemForm.WRITTEN), n)


def _exchange(teller: Teller, one: dict[str, Any], form: ItemForm) -> Wanted:
    name = teller.keys[one["unit"]]
    words = "交流发言" if form is ItemForm.ORAL else "书面交流"
    unit = teller.unit(one["unit"])
    speaker = one.get("speaker", "")
    return Wanted(f"{name}{words}", ItemKind.EXCHANGE, form, unit, speaker, minutes=5)
