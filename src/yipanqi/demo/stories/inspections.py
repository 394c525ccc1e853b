"""Two unannounced inspections, and the speech of 18 April taken apart and sent round.

The first was shown and put right; the second waits for the meeting of 6 May, hidden from whom
it is about. All through the verbs; pictures are drawings with the place and day of a camera.
"""

import io
from datetime import date, timedelta
from typing import Any

import av
from django.core.files.base import ContentFile
from PIL import Image

from yipanqi.apps.ledger.units.queries import forget_trees, keep_trees
from yipanqi.apps.meeting.breakdowns import actions as breakdowns
from yipanqi.apps.meeting.breakdowns.actions import TaskWish
from yipanqi.apps.meeting.inspections import actions
from yipanqi.apps.meeting.inspections.actions import FindingWish, StopWish
from yipanqi.apps.meeting.inspections.models import Finding
from yipanqi.apps.meeting.meetings.models import Meeting
from yipanqi.apps.promises.commitments import actions as promises
from yipanqi.demo.city.dice import SEED
from yipanqi.demo.months.pictures import picture
from yipanqi.demo.stories.meetings import OFFICE, VERIFIER, Teller
from yipanqi.demo.tables import table
from yipanqi.infra import clock, evidence
from yipanqi.infra.clips import keep_clip
from yipanqi.infra.uid import seeded

FRAMES, PER_SECOND = 30, 10
LEAST_DUE = date(2024, 5, 20)  # a day before the replies are in would bind nobody


def build_inspections() -> None:
    """Call when both meetings are there."""
    keep_trees()
    try:
        with seeded(f"{SEED}:inspections"):
            told, teller = table("inspections.toml"), Teller()
            held, coming = Meeting.objects.unscoped("the city's two").order_by("starts_at")[:2]
            for one in told["inspection"]:
                _inspect(teller, one, held, coming)
            _speech(teller, told["speech"], held)
    finally:
        forget_trees()


def _inspect(teller: Teller, told: dict[str, Any], held: Meeting, coming: Meeting) -> None:
    office = teller.viewer(OFFICE)
    with clock.at(told["on"]):
        row = actions.plan_inspection(
            viewer=office,
            title=told["title"],
            planned_on=told["on"],
            task=told["task"],
            team=told["team"],
        )
        found = [_find(teller, row.uid, one) for one in told["finding"]]
        actions.finish_inspection(viewer=office, inspection=row.uid)
    if "shown_on" in told:
        for finding, one in zip(found, told["finding"], strict=True):
            with clock.at(told["shown_on"]):
                actions.show_finding(viewer=office, finding=finding.uid, meeting=held)
            _put_right(teller, finding, one)
        return
    with clock.at(told["on"]):
        actions.put_on_agenda(viewer=office, finding=found[0].uid, meeting=coming.uid)


def _find(teller: Teller, inspection: Any, told: dict[str, Any]) -> Finding:
    office, unit = teller.viewer(OFFICE), teller.unit(told["unit"])
    longitude, latitude = (int(degrees * 1_000_000) for degrees in told["point"])
    stop = actions.add_stop(
        viewer=office,
        inspection=inspection,
        wanted=StopWish(unit, told["place"], None, longitude, latitude),
    )
    wanted = FindingWish(
        told["title"], told["detail"], told["demand"], unit, told["due"], stop=stop
    )
    finding = actions.note_finding(viewer=office, inspection=inspection, wanted=wanted)
    on = clock.business_today()
    for variant in range(2):
        photo = _photo(told["scene"], 1, variant, on, told["point"])
        kept = evidence.keep(ContentFile(photo), f"现场{variant + 1}.jpg")
        _exhibit(teller, finding, kept, told["title"], in_film=variant == 0)
    if told.get("clip"):
        clip = keep_clip(ContentFile(_clip(told["scene"])), "现场录像.mp4")
        _exhibit(teller, finding, clip.kept, told["title"], duration=clip.duration)
    return finding


def _exhibit(
    teller: Teller, finding: Finding, kept: evidence.Kept, caption: str, **more: Any
) -> None:
    in_film = more.pop("in_film", True)
    office = teller.viewer(OFFICE)
    made = actions.add_exhibit(
        viewer=office, finding=finding.uid, kept=kept, caption=caption, **more
    )
    if in_film:
        actions.caption_exhibit(viewer=office, exhibit=made.uid, caption=caption, in_film=True)


def _photo(scene: str, phase: int, variant: int, on: date, point: list[float]) -> bytes:
    """A drawing with the EXIF of a camera that stood there on that day."""
    drawn = Image.open(io.BytesIO(picture(scene, phase, variant)))
    exif = Image.Exif()
    exif.get_ifd(0x8769)[36867] = f"{on:%Y:%m:%d} 10:{12 + variant}:00"
    place = exif.get_ifd(0x8825)
    longitude, latitude = point
    place.update({1: "N", 2: (latitude, 0.0, 0.0), 3: "E", 4: (longitude, 0.0, 0.0)})
    out = io.BytesIO()
    drawn.save(out, "JPEG", quality=72, exif=exif)
    return out.getvalue()


def _clip(scene: str) -> bytes:
    """Three seconds of the drawing; a slow push-in, no sound."""
    drawn = Image.open(io.BytesIO(picture(scene, 1, 0)))
    out = io.BytesIO()
    with av.open(out, "w", format="mp4") as film:
        stream = film.add_stream("libx264", rate=PER_SECOND, options={"preset": "ultrafast"})
        stream.width, stream.height, stream.pix_fmt = 480, 320, "yuv420p"
        for n in range(FRAMES):
            shown = drawn.crop((n, n, drawn.width - n, drawn.height - n)).resize((480, 320))
            frame = av.VideoFrame.from_image(shown)  # type: ignore[no-untyped-call]
            film.mux(stream.encode(frame))
        film.mux(stream.encode())
    return out.getvalue()


def _put_right(teller: Teller, finding: Finding, told: dict[str, Any]) -> None:
    finding.refresh_from_db()
    task = finding.commitment
    assert task is not None  # noqa: S101  (shown just before)
    doer = teller.worker(task.lead_unit_id)
    after = _photo(told["scene"], 3, 0, told["put_right_on"], told["point"])
    with clock.at(told["put_right_on"] - timedelta(days=6)):
        promises.sign_for(viewer=doer, uid=task.uid)
    with clock.at(told["put_right_on"]):
        file = ContentFile(after)
        promises.add_evidence(viewer=doer, uid=task.uid, file=file, name="整改后.jpg")
        words = "已进场桩基施工，开工认定按规定更正。"
        promises.report_done(viewer=doer, uid=task.uid, result=words)
    again = evidence.keep(
        ContentFile(_photo(told["scene"], 3, 1, told["checked_on"], told["point"])), "回头看.jpg"
    )
    with clock.at(told["checked_on"]):
        office = teller.viewer(VERIFIER)
        actions.add_exhibit(
            viewer=office, finding=finding.uid, kept=again, caption="回头看现场", phase="after"
        )
        words = "现场已有两台桩机作业，整改到位。"
        actions.record_recheck(viewer=office, finding=finding.uid, passed=True, words_said=words)


def _speech(teller: Teller, told: dict[str, Any], held: Meeting) -> None:
    """Sent round on 30 April; the holiday leaves its units until 7 May."""
    office = teller.viewer(OFFICE)
    with clock.at(told["drafted_on"]):
        row = breakdowns.draft_breakdown(
            viewer=office, meeting=held.uid, source=told["text"], title=told["title"]
        )
        for task in list(row.tasks.all()):
            if task.lead_unit_id is None:
                breakdowns.drop_task(viewer=office, task=task.uid)
                continue
            supports = tuple(task.supporting_units.values_list("pk", flat=True))
            due = max(task.due_on or LEAST_DUE, LEAST_DUE)
            wanted = TaskWish(task.text, task.lead_unit_id, supports, due, told["acceptance"])
            breakdowns.amend_task(viewer=office, task=task.uid, wanted=wanted)
    with clock.at(told["circulated_on"]):
        breakdowns.circulate(viewer=office, breakdown=row.uid)
        for one in told["reply"]:
            unit = teller.unit(one["unit"])
            asked = row.tasks.filter(lead_unit=unit, dropped_at=None).first()
            if asked is None:
                continue
            common: dict[str, Any] = {"viewer": teller.worker(unit), "task": asked.uid}
            if one["kind"] == "accepted":
                breakdowns.accept_task(**common)
            else:
                breakdowns.contest_task(words=one["words"], **common)
