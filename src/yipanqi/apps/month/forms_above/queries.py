"""Reads of forms, their versions and what was filled."""

from uuid import UUID

from django.db.models import Count, Max, QuerySet

from yipanqi.apps.month.forms_above.access import check_reader
from yipanqi.apps.month.forms_above.models import FilledForm, FormAbove, FormVersion
from yipanqi.core.refusal import Missing
from yipanqi.core.scope import Viewer


def forms(viewer: Viewer) -> "QuerySet[FormAbove]":
    """Forms in use, then retired ones; with ``last_month`` and ``filled_count``."""
    check_reader(viewer)
    return FormAbove.objects.annotate(
        last_month=Max("versions__filled__month"), filled_count=Count("versions__filled")
    ).order_by("retired_at", "name")


def form_by_uid(viewer: Viewer, uid: str | UUID) -> FormAbove:
    """Raises ``form_above.not_found``."""
    check_reader(viewer)
    found = FormAbove.objects.filter(uid=uid).first()
    if found is None:
        raise Missing("form_above.not_found")
    return found


def version_by_uid(viewer: Viewer, uid: str | UUID) -> FormVersion:
    """Raises ``form_above.not_found``."""
    check_reader(viewer)
    found = FormVersion.objects.select_related("form", "file").filter(uid=uid).first()
    if found is None:
        raise Missing("form_above.not_found")
    return found


def newest_version(form: FormAbove) -> FormVersion:
    found: FormVersion = form.versions.select_related("form", "file").order_by("-number")[0]
    return found


def filled_of(form: FormAbove) -> "QuerySet[FilledForm]":
    rows = FilledForm.objects.filter(form_version__form=form)
    return rows.select_related("form_version", "snapshot", "made_by", "file")


def filled_by_uid(viewer: Viewer, uid: str | UUID) -> FilledForm:
    """Raises ``form_above.not_found``."""
    check_reader(viewer)
    rows = FilledForm.objects.select_related(
        "form_version__form", "snapshot", "snapshot__superseded_by", "made_by", "file"
    )
    found = rows.filter(uid=uid).first()
    if found is None:
        raise Missing("form_above.not_found")
    return found
