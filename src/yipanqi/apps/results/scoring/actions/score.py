"""Score a frozen month: snapshots and scheme in, sheet and ranking out, kept as computed."""

from django.db import IntegrityError

from yipanqi.apps.month.snapshots import folders
from yipanqi.apps.month.snapshots.models import Snapshot
from yipanqi.apps.month.snapshots.queries import table, year_inputs
from yipanqi.apps.results.scoring.access import check_office
from yipanqi.apps.results.scoring.models import RankLine, SchemeVersion, ScoreLine, ScoreSheet
from yipanqi.apps.results.scoring.queries import (
    core_sheet,
    latest_sheet,
    scheme_in_force,
    scheme_of,
)
from yipanqi.apps.results.scoring.sheets import (
    as_text,
    compared_with,
    inputs_hash,
    inputs_of,
    kept_lines,
    kept_ranks,
    sheet_hash,
)
from yipanqi.core.month import Month
from yipanqi.core.refusal import Refusal
from yipanqi.core.scheme import RULES_VERSION, rank
from yipanqi.core.scheme import ScoreSheet as CoreSheet
from yipanqi.core.scope import Viewer
from yipanqi.infra import clock
from yipanqi.infra.score import duck
from yipanqi.infra.verbs import act


def score_month(
    *, viewer: Viewer, month: Month, scheme_key: str, key: str | None = None
) -> ScoreSheet:
    """The sheet of ``month`` under the scheme in force, computed once for the same inputs.

    Inputs are the current revisions from January to the month. Raises
    ``score.month_not_frozen``, ``score.scheme_not_found``, and what the engine refuses.
    """
    check_office(viewer)
    version = scheme_in_force(scheme_key, month)
    snapshots = year_inputs(month)
    if not snapshots or snapshots[-1].month != str(month):
        raise Refusal("score.month_not_frozen", month=month)
    found = _same(version, snapshots)
    if found is not None:
        return found
    computed = duck.score(
        scheme_of(version),
        [folders.folder_of(s) for s in snapshots],
        month,
        [str(s) for s in snapshots],
    )
    try:
        return _keep(viewer, version, snapshots, computed, key)
    except IntegrityError:  # somebody scored the same at the same moment
        return ScoreSheet.objects.get(
            scheme=version, inputs_hash=inputs_hash(snapshots), rules_version=RULES_VERSION
        )


def _same(version: SchemeVersion, snapshots: list[Snapshot]) -> ScoreSheet | None:
    return ScoreSheet.objects.filter(
        scheme=version, inputs_hash=inputs_hash(snapshots), rules_version=RULES_VERSION
    ).first()


def _keep(
    viewer: Viewer,
    version: SchemeVersion,
    snapshots: list[Snapshot],
    computed: CoreSheet,
    key: str | None,
) -> ScoreSheet:
    scheme = scheme_of(version)
    month = computed.month
    earlier = None
    if compared_with(month) is not None:
        earlier = latest_sheet(month.previous, version.key)
    ranking = rank(scheme, computed, core_sheet(earlier) if earlier else None)
    names = {u["uid"]: u["name"] for u in table(snapshots[-1], "units")}
    with act(viewer, "score_month", key=key) as verb:
        if verb.repeated:
            return ScoreSheet.objects.get(uid=verb.subject_uid)
        sheet = ScoreSheet.objects.create(
            scheme=version,
            month=str(month),
            snapshot=snapshots[-1],
            inputs=inputs_of(snapshots),
            inputs_hash=inputs_hash(snapshots),
            scheme_hash=computed.scheme_hash,
            rules_version=computed.rules_version,
            figures=[
                [f.unit_uid, f.measure, *map(as_text, (f.reported, f.no_progress))]
                for f in computed.figures
            ],
            sheet_hash=sheet_hash(computed, ranking),
            previous=earlier,
            computed_at=clock.now(),
            computed_by_id=viewer.user,
        )
        ScoreLine.objects.bulk_create(kept_lines(sheet, computed), batch_size=500)
        RankLine.objects.bulk_create(kept_ranks(sheet, computed, ranking, names), batch_size=500)
        verb.record(
            sheet,
            after={"scheme": str(version), "sheet_hash": sheet.sheet_hash, "inputs": sheet.inputs},
            month=month,
        )
    return sheet
