"""The agenda: drafted from the data, then changed by hand; every change is one verb."""

from dataclasses import dataclass
from typing import Any

from yipanqi.apps.ledger.units.queries import tree_on
from yipanqi.apps.meeting.meetings.actions._common import (
    audited,
    kept,
    live_item,
    not_held,
    office_locked,
    words,
)
from yipanqi.apps.meeting.meetings.ground import ground_of
from yipanqi.apps.meeting.meetings.models import AgendaItem, Meeting
from yipanqi.core.meetings import agenda
from yipanqi.core.meetings.agenda import Item, ItemForm, ItemKind, Manner
from yipanqi.core.refusal import Refusal
from yipanqi.core.scope import Viewer
from yipanqi.infra import clock
from yipanqi.infra.texts import render, shown_as
from yipanqi.infra.verbs import act

LONGEST = 240  # minutes of one item


@dataclass(frozen=True, slots=True)
class Wanted:
    """An item as a person enters it; ``unit`` is a primary key."""

    title: str
    kind: ItemKind = ItemKind.OTHER
    form: ItemForm = ItemForm.ORAL
    unit: int | None = None
    speaker: str = ""
    minutes: int = 5
    subject_kind: str = ""
    subject_uid: str = ""


def draft_agenda(
    *,
    viewer: Viewer,
    uid: object,
    manner: Manner | None = None,
    expected_version: int | None = None,
    key: str | None = None,
) -> Meeting:
    """Draft from what is known today. What was drafted before and not touched by hand gives way;
    what a person added stays, behind it. Raises ``meeting.room_is_open``.
    """
    rule = manner or Manner()
    with act(viewer, "draft_agenda", key=key) as verb:
        row = office_locked(viewer, uid, None if verb.repeated else expected_version)
        if verb.repeated:
            return row
        _may_change(row)
        before = audited(row)
        items = agenda.drafted(ground_of(row, rule), rule)
        now = clock.now()
        live = row.items.filter(dropped_at=None)
        live.exclude(why="").filter(materials=None).update(dropped_at=now)
        kept_by_hand = list(live.filter(dropped_at=None))
        AgendaItem.objects.bulk_create(_row(row, i, n) for n, i in enumerate(items))
        for n, item in enumerate(kept_by_hand, len(items)):
            item.position = n
        AgendaItem.objects.bulk_update(kept_by_hand, ["position"])
        kept(verb, row, before, items=len(items) + len(kept_by_hand))
    return row


def _row(meeting: Meeting, item: Item, position: int) -> AgendaItem:
    node = tree_on().by_uid.get(item.unit)
    gaps = dict(item.params) | {
        "unit": node.name if node else "",
        "month": meeting.heard,
    }
    return AgendaItem(
        meeting=meeting,
        position=position,
        kind=item.kind,
        form=item.form,
        title=render(_title(item), gaps)[:120],
        unit_id=node.pk if node else None,
        minutes=item.minutes,
        subject_kind=item.subject_kind,
        subject_uid=item.subject,
        why=item.code,
        why_params=_shown(item),
    )


def _shown(item: Item) -> dict[str, Any]:
    """Parameters as JSON keeps them: counts stay numbers, everything else is words already, and
    the endings that ask for a form (``…_share``, ``…_pp``) are gone with it.
    """
    found: dict[str, Any] = {}
    for name, value in item.params.items():
        shown = value if isinstance(value, int | str) else shown_as(name, value)
        found[name.removesuffix("_share").removesuffix("_pp")] = shown
    return found


def _title(item: Item) -> str:
    if item.kind is ItemKind.EXCHANGE:
        return {
            "agenda.why_best": "agenda.title_best",
            "agenda.why_worst": "agenda.title_worst",
        }.get(item.code, "agenda.title_written")
    return f"agenda.title_{item.kind.value}"


def add_item(
    *,
    viewer: Viewer,
    uid: object,
    wanted: Wanted,
    at: int | None = None,
    expected_version: int | None = None,
    key: str | None = None,
) -> AgendaItem:
    """Behind the last of its kind (else at the end), or at index ``at``."""
    with act(viewer, "add_item", key=key) as verb:
        row = office_locked(viewer, uid, None if verb.repeated else expected_version)
        if verb.repeated:
            return AgendaItem.objects.get(uid=verb.subject_uid)
        not_held(row)
        _check(wanted)
        before = audited(row)
        order = list(row.items.filter(dropped_at=None))
        item = AgendaItem.objects.create(meeting=row, position=len(order), **_fields(wanted))
        wish = agenda.place_of(wanted.kind, [ItemKind(i.kind) for i in order]) if at is None else at
        if wish != len(order):
            _renumber(agenda.moved([*order, item], item, wish))
        verb.record(item, after={"title": item.title, "minutes": item.minutes}, month=row.month)
        kept(verb, row, before, items=len(order) + 1)
    return item


def amend_item(
    *,
    viewer: Viewer,
    uid: object,
    item: object,
    wanted: Wanted,
    expected_version: int | None = None,
    key: str | None = None,
) -> AgendaItem:
    """What it is and who speaks how long; what it shows stays."""
    with act(viewer, "amend_item", key=key) as verb:
        row = office_locked(viewer, uid, None if verb.repeated else expected_version)
        found = live_item(row, item)
        if verb.repeated:
            return found
        not_held(row)
        _check(wanted)
        before, was = audited(row), _said(found)
        fields = _fields(wanted) | {
            "kind": found.kind,
            "subject_kind": found.subject_kind,
            "subject_uid": found.subject_uid,
        }
        for name, value in fields.items():
            setattr(found, name, value)
        found.save()
        verb.record(found, before=was, after=_said(found), month=row.month)
        kept(verb, row, before)
    return found


def move_item(
    *,
    viewer: Viewer,
    uid: object,
    item: object,
    to: int,
    expected_version: int | None = None,
    key: str | None = None,
) -> Meeting:
    """To index ``to``; the others keep their order. Raises ``agenda.no_such_place``."""
    with act(viewer, "move_item", key=key) as verb:
        row = office_locked(viewer, uid, None if verb.repeated else expected_version)
        if verb.repeated:
            return row
        not_held(row)
        before, found = audited(row), live_item(row, item)
        order = list(row.items.filter(dropped_at=None))
        _renumber(agenda.moved(order, found, to))
        kept(verb, row, before, moved=str(found.uid), to=to)
    return row


def drop_item(
    *,
    viewer: Viewer,
    uid: object,
    item: object,
    expected_version: int | None = None,
    key: str | None = None,
) -> Meeting:
    """Off the agenda; its papers stay in the record. Raises ``meeting.item_was_heard``."""
    with act(viewer, "drop_item", key=key) as verb:
        row = office_locked(viewer, uid, None if verb.repeated else expected_version)
        if verb.repeated:
            return row
        not_held(row)
        before, found = audited(row), live_item(row, item)
        if found.started_at is not None:
            raise Refusal("meeting.item_was_heard", item=found.title)
        found.dropped_at = clock.now()
        found.save(update_fields=["dropped_at"])
        _renumber(list(row.items.filter(dropped_at=None)))
        kept(verb, row, before, dropped=found.title)
    return row


def _may_change(row: Meeting) -> None:
    not_held(row)
    if row.room == Meeting.Room.LIVE:
        raise Refusal("meeting.room_is_open", title=row.title)


def _check(wanted: Wanted) -> None:
    words(wanted.title, "title", 120)
    if not 0 <= wanted.minutes <= LONGEST:
        raise Refusal("meeting.minutes", field="minutes", limit=LONGEST)


def _fields(wanted: Wanted) -> dict[str, Any]:
    written = wanted.form is ItemForm.WRITTEN
    return {
        "kind": wanted.kind,
        "form": wanted.form,
        "title": wanted.title.strip(),
        "unit_id": wanted.unit,
        "speaker": wanted.speaker.strip()[:40],
        "minutes": 0 if written else wanted.minutes,
        "subject_kind": wanted.subject_kind,
        "subject_uid": wanted.subject_uid,
    }


def _said(item: AgendaItem) -> dict[str, Any]:
    names = ("title", "form", "unit_id", "speaker", "minutes")
    return {name: getattr(item, name) for name in names}


def _renumber(order: list[AgendaItem]) -> None:
    for position, item in enumerate(order):
        item.position = position
    AgendaItem.objects.bulk_update(order, ["position"])
