"""Gates that wait, one that was refused, pauses approved and overdue, slips judged, permits under
way: what 5 May finds beside the months.
"""

import io
from collections.abc import Iterable
from datetime import date, timedelta

from django.core.files.base import ContentFile
from PIL import Image

from yipanqi.apps.ledger.projects.models import MilestoneDate, Project
from yipanqi.apps.ledger.units.models import Appointment, User
from yipanqi.apps.ledger.units.queries import forget_trees, keep_trees, viewer_for
from yipanqi.apps.life.gates import actions as gates
from yipanqi.apps.life.gates.actions import Paper, PauseOrder, Proposal
from yipanqi.apps.life.gates.checklists import in_force
from yipanqi.apps.life.pipeline.slips import slip_lines
from yipanqi.apps.life.preliminary import actions as preliminary
from yipanqi.apps.life.preliminary.actions import Officer, StepChange, StepPlan
from yipanqi.apps.life.preliminary.queries import usual_steps
from yipanqi.core.projects.gates import Gate, PaperKind
from yipanqi.core.projects.stages import Stage, Track
from yipanqi.core.refusal import Refusal
from yipanqi.core.scope import Role, Viewer
from yipanqi.demo.city.dice import SEED, dice
from yipanqi.demo.city.instants import LAST, TODAY
from yipanqi.demo.months.pictures import picture
from yipanqi.demo.stories.leads import PDF, build_leads
from yipanqi.infra import clock
from yipanqi.infra.uid import seeded

OFFICE = "bangongshi"
REFUSED = "现场照片只能看出场地平整，没有永久性工程施工；请补正后再提。"
PERMITS, PROPOSED, JUDGED = 28, 7, 24
PAUSES = (  # days before today it began, days after today somebody looks again, asked only
    (70, 40, False),
    (120, -12, False),
    (30, 60, True),
    (45, 75, False),
)


def build_gate_story() -> None:
    """Call when the past is frozen."""
    keep_trees()
    try:
        with seeded(f"{SEED}:gates"), clock.at(TODAY):
            build_leads()
            _propose()
            _pause()
            _judge()
            _permits()
    finally:
        forget_trees()


def _reporter(project: Project) -> Viewer | None:
    """Whoever reports the project."""
    unit = project.current.reporting_unit_id  # type: ignore[union-attr]
    held = Appointment.objects.filter(unit=unit, role=Role.REPORTER).select_related("user").first()
    return viewer_for(held.user) if held else None


def _office() -> Viewer:
    return viewer_for(User.objects.get(username=OFFICE))


def _of(rows: Iterable[Project], most: int) -> list[tuple[Project, Viewer]]:
    found = []
    for project in rows:
        viewer = _reporter(project)
        if viewer is not None:
            found.append((project, viewer))
        if len(found) == most:
            break
    return found


def _projects(**chosen: object) -> Iterable[Project]:
    rows = Project.objects.unscoped("the story of the demonstration city")
    return rows.filter(is_package=False, **chosen).select_related("current").order_by("pk")


def _propose() -> None:
    """Starts and entries into the library that wait for a reviewer; the first was refused."""
    asked = [
        (Gate.STARTED, _projects(stage=Stage.LANDED, is_paused=False)),
        (Gate.ENROLLED, _late_for_library()),
    ]
    refused = False
    for gate, rows in asked:
        for project, viewer in _of(rows, PROPOSED):
            on = TODAY - timedelta(days=3 + project.pk % 9)
            try:
                passage = gates.propose_gate(
                    viewer=viewer,
                    project_uid=project.uid,
                    proposal=Proposal(gate, on, _words(gate), list(_papers(gate, on))),
                )
            except Refusal:  # a log that can't take the day: another project tells the same
                continue
            if not refused:
                gates.refuse_gate(viewer=_office(), passage_uid=passage.uid, reason=REFUSED)
                refused = True


def _late_for_library() -> Iterable[Project]:
    known = MilestoneDate.objects.filter(milestone="enrolment", basis="actual")
    rows = _projects(stage=Stage.STARTED, is_paused=False)
    return rows.exclude(pk__in=known.values("project"))  # type: ignore[attr-defined,no-any-return]


def _words(gate: Gate) -> str:
    return {
        Gate.STARTED: "首批工程桩已开打，施工、监理单位已进场。",
        Gate.ENROLLED: "统计部门已审核通过，列入投资统计项目库。",
    }[gate]


def _papers(gate: Gate, on: date) -> Iterable[Paper]:
    for item in in_force()[gate].items:
        if item.kind is PaperKind.PHOTO:
            name = f"现场照片（演示数据）{on:%m%d}.jpg"
            yield Paper(item.key, ContentFile(_dated(on), name), name)
        elif item.key not in {"purchase", "approval"}:
            name = f"{item.text}（演示数据）.pdf"
            yield Paper(item.key, ContentFile(PDF, name), name)


def _dated(on: date) -> bytes:
    """A drawn site with the day a camera would have written."""
    with Image.open(io.BytesIO(picture("plant", 1, 0))) as image:
        exif = Image.Exif()
        exif.get_ifd(0x8769)[0x9003] = f"{on:%Y:%m:%d} 10:20:00"
        out = io.BytesIO()
        image.save(out, "JPEG", quality=72, exif=exif)
    return out.getvalue()


def _pause() -> None:
    """Projects whose log says that work stands still: some have asked for it."""
    for (project, viewer), (since, review, asked_only) in zip(
        _of(_projects(is_paused=True), len(PAUSES)), PAUSES, strict=False
    ):
        begun = TODAY - timedelta(days=since)
        with clock.at(max(begun, TODAY - timedelta(days=60))):
            pause = gates.ask_pause(
                viewer=viewer,
                project_uid=project.uid,
                order=PauseOrder(
                    from_on=begun,
                    review_on=TODAY + timedelta(days=review),
                    reason="建设资金未到位，施工单位已退场（演示数据）",
                    plan="业主4月底前完成增资，属地协调银行放款；资金到位后十日内复工。",
                ),
            )
            if not asked_only:
                gates.approve_pause(viewer=_office(), pause_uid=pause.uid, words="同意，按期复核。")


def _judge() -> None:
    """The office approves most of the latest slips and contests three."""
    office = _office()
    lines = [line for line in slip_lines(office, LAST) if line.waits][:JUDGED]
    contested = 0
    for at, line in enumerate(lines):
        try:
            if at % 7 == 3 and contested < 3:
                reason = "施工组织不力，不属于客观原因，不予顺延。"
                gates.contest_slip(viewer=office, moved_uid=line.uid, reason=reason)
                contested += 1
            else:
                gates.approve_slip(viewer=office, moved_uid=line.uid, words="情况属实，同意。")
        except Refusal:  # an older move of the same milestone
            continue


def _permits() -> None:
    """Papers of projects before their start, drawn up, some got, some overdue."""
    before = [Stage.CONCEIVED, Stage.SIGNED, Stage.LANDED, Stage.APPROVED, Stage.FUNDED]
    rows = _projects(stage__in=before)
    for at, (project, viewer) in enumerate(_of(rows, PERMITS)):
        chance = dice("permits", project.own_code)
        track = Track(project.current.track)  # type: ignore[union-attr]
        begin = TODAY - timedelta(days=150 + chance.randint(0, 60))
        usual = usual_steps(track)
        days = [begin + timedelta(days=24 * n) for n in range(len(usual))]
        plans = [
            StepPlan(s["text"], day, s["key"], s["agency"])
            for s, day in zip(usual, days, strict=True)
        ]
        steps = preliminary.draw_up_steps(viewer=viewer, project_uid=project.uid, steps=plans)
        got = chance.randint(2, 6)
        for n, step in enumerate(steps[:got]):
            day = min(TODAY, days[n] + timedelta(days=chance.randint(-6, 22)))
            change = StepChange(
                step.current_on, day, paper_number=f"演示〔2024〕{at * 10 + n + 1}号"
            )
            preliminary.set_step(viewer=viewer, step_uid=step.uid, change=change)
        if at % 3 == 0:
            late = steps[got]
            moved = StepChange(
                days[got] + timedelta(days=45),
                None,
                reason="申报材料两次退回补正",
            )
            preliminary.set_step(viewer=viewer, step_uid=late.uid, change=moved)
        if at % 4:
            unit = project.current.counting_unit  # type: ignore[union-attr]
            officer = Officer("政务服务中心代办专员", unit, "0575-8000" + f"{1000 + at}")
            preliminary.name_officer(viewer=_office(), project_uid=project.uid, officer=officer)
