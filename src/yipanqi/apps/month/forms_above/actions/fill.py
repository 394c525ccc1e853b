"""Fill a form for a month from its frozen figures and keep the file with its sources."""

import hashlib
from uuid import UUID

from yipanqi.apps.ledger.units.queries import tree_on
from yipanqi.apps.month.forms_above import frozen, queries
from yipanqi.apps.month.forms_above.access import check_office
from yipanqi.apps.month.forms_above.actions.mapping import misplaced
from yipanqi.apps.month.forms_above.filling import Filling
from yipanqi.apps.month.forms_above.models import FilledForm, FormVersion
from yipanqi.apps.month.snapshots.queries import current_snapshot
from yipanqi.core.forms_above.grids import places
from yipanqi.core.forms_above.mapping import Mapped
from yipanqi.core.forms_above.reading import Ground
from yipanqi.core.month import Month
from yipanqi.core.refusal import Refusal
from yipanqi.core.scope import Viewer
from yipanqi.infra import clock, evidence
from yipanqi.infra.forms import child
from yipanqi.infra.verbs import act


def fill_form(
    *, viewer: Viewer, uid: str | UUID, month: Month, key: str | None = None
) -> FilledForm:
    """The newest version of a form, filled from the month's latest snapshot. Filling anew
    with nothing changed gives the file that is there.

    Raises ``form_above.month_open``, ``form_above.nothing_mapped``,
    ``form_above.row_without_repeat``, ``form_above.retired``.
    """
    check_office(viewer)
    form = queries.form_by_uid(viewer, uid)
    if form.retired_at is not None:
        raise Refusal("form_above.retired", name=form.name)
    version = queries.newest_version(form)
    filling, ground, content = _filled(version, month)
    snapshot = current_snapshot(month)
    name = f"{form.name}（{month.year}年{month.number}月）.{version.kind}"
    kept = evidence.keep_made(content, name, evidence.FORMS[version.kind])  # type: ignore[index]
    with act(viewer, "fill_form", key=key) as verb:
        if verb.repeated:
            return FilledForm.objects.get(uid=verb.subject_uid)
        FormVersion.objects.select_for_update().get(pk=version.pk)
        last = queries.filled_of(form).filter(month=str(month)).order_by("-number").first()
        if last and last.file.sha256 == kept.sha256 and last.snapshot_id == snapshot.pk:
            verb.record(last, after={"again": last.number}, month=month)
            return last
        made = FilledForm.objects.create(
            form_version=version,
            month=str(month),
            number=last.number + 1 if last else 1,
            snapshot=snapshot,
            others=sorted(m.ref for at, m in ground.months.items() if at != month),
            file=evidence.enter(
                kept, uploaded_by=viewer.uid or "system", unit_uid=tree_on().root.uid
            ),
            figures=filling.figures,
            silent=filling.silent,
            made_at=clock.now(),
            made_by_id=viewer.user,
        )
        verb.record(
            made,
            after={
                "form": form.name,
                "version": version.number,
                "snapshot": str(snapshot),
                "figures": len(filling.figures),
                "silent": len(filling.silent),
                "sha256": hashlib.sha256(content).hexdigest(),
            },
            month=month,
        )
    return made


def _filled(version: FormVersion, month: Month) -> tuple[Filling, Ground, bytes]:
    mapped = Mapped.from_json(version.mapping)
    if not mapped.figures:
        raise Refusal("form_above.nothing_mapped", name=version.form.name)
    ground = frozen.ground_of(month, mapped.figures.values(), mapped.repeats)
    if ground is None:
        raise Refusal("form_above.month_open", field="month", month=month)
    there = places(frozen.opened(version), Month.parse(version.file_month))
    alone = misplaced(mapped, there)
    if alone:
        raise Refusal("form_above.row_without_repeat", places=alone[:8], count=len(alone))
    filling = Filling(mapped, ground, version.kind, there)
    content = child.filled(frozen.content_of(version.file), version.file.name, filling.request)
    return filling, ground, content
