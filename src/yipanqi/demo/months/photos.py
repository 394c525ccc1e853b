"""Site pictures with the reports of projects under way: one file a unit and scene, often shown."""

from datetime import date
from typing import Any

from django.core.files.base import ContentFile

from yipanqi.apps.month.reporting.models import MonthReport, ReportPhoto
from yipanqi.demo.city.dice import dice
from yipanqi.demo.city.draft import Draft, Trait
from yipanqi.demo.city.instants import instant
from yipanqi.demo.city.people import reporter_of
from yipanqi.demo.city.register import BATCH
from yipanqi.demo.months.figures import Told
from yipanqi.demo.months.pictures import PHASES, SCENES, VARIANTS, picture
from yipanqi.demo.months.reports import Ledger
from yipanqi.infra import evidence
from yipanqi.infra.models import EvidenceFile

CAPTIONS = ("项目现场全景", "主要施工部位")
LAID_IN = date(2023, 1, 3)
Key = tuple[str, str, int, int]  # reporting unit, scene, phase, variant


def build_photos(ledger: Ledger, told: list[Told]) -> None:
    """None with shams and drafts; one or two with most others."""
    by_project = {ledger.registered.project[t.draft.number].pk: t.draft for t in told}
    shares = {(t.draft.number, str(t.month)): _phase(t) for t in told}
    wanted: list[tuple[MonthReport, Key]] = []
    for report in ledger.reports:
        draft = by_project[report.project_id]
        if report.first_submitted_at and _has_site(draft, report.first_submitted_at.date()):
            phase = shares[draft.number, report.window.month]
            wanted += [(report, key) for key in _keys(draft, report.window.month, phase)]
    files = _files(sorted({key for _report, key in wanted}), ledger)
    ReportPhoto.objects.bulk_create(
        (
            ReportPhoto(
                report=report,
                file=files[key],
                caption=CAPTIONS[key[3]],
                added_at=report.first_submitted_at or instant(LAID_IN),
            )
            for report, key in wanted
        ),
        batch_size=BATCH,
    )


def _has_site(draft: Draft, on: date) -> bool:
    started = draft.started_on is not None and draft.started_on <= on
    return started and Trait.SHAM not in draft.traits


def _phase(told: Told) -> int:
    share = (told.values.year_to_date or 0) + _before(told)
    return min(PHASES - 1, max(0, share * PHASES // max(1, told.draft.total)))


def _before(told: Told) -> int:
    plans = (plan for key, plan in told.draft.plans.items() if key[:4] == str(told.month.year))
    return next((plan.before for plan in plans), 0)


def _keys(draft: Draft, month: str, phase: int) -> list[Key]:
    count = dice("photos", draft.number, month).choice((0, 1, 1, 1, 2, 2))
    return [(draft.reporting, draft.work.scene, phase, n) for n in range(min(count, VARIANTS))]


def _files(keys: list[Key], ledger: Ledger) -> dict[Key, EvidenceFile]:
    drawn = {
        (scene, phase, n): evidence.keep(
            ContentFile(picture(scene, phase, n)), f"现场{SCENES.index(scene)}{phase}{n}.jpg"
        )
        for scene, phase, n in sorted({key[1:] for key in keys})
    }
    rows = EvidenceFile.objects.bulk_create(
        (_file(drawn[key[1:]], key[0], ledger) for key in keys), batch_size=BATCH
    )
    return dict(zip(keys, rows, strict=True))


def _file(kept: Any, unit: str, ledger: Ledger) -> EvidenceFile:
    return EvidenceFile(
        sha256=kept.sha256,
        size=kept.size,
        media_type=kept.media_type,
        name=kept.name,
        unit_uid=str(ledger.units[unit].uid),
        uploaded_by=str(ledger.users[reporter_of(unit)].uid),
        uploaded_at=instant(LAID_IN),
    )
