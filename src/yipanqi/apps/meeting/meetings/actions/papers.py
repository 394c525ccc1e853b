"""Papers of an item: handed in by the unit that speaks, numbered, late ones marked."""

from yipanqi.apps.ledger.units.queries import tree_on
from yipanqi.apps.meeting.meetings.access import check_speaker
from yipanqi.apps.meeting.meetings.actions._common import node, not_held
from yipanqi.apps.meeting.meetings.models import AgendaItem, Material, Meeting
from yipanqi.apps.meeting.meetings.queries import item_for
from yipanqi.core.refusal import Refusal
from yipanqi.core.scope import Viewer
from yipanqi.infra import clock, evidence
from yipanqi.infra.evidence import Kept
from yipanqi.infra.verbs import act

VERSIONS_MOST = 30


def hand_in(*, viewer: Viewer, item: object, kept: Kept, key: str | None = None) -> Material:
    """The next version of an item's paper, late after the day it was due.

    Raises ``meeting.too_many_versions`` besides what the scope says.
    """
    with act(viewer, "hand_in", key=key) as verb:
        if verb.repeated:
            return Material.objects.get(uid=verb.subject_uid)
        found = item_for(viewer, item)
        check_speaker(viewer, found)
        meeting = (
            Meeting.objects.unscoped("seen above").select_for_update().get(pk=found.meeting_id)
        )
        not_held(meeting)
        number = found.materials.count() + 1
        if number > VERSIONS_MOST:
            raise Refusal("meeting.too_many_versions", limit=VERSIONS_MOST)
        unit = _unit_of(found)
        today = clock.business_today()
        made = Material.objects.create(
            item=found,
            number=number,
            file=evidence.enter(
                kept, uploaded_by=viewer.uid, unit_uid=str(tree_on().nodes[unit].uid)
            ),
            unit_id=unit,
            handed_in_on=today,
            handed_in_by_id=viewer.user,
            is_late=today > meeting.materials_due_on,
            recorded_at=clock.now(),
        )
        verb.record(
            made,
            after={
                "number": number,
                "name": kept.name,
                "sha256": kept.sha256,
                "late": made.is_late,
            },
            unit=node(unit),
            month=meeting.month,
        )
    return made


def _unit_of(item: AgendaItem) -> int:
    """The speaking unit, or the root where the office brings the paper itself."""
    return item.unit_id or tree_on().root.pk
