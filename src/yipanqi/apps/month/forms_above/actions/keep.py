"""Keep a blank form and its versions; put one out of use."""

from uuid import UUID

from django.core.files.base import ContentFile

from yipanqi.apps.ledger.units.queries import tree_on
from yipanqi.apps.month.forms_above import frozen, queries
from yipanqi.apps.month.forms_above.access import check_office
from yipanqi.apps.month.forms_above.models import FormAbove, FormVersion
from yipanqi.core.forms_above.grids import places
from yipanqi.core.forms_above.mapping import Mapped, Repeat
from yipanqi.core.forms_above.suggest import carried_over
from yipanqi.core.month import Month
from yipanqi.core.refusal import Refusal
from yipanqi.core.scope import Viewer
from yipanqi.infra import clock, evidence
from yipanqi.infra.forms import child
from yipanqi.infra.verbs import act


def add_form(
    *,
    viewer: Viewer,
    name: str,
    issued_by: str = "",
    month: Month,
    content: bytes,
    file_name: str,
    key: str | None = None,
) -> FormVersion:
    """``month`` is what the words of the file are about: of a blank form this month, of a
    bulletin its own. Raises ``form_above.named_twice`` and what the file is refused for.
    """
    check_office(viewer)
    title = name.strip()[:120]
    if not title:
        raise Refusal("form_above.name_missing", field="name")
    child.opened(content, file_name)
    kept = evidence.keep(ContentFile(content), file_name, evidence.FORM)
    with act(viewer, "add_form", key=key) as verb:
        if verb.repeated:
            return FormVersion.objects.get(uid=verb.subject_uid)
        if FormAbove.objects.filter(name=title, retired_at=None).exists():
            raise Refusal("form_above.named_twice", field="name", name=title)
        form = FormAbove.objects.create(
            name=title,
            issued_by=issued_by.strip()[:80],
            recorded_at=clock.now(),
            recorded_by_id=viewer.user,
        )
        version = _new_version(viewer, form, month, kept, Mapped())
        verb.record(version, after={"form": title, "file": kept.name, "sha256": kept.sha256})
    return version


def add_form_version(
    *,
    viewer: Viewer,
    uid: str | UUID,
    month: Month,
    content: bytes,
    file_name: str,
    key: str | None = None,
) -> FormVersion:
    """A changed blank of a form: places whose words are the same keep their figures.

    Raises ``form_above.other_kind``, ``form_above.retired`` and what the file is refused for.
    """
    check_office(viewer)
    form = queries.form_by_uid(viewer, uid)
    _in_use(form)
    last = queries.newest_version(form)
    told = child.opened(content, file_name)
    if told["kind"] != last.kind:
        raise Refusal("form_above.other_kind", field="file", kind=last.kind)
    mapped = _carried(last, told, month)
    kept = evidence.keep(ContentFile(content), file_name, evidence.FORM)
    with act(viewer, "add_form_version", key=key) as verb:
        if verb.repeated:
            return FormVersion.objects.get(uid=verb.subject_uid)
        FormAbove.objects.select_for_update().get(pk=form.pk)
        version = _new_version(viewer, form, month, kept, mapped)
        verb.record(
            version,
            after={
                "form": form.name,
                "number": version.number,
                "file": kept.name,
                "sha256": kept.sha256,
                "carried_over": len(mapped.figures),
            },
        )
    return version


def _carried(last: FormVersion, told: object, month: Month) -> Mapped:
    old_told = frozen.opened(last)
    old = places(old_told, Month.parse(last.file_month))
    new = places(told, month)  # type: ignore[arg-type]
    before = Mapped.from_json(last.mapping)
    figures = carried_over(old, before.figures, new)
    repeats = []
    for repeat in before.repeats:
        here = {
            (new[at].sheet, new[at].row)
            for at, figure in figures.items()
            if any(
                old[o].row == repeat.row and f.measure == figure.measure and f.unit == figure.unit
                for o, f in before.figures.items()
                if o in old and old[o].sheet == repeat.sheet
            )
            and new[at].sheet == repeat.sheet
            and figure.unit == "row"
        }
        if len(here) == 1:
            sheet, row = here.pop()
            repeats.append(Repeat(sheet, row, repeat.over, repeat.unit, repeat.only))
    return Mapped(figures, tuple(repeats))


def _new_version(
    viewer: Viewer,
    form: FormAbove,
    month: Month,
    kept: evidence.Kept,
    mapped: Mapped,
) -> FormVersion:
    return FormVersion.objects.create(
        form=form,
        number=form.versions.count() + 1,
        kind=next(k for k, media in evidence.FORMS.items() if media == kept.media_type),
        file=evidence.enter(kept, uploaded_by=viewer.uid or "system", unit_uid=tree_on().root.uid),
        file_month=str(month),
        mapping=mapped.as_json(),
        recorded_at=clock.now(),
        recorded_by_id=viewer.user,
    )


def retire_form(
    *, viewer: Viewer, uid: str | UUID, reason: str, key: str | None = None
) -> FormAbove:
    """What was filled stays; nothing more is filled. Raises ``form_above.reason_missing``."""
    check_office(viewer)
    found = queries.form_by_uid(viewer, uid)
    if not reason.strip():
        raise Refusal("form_above.reason_missing", field="reason")
    with act(viewer, "retire_form", key=key) as verb:
        if verb.repeated:
            return found
        form = FormAbove.objects.select_for_update().get(pk=found.pk)
        _in_use(form)
        form.retired_at, form.retired_reason = clock.now(), reason.strip()[:200]
        form.save(update_fields=["retired_at", "retired_reason"])
        verb.record(form, after={"retired": True}, reason=reason.strip())
    return form


def _in_use(form: FormAbove) -> None:
    if form.retired_at is not None:
        raise Refusal("form_above.retired", name=form.name)
