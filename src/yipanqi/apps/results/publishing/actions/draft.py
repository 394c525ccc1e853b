"""Draft a publication and settle what it shows: profile, omissions, exemptions."""

from yipanqi.apps.results.publishing.access import check_publisher
from yipanqi.apps.results.publishing.actions._publication import bump, locked, require_draft
from yipanqi.apps.results.publishing.models import Exemption, Publication
from yipanqi.apps.results.scoring.models import ScoreSheet
from yipanqi.apps.results.scoring.queries import latest_sheet
from yipanqi.core.month import Month
from yipanqi.core.refusal import Missing, Refusal
from yipanqi.core.scope import Viewer
from yipanqi.infra import clock
from yipanqi.infra.verbs import act

PLACES_MAX = 20


def draft_publication(
    *,
    viewer: Viewer,
    sheet: ScoreSheet,
    profile: str = Publication.Profile.FULL,
    first_last: int = 3,
    key: str | None = None,
) -> Publication:
    """Begin to publish a sheet. One publication of a sheet at a time, one final for good.

    Raises ``publication.sheet_superseded``, ``publication.exists``.
    """
    check_publisher(viewer)
    _check_profile(profile, first_last)
    with act(viewer, "draft_publication", key=key) as verb:
        if verb.repeated:
            return Publication.objects.get(uid=verb.subject_uid)
        row = ScoreSheet.objects.select_for_update(of=("self",)).get(pk=sheet.pk)
        month = Month.parse(row.month)
        latest = latest_sheet(month, sheet.scheme.key)
        if latest is not None and latest.pk != row.pk:
            raise Refusal("publication.sheet_superseded", month=month)
        if row.publications.exists():
            raise Refusal("publication.exists", month=month)
        made = Publication.objects.create(
            sheet=row,
            month=row.month,
            profile=profile,
            first_last=first_last,
            drafted_by_id=viewer.user,
            drafted_at=clock.now(),
        )
        verb.record(
            made,
            after={"sheet": row, "state": made.state, "profile": profile, "k": first_last},
            month=row.month,
        )
    return made


def set_profile(
    *,
    viewer: Viewer,
    publication: Publication,
    profile: str,
    first_last: int = 3,
    expected_version: int | None = None,
    key: str | None = None,
) -> Publication:
    """Who sees what; ``first_last`` also bounds the praise and criticism lists."""
    check_publisher(viewer)
    _check_profile(profile, first_last)
    with act(viewer, "set_profile", key=key) as verb:
        row = locked(publication, None if verb.repeated else expected_version)
        if verb.repeated:
            return row
        require_draft(row)
        before = {"profile": row.profile, "k": row.first_last}
        row.profile, row.first_last = profile, first_last
        bump(row)
        verb.record(
            row, before=before, after={"profile": profile, "k": first_last}, month=row.month
        )
    return row


def _check_profile(profile: str, first_last: int) -> None:
    if profile not in Publication.Profile.values:
        raise Refusal("publication.unknown_profile", field="profile")
    if not 1 <= first_last <= PLACES_MAX:
        raise Refusal("publication.places_out_of_range", field="first_last", most=PLACES_MAX)


def add_exemption(
    *,
    viewer: Viewer,
    publication: Publication,
    unit_uid: str,
    effect: str,
    reason: str,
    ordered_by: str,
    expected_version: int | None = None,
    key: str | None = None,
) -> Exemption:
    """Log an order to omit or exempt a unit: changes what is shown, never the score.

    Raises ``exemption.reason_missing``, ``exemption.unit_not_ranked``, ``exemption.exists``.
    """
    check_publisher(viewer)
    if not reason.strip() or not ordered_by.strip():
        raise Refusal("exemption.reason_missing", field="reason")
    if effect not in Exemption.Effect.values:
        raise Refusal("exemption.unknown_effect", field="effect")
    with act(viewer, "add_exemption", key=key) as verb:
        row = locked(publication, None if verb.repeated else expected_version)
        if verb.repeated:
            return Exemption.objects.get(uid=verb.subject_uid)
        require_draft(row)
        line = row.sheet.ranks.filter(unit_uid=unit_uid).first()
        if line is None:
            raise Refusal("exemption.unit_not_ranked", field="unit_uid")
        held = row.exemptions.filter(unit_uid=unit_uid, effect=effect, withdrawn_at=None)
        if held.exists():
            raise Refusal("exemption.exists", field="unit_uid", unit=line.unit_name)
        made = Exemption.objects.create(
            publication=row,
            unit_uid=unit_uid,
            effect=effect,
            reason=reason.strip(),
            ordered_by=ordered_by.strip(),
            recorded_by_id=viewer.user,
            recorded_at=clock.now(),
        )
        bump(row)
        verb.record(
            made,
            after={"unit": unit_uid, "effect": effect, "ordered_by": made.ordered_by},
            reason=made.reason,
            month=row.month,
        )
    return made


def withdraw_exemption(
    *,
    viewer: Viewer,
    exemption: Exemption,
    reason: str,
    expected_version: int | None = None,
    key: str | None = None,
) -> Exemption:
    """Take an order back before the publication is approved; the log keeps both."""
    check_publisher(viewer)
    if not reason.strip():
        raise Refusal("exemption.reason_missing", field="reason")
    with act(viewer, "withdraw_exemption", key=key) as verb:
        row = locked(exemption.publication, None if verb.repeated else expected_version)
        kept = Exemption.objects.select_for_update().get(pk=exemption.pk)
        if verb.repeated:
            return kept
        require_draft(row)
        if kept.withdrawn_at is not None:
            raise Missing("exemption.not_in_force")
        kept.withdrawn_at, kept.withdrawn_reason = clock.now(), reason.strip()
        kept.save()
        bump(row)
        verb.record(
            kept,
            before={"in_force": True},
            after={"in_force": False},
            reason=reason.strip(),
            month=row.month,
        )
    return kept
