"""The storyboard for the meeting of 6 May: the two typical problems that were chosen for it.

Drafted, not cut: cutting takes half as long as the film runs and is a person's word.
"""

from yipanqi.apps.ledger.units.models import User
from yipanqi.apps.ledger.units.queries import forget_trees, keep_trees, viewer_for
from yipanqi.apps.meeting.film.actions import draft_storyboard
from yipanqi.apps.meeting.meetings.live.slides import frozen_for
from yipanqi.apps.meeting.meetings.models import Meeting
from yipanqi.core.month import Month
from yipanqi.demo.city.dice import SEED
from yipanqi.demo.city.instants import TODAY
from yipanqi.infra import clock
from yipanqi.infra.uid import seeded
from yipanqi.packs.film import film_title
from yipanqi.web.packing.film_content import draft

OFFICE = "bangongshi"


def build_film() -> None:
    """Call when the meetings are there: the storyboard is the next one's."""
    meeting = Meeting.objects.exclude(state=Meeting.State.HELD).order_by("starts_at").first()
    if meeting is None:
        return
    keep_trees()
    try:
        with seeded(f"{SEED}:film"), clock.at(TODAY):
            snapshot = frozen_for(meeting)
            draft_storyboard(
                viewer=viewer_for(User.objects.get(username=OFFICE)),
                snapshot=snapshot,
                meeting=meeting,
                title=film_title(Month.parse(snapshot.month)),
                scenes=draft(snapshot, meeting),
            )
    finally:
        forget_trees()
