"""Named ways to look at the register: a person's own, and those the office shares."""

from uuid import UUID

from django.db.models import Q

from yipanqi.apps.ledger.projects.models import SavedView, UsualView
from yipanqi.core.refusal import Forbidden, Missing, Refusal
from yipanqi.core.scope import Role, Viewer
from yipanqi.infra import clock
from yipanqi.infra.verbs import act

OWN_MAX = 40


def views_of(viewer: Viewer) -> list[SavedView]:
    """Shared ones first, then the viewer's own."""
    rows = SavedView.objects.filter(withdrawn_at=None)
    return list(rows.filter(Q(owner=viewer.user) | Q(is_shared=True)))


def usual_view(viewer: Viewer) -> SavedView | None:
    """The one the viewer's register opens with."""
    found = UsualView.objects.filter(user=viewer.user).select_related("view").first()
    view = found.view if found else None
    if view is None or view.withdrawn_at is not None:
        return None
    return view if view.is_shared or view.owner_id == viewer.user else None


def save_view(
    *, viewer: Viewer, name: str, query: str, is_shared: bool = False, key: str | None = None
) -> SavedView:
    """Keep the conditions, columns, groups and order of ``query`` under a name; the same name
    again replaces them.

    Raises ``view.name_missing``, ``view.office_shares``, ``view.too_many``.
    """
    if not name.strip():
        raise Refusal("view.name_missing", field="name")
    _check_reader(viewer)
    if is_shared and not viewer.is_root_office:
        raise Forbidden("view.office_shares")
    with act(viewer, "save_view", key=key) as verb:
        if verb.repeated:
            return SavedView.objects.get(uid=verb.subject_uid)
        mine = SavedView.objects.filter(owner=viewer.user, withdrawn_at=None)
        row = mine.select_for_update().filter(name=name.strip()[:40]).first()
        if row is None and mine.count() >= OWN_MAX:
            raise Refusal("view.too_many", limit=OWN_MAX)
        before = {"query": row.query, "is_shared": row.is_shared} if row else {}
        row = row or SavedView(owner_id=_person(viewer), name=name.strip()[:40])
        row.query, row.is_shared, row.saved_at = query[:1000], is_shared, clock.now()
        row.save()
        verb.record(
            row,
            before=before,
            after={"name": row.name, "query": row.query, "is_shared": row.is_shared},
        )
    return row


def withdraw_view(*, viewer: Viewer, view_uid: str | UUID, key: str | None = None) -> SavedView:
    """Raises ``view.not_found``; a shared one is withdrawn by its owner or the office."""
    _check_reader(viewer)
    found = _seen(viewer, view_uid)
    if found.owner_id != viewer.user and not viewer.is_root_office:
        raise Forbidden("view.office_shares")
    with act(viewer, "withdraw_view", key=key) as verb:
        if verb.repeated:
            return found
        found.withdrawn_at = clock.now()
        found.save(update_fields=["withdrawn_at"])
        verb.record(found, before={"name": found.name}, after={"name": None})
    return found


def choose_usual_view(*, viewer: Viewer, view_uid: str | UUID, key: str | None = None) -> SavedView:
    """Open the register with this view from now on; the usual one chosen again is put away."""
    _check_reader(viewer)
    found = _seen(viewer, view_uid)
    with act(viewer, "choose_usual_view", key=key) as verb:
        if verb.repeated:
            return found
        row, _made = UsualView.objects.get_or_create(user_id=_person(viewer))
        was = row.view_id == found.pk
        row.view = None if was else found
        row.save()
        verb.record(found, before={"usual": was}, after={"usual": not was})
    return found


def _person(viewer: Viewer) -> int:
    if viewer.user is None:
        raise Forbidden("access.no_business_data")
    return viewer.user


def _check_reader(viewer: Viewer) -> None:
    """Who reads no projects has no views of them."""
    if not viewer.roles - {Role.ADMIN}:
        raise Forbidden("access.no_business_data")


def _seen(viewer: Viewer, uid: str | UUID) -> SavedView:
    found = next((view for view in views_of(viewer) if str(view.uid) == str(uid)), None)
    if found is None:
        raise Missing("view.not_found")
    return found
