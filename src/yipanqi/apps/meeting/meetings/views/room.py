"""The live room: console, follow page, projection, speaker's clock; what screens report."""

from django.http import (
    FileResponse,
    HttpRequest,
    HttpResponse,
    JsonResponse,
    StreamingHttpResponse,
)
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST

from yipanqi.apps.meeting.meetings import pages, queries, room_pages
from yipanqi.apps.meeting.meetings.access import check_office, check_venue
from yipanqi.apps.meeting.meetings.live.presence import report_screen
from yipanqi.apps.meeting.meetings.live.slides import item_slide
from yipanqi.apps.meeting.meetings.live.stream import roll_code, state_of
from yipanqi.apps.meeting.meetings.venue_pack import venue_pack as make_pack
from yipanqi.apps.month.snapshots.pages import asking
from yipanqi.core.refusal import Missing
from yipanqi.infra.qr import qr_svg
from yipanqi.infra.ranges import played


def console(request: HttpRequest, uid: str) -> HttpResponse:
    viewer = asking(request)
    meeting = queries.meeting_for(viewer, uid)
    check_office(viewer)
    board = request.GET.get("board", "")
    return render(request, "meetings/console.html", room_pages.console(viewer, meeting, board))


def venues(request: HttpRequest, uid: str) -> HttpResponse:
    """The console's list of venues; asked again every few seconds."""
    viewer = asking(request)
    meeting = queries.meeting_for(viewer, uid)
    check_office(viewer)
    context = {"meeting": meeting, "venues": room_pages.venue_lines(meeting)}
    return render(request, "meetings/_venues.html", context)


def search(request: HttpRequest, uid: str) -> HttpResponse:
    """Projects of the frozen month by name or code, for the console."""
    viewer = asking(request)
    meeting = queries.meeting_for(viewer, uid)
    check_office(viewer)
    found = room_pages.frozen_projects(meeting, request.GET.get("q", ""))
    return render(request, "meetings/_found.html", {"meeting": meeting, "found": found})


def follow(request: HttpRequest, uid: str) -> HttpResponse:
    viewer = asking(request)
    meeting = queries.meeting_for(viewer, uid)
    context = room_pages.follow(viewer, meeting) | {"asked_code": request.GET.get("code", "")[:6]}
    return render(request, "meetings/follow.html", context)


def venue(request: HttpRequest, uid: str, venue: str) -> HttpResponse:
    viewer = asking(request)
    meeting = queries.meeting_for(viewer, uid)
    found = queries.venue_for(meeting, venue)
    return render(request, "meetings/venue.html", room_pages.venue(viewer, meeting, found))


def speaker(request: HttpRequest, uid: str) -> HttpResponse:
    viewer = asking(request)
    meeting = queries.meeting_for(viewer, uid)
    return render(request, "meetings/speaker.html", room_pages.screen(viewer, meeting))


def state(request: HttpRequest, uid: str) -> JsonResponse:
    viewer = asking(request)
    meeting = queries.meeting_for(viewer, uid)
    venue = request.GET.get("venue", "")
    return JsonResponse(state_of(meeting) | {"roll_code": roll_code(viewer, meeting, venue)})


def slide(request: HttpRequest, uid: str) -> JsonResponse:
    """What an item shows, for whoever looks around by themselves while the room is open."""
    viewer = asking(request)
    item = queries.item_for(viewer, uid)
    pages.check_browsing(viewer, item)
    return JsonResponse(item_slide(item.meeting, item))


def roll(request: HttpRequest, uid: str) -> HttpResponse:
    """The running roll call as a picture, for those who may see its code: it leads a phone to
    the follow page with the code filled in.
    """
    viewer = asking(request)
    meeting = queries.meeting_for(viewer, uid)
    code = roll_code(viewer, meeting, request.GET.get("venue", ""))
    if not code:
        raise Missing("meeting.no_roll_call")
    page = reverse("meetings:follow", args=[meeting.uid])
    picture = qr_svg(request.build_absolute_uri(f"{page}?code={code}"))
    answer = HttpResponse(picture, content_type="image/svg+xml")
    answer["Cache-Control"] = "no-store"
    return answer


def play(request: HttpRequest, uid: str) -> HttpResponse | StreamingHttpResponse:
    """The film for the players of those who meet, once the meeting shows it."""
    viewer = asking(request)
    found = queries.film_for(viewer, uid)
    return played(request, found.file)


def venue_pack(request: HttpRequest, uid: str, venue: str) -> FileResponse:
    viewer = asking(request)
    meeting = queries.meeting_for(viewer, uid)
    found = queries.venue_for(meeting, venue)
    check_venue(viewer, found)
    name = f"{meeting.title}-{found.name}.zip"
    return FileResponse(make_pack(viewer, meeting, found), as_attachment=True, filename=name)


@require_POST
def seen(request: HttpRequest, uid: str) -> HttpResponse:
    """A screen says how far it is; a follower's says that somebody is still there."""
    viewer = asking(request)
    meeting = queries.meeting_for(viewer, uid)
    report_screen(viewer, meeting, request.POST)
    return HttpResponse(status=204)
