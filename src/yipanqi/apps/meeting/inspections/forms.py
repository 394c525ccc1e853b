"""From a form's fields to a verb's arguments, for the two pages of an inspection."""

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from django.core.files.base import File
from django.http import HttpRequest, QueryDict

from yipanqi.apps.ledger.projects.models import Project
from yipanqi.apps.meeting.inspections import actions
from yipanqi.apps.meeting.inspections.actions import FindingWish, StopWish
from yipanqi.apps.meeting.inspections.models import Inspection, Stop
from yipanqi.apps.meeting.meetings.access import check_office
from yipanqi.apps.promises.commitments.pages import Work, day_of, key_of, unit_of, version_of
from yipanqi.core.refusal import Refusal
from yipanqi.core.scope import Viewer
from yipanqi.core.units.coordinates import E6, Point, is_in_china
from yipanqi.infra import clock, evidence
from yipanqi.infra.clips import keep_clip


def project_of(viewer: Viewer, code: str) -> Project | None:
    """By its code in the register. Raises ``inspection.no_project``."""
    if not code.strip():
        return None
    rows = Project.objects.visible_to(viewer).filter(own_code=code.strip())
    found = rows.select_related("current").first()
    if found is None:
        raise Refusal("inspection.no_project", field="project", code=code.strip()[:40])
    return found


def point_of(text: str) -> tuple[int | None, int | None]:
    """“120.5801, 30.0123”: longitude, latitude. Raises ``inspection.not_a_point``."""
    if not text.strip():
        return None, None
    parts = text.replace("，", ",").split(",")
    try:
        longitude, latitude = (int(Decimal(part.strip()) * E6) for part in parts)
        inside = is_in_china(Point.of_e6(longitude, latitude))
    except (InvalidOperation, ValueError, OverflowError):
        inside = False
    if not inside:
        raise Refusal("inspection.not_a_point", field="point", value=text.strip()[:40])
    return longitude, latitude


def _stop(request: HttpRequest, viewer: Viewer, uid: str) -> Any:
    post = request.POST
    longitude, latitude = point_of(post.get("point", ""))
    wanted = StopWish(
        unit=unit_of(post.get("unit", ""), "unit"),
        place=post.get("place", ""),
        project=project_of(viewer, post.get("project", "")),
        longitude_e6=longitude,
        latitude_e6=latitude,
    )
    return actions.add_stop(viewer=viewer, inspection=uid, wanted=wanted, key=key_of(request))


def _drop_stop(request: HttpRequest, viewer: Viewer, _uid: str) -> Any:
    stop = request.POST.get("stop", "")
    return actions.drop_stop(viewer=viewer, stop=stop, key=key_of(request))


def wish_of(viewer: Viewer, inspection: Inspection, post: QueryDict) -> FindingWish:
    wanted = post.get("stop", "")
    stop = Stop.objects.filter(inspection=inspection, uid=wanted).first() if wanted else None
    project = project_of(viewer, post.get("project", ""))
    unit = post.get("unit", "")
    if not unit and stop is None:
        raise Refusal("inspection.unit_needed", field="unit")
    return FindingWish(
        title=post.get("title", ""),
        detail=post.get("detail", ""),
        demand=post.get("demand", ""),
        unit=unit_of(unit, "unit") if unit else stop.unit_id if stop else 0,
        due_on=day_of(post.get("due_on", ""), "due_on") or clock.business_today(),
        found_on=day_of(post.get("found_on", ""), "found_on"),
        stop=stop,
        project=project or (stop.project if stop else None),
    )


def _note(request: HttpRequest, viewer: Viewer, uid: str) -> Any:
    from yipanqi.apps.meeting.inspections.queries import inspection_for

    wanted = wish_of(viewer, inspection_for(viewer, uid), request.POST)
    return actions.note_finding(viewer=viewer, inspection=uid, wanted=wanted, key=key_of(request))


def _finish(request: HttpRequest, viewer: Viewer, uid: str) -> Any:
    return actions.finish_inspection(
        viewer=viewer, inspection=uid, expected_version=version_of(request), key=key_of(request)
    )


INSPECTION_VERBS: Mapping[str, Work] = {
    "stop": _stop,
    "drop-stop": _drop_stop,
    "note": _note,
    "finish": _finish,
}


def _amend(request: HttpRequest, viewer: Viewer, uid: str) -> Any:
    from yipanqi.apps.meeting.inspections.queries import finding_for

    row = finding_for(viewer, uid)
    return actions.amend_finding(
        viewer=viewer,
        finding=uid,
        wanted=wish_of(viewer, row.inspection, request.POST),
        expected_version=version_of(request),
        key=key_of(request),
    )


def _drop(request: HttpRequest, viewer: Viewer, uid: str) -> Any:
    reason = request.POST.get("reason", "")
    return actions.drop_finding(viewer=viewer, finding=uid, reason=reason, key=key_of(request))


def _exhibit(request: HttpRequest, viewer: Viewer, uid: str) -> Any:
    """The bytes are checked and stored before the verb's transaction; a clip by its content."""
    check_office(viewer)
    file: File[Any] | None = request.FILES.get("file")
    if file is None:
        raise Refusal("inspection.file_needed", field="file")
    duration = None
    if _looks_like_a_picture(file):
        kept = evidence.keep(file, file.name or "", evidence.PHOTO)
    else:
        clip = keep_clip(file, file.name or "")
        kept, duration = clip.kept, clip.duration
    return actions.add_exhibit(
        viewer=viewer,
        finding=uid,
        kept=kept,
        duration=duration,
        caption=request.POST.get("caption", ""),
        phase=request.POST.get("phase", "before"),
        key=key_of(request),
    )


def _looks_like_a_picture(file: "File[Any]") -> bool:
    """Which of the two checks it goes to; the check itself decides."""
    head: bytes = file.read(12)
    file.seek(0)
    return head.startswith((b"\xff\xd8", b"\x89PNG")) or head[8:12] == b"WEBP"


def _caption(request: HttpRequest, viewer: Viewer, _uid: str) -> Any:
    post = request.POST
    return actions.caption_exhibit(
        viewer=viewer,
        exhibit=post.get("exhibit", ""),
        caption=post.get("caption", ""),
        in_film=bool(post.get("in_film")),
        key=key_of(request),
    )


def _void(request: HttpRequest, viewer: Viewer, _uid: str) -> Any:
    post = request.POST
    exhibit, reason = post.get("exhibit", ""), post.get("reason", "")
    return actions.void_exhibit(viewer=viewer, exhibit=exhibit, reason=reason, key=key_of(request))


def _agenda(request: HttpRequest, viewer: Viewer, uid: str) -> Any:
    meeting = request.POST.get("meeting", "")
    return actions.put_on_agenda(viewer=viewer, finding=uid, meeting=meeting, key=key_of(request))


def _show(request: HttpRequest, viewer: Viewer, uid: str) -> Any:
    return actions.show_finding(viewer=viewer, finding=uid, key=key_of(request))


def _recheck(request: HttpRequest, viewer: Viewer, uid: str) -> Any:
    return actions.record_recheck(
        viewer=viewer,
        finding=uid,
        passed=request.POST.get("passed") == "1",
        words_said=request.POST.get("words", ""),
        key=key_of(request),
    )


FINDING_VERBS: Mapping[str, Work] = {
    "amend": _amend,
    "drop": _drop,
    "exhibit": _exhibit,
    "caption": _caption,
    "void": _void,
    "agenda": _agenda,
    "show": _show,
    "recheck": _recheck,
}
