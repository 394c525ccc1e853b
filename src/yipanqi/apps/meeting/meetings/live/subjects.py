"""What an item that a person adds may show on the screens by itself, for the choice in its form."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from yipanqi.apps.meeting.meetings.ground import closing_boards, heard_boards
from yipanqi.apps.meeting.meetings.live.films import has_film
from yipanqi.apps.meeting.meetings.live.sights import SIGHTS
from yipanqi.apps.meeting.meetings.models import Meeting
from yipanqi.apps.meeting.meetings.queries import FILM
from yipanqi.core.month import Month
from yipanqi.infra.templatetags.figures import month as month_text

BOARD = "publication"


@dataclass(frozen=True, slots=True)
class Subject:
    """``value`` is ``kind:uid``, as the form sends it."""

    value: str
    name: str


def subjects(meeting: Meeting) -> list[Subject]:
    """The boards the meeting hears, last year's closing ones, the film, other stations' matters."""
    boards = {p.pk: p for p in (*heard_boards(meeting), *closing_boards(meeting))}
    found = [
        Subject(
            f"{BOARD}:{p.uid}",
            _("Scoreboard of %(month)s: %(scheme)s")
            % {"month": month_text(Month.parse(p.month)), "scheme": p.sheet.scheme.title},
        )
        for p in boards.values()
    ]
    if has_film(meeting):
        found.append(Subject(f"{FILM}:", _("The meeting's film of typical cases")))
    for kind, sight in SIGHTS.items():
        found += [Subject(f"{kind}:{uid}", name) for uid, name in sight.choices()]
    return found
