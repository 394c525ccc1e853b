"""Match statistics codes with projects, many to many, with shares."""

from decimal import Decimal

from django.db.models import Sum

from yipanqi.apps.ledger.projects.models import Project
from yipanqi.apps.ledger.units.models import Unit
from yipanqi.apps.month.statistics.access import check_office
from yipanqi.apps.month.statistics.models import CodeLink, StatisticsCode
from yipanqi.core.refusal import Missing, Refusal
from yipanqi.core.reporting.statistics_book import WHOLE
from yipanqi.core.scope import Viewer
from yipanqi.infra import clock
from yipanqi.infra.verbs import act, check_version


def link_code(
    *,
    viewer: Viewer,
    code: StatisticsCode,
    project: Project,
    share_scaled: int = WHOLE,
    unit: Unit | None = None,
    expected_version: int | None = None,
    key: str | None = None,
) -> CodeLink:
    """``share_scaled``: how much of the code's figure is the project's, in ten-thousandths.

    Raises ``statistics.share_outside``, ``statistics.share_above_whole``,
    ``statistics.linked_twice``.
    """
    with act(viewer, "link_code", key=key) as verb:
        check_office(viewer)
        row = StatisticsCode.objects.select_for_update().get(pk=code.pk)
        if verb.repeated:
            return CodeLink.objects.get(uid=verb.subject_uid)
        check_version(row, expected_version)
        if not 0 < share_scaled <= WHOLE:
            raise Refusal("statistics.share_outside", field="share")
        held = row.links.filter(voided_at=None)
        if held.filter(project=project, unit=unit).exists():
            raise Refusal("statistics.linked_twice", field="project", statistics_code=row.code)
        taken = held.aggregate(total=Sum("share_scaled"))["total"] or 0
        if taken + share_scaled > WHOLE:
            raise Refusal(
                "statistics.share_above_whole",
                field="share",
                statistics_code=row.code,
                taken=f"{(Decimal(taken) / 100).normalize():f}",
            )
        link = CodeLink.objects.create(
            code=row,
            project=project,
            unit=unit,
            share_scaled=share_scaled,
            recorded_at=clock.now(),
            recorded_by_id=viewer.user,
        )
        row.version += 1
        row.save(update_fields=["version"])
        verb.record(
            link,
            after={
                "code": row.code,
                "project": str(project.uid),
                "share": share_scaled,
                "unit": str(unit.uid) if unit else None,
            },
        )
    return link


def unlink_code(
    *,
    viewer: Viewer,
    link_uid: str,
    reason: str,
    expected_version: int | None = None,
    key: str | None = None,
) -> CodeLink:
    """Take a match back with a reason. Raises ``statistics.link_not_found``."""
    if not reason.strip():
        raise Refusal("statistics.words_missing", field="reason")
    with act(viewer, "unlink_code", key=key) as verb:
        check_office(viewer)
        link = CodeLink.objects.select_related("code").filter(uid=link_uid).first()
        if link is None:
            raise Missing("statistics.link_not_found")
        if verb.repeated:
            return link
        check_version(link.code, expected_version)
        if link.voided_at is None:
            link.voided_at, link.voided_reason = clock.now(), reason.strip()[:300]
            link.save(update_fields=["voided_at", "voided_reason"])
            link.code.version += 1
            link.code.save(update_fields=["version"])
        verb.record(link, before={"code": link.code.code}, after={}, reason=link.voided_reason)
    return link
