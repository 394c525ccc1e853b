"""Adopt a scheme: its text becomes the next version, fixed from its first use on."""

from collections.abc import Collection

from yipanqi import schemes
from yipanqi.apps.results.scoring.access import check_office
from yipanqi.apps.results.scoring.models import SchemeVersion
from yipanqi.core.month import Month
from yipanqi.core.refusal import Refusal
from yipanqi.core.scheme import Fault, Scheme, SchemeFaults, load
from yipanqi.core.scope import Viewer
from yipanqi.infra import clock
from yipanqi.infra.verbs import act


class SchemeRefused(Refusal):
    """All faults of the text at once; ``faults`` in order of lines."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        super().__init__(
            "scheme.has_faults",
            field="text",
            count=len(faults),
            lines=[fault.line for fault in faults[:10]],
        )
        self.faults = faults


def parsed(text: str) -> Scheme:
    """Raises ``SchemeRefused`` with every fault."""
    try:
        return load(text)
    except SchemeFaults as found:
        raise SchemeRefused(found.faults) from None


def adopt_scheme(*, viewer: Viewer, text: str, key: str | None = None) -> SchemeVersion:
    """Check ``text`` and keep it as the next version of its scheme.

    The latest version is replaced while no sheet has used it and no month is left without
    a scheme by that; the same text again is no new version. Raises ``scheme.has_faults``,
    ``scheme.office_only``.
    """
    check_office(viewer)
    scheme = parsed(text)
    with act(viewer, "adopt_scheme", key=key) as verb:
        if verb.repeated:
            return SchemeVersion.objects.get(uid=verb.subject_uid)
        rows = SchemeVersion.objects.select_for_update().filter(key=scheme.key)
        last = rows.order_by("-number").first()
        before = {"hash": last.hash} if last else {}
        if last is None or (last.hash != scheme.hash and _is_still_needed(last, scheme)):
            number = last.number + 1 if last else 1
            last = SchemeVersion(key=scheme.key, number=number)
        if last.hash != scheme.hash:
            _fill(last, scheme, viewer)
        verb.record(
            last,
            before=before,
            after={"hash": scheme.hash, "version": scheme.version, "number": last.number},
        )
    return last


def _is_still_needed(last: SchemeVersion, scheme: Scheme) -> bool:
    """A sheet was made by it, or it holds in months before ``scheme`` comes into force."""
    return last.sheets.exists() or last.in_force_from < str(_first_month(scheme))


def _fill(row: SchemeVersion, scheme: Scheme, viewer: Viewer) -> None:
    row.title = scheme.title
    row.text = scheme.text
    row.hash = scheme.hash
    row.in_force_from = str(_first_month(scheme))
    row.in_force_to = str(_last_month(scheme) or "")
    row.adopted_at = clock.now()
    row.adopted_by_id = viewer.user
    row.save()


def _first_month(scheme: Scheme) -> Month:
    """A month is scored by the scheme that is in force on its last day."""
    return Month.of(scheme.in_force_from)


def _last_month(scheme: Scheme) -> Month | None:
    if scheme.in_force_to is None:
        return None
    month = Month.of(scheme.in_force_to)
    return month if scheme.in_force_to == month.last else month.previous


def seed_schemes(*, viewer: Viewer, keys: Collection[str] | None = None) -> list[SchemeVersion]:
    """Adopt the shipped schemes, or those with one of ``keys``."""
    check_office(viewer)
    shipped = schemes.keys()
    wanted = [key for key in shipped if keys is None or key in keys]
    return [adopt_scheme(viewer=viewer, text=schemes.text_of(key)) for key in wanted]
