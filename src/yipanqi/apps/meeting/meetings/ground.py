"""What an agenda is drafted from: earlier decisions, the published boards, the frozen month."""

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet

from yipanqi.apps.board.targets.queries import measures, measures_with_targets, standings
from yipanqi.apps.ledger.units.queries import tree_on
from yipanqi.apps.life.pipeline.cases import chosen_cases
from yipanqi.apps.meeting.meetings.models import Decision, Meeting
from yipanqi.apps.month.snapshots.models import Snapshot
from yipanqi.apps.month.snapshots.queries import table, window_for
from yipanqi.apps.promises.commitments.models import Commitment
from yipanqi.apps.promises.commitments.rules import rules
from yipanqi.apps.results.publishing.models import Publication
from yipanqi.core.commitments.lateness import commitment_light
from yipanqi.core.commitments.states import CommitmentState
from yipanqi.core.meetings.agenda import Board, Case, Danger, Ground, Manner, Promise, Standing
from yipanqi.core.meetings.cases import typical
from yipanqi.core.month import Month
from yipanqi.core.pipeline.lights import Lit
from yipanqi.core.scope import Viewer
from yipanqi.core.units.kinds import UnitKind
from yipanqi.infra import clock

REPORTING = (UnitKind.OFFICE, UnitKind.GROUP, UnitKind.TASK_FORCE)


def ground_of(meeting: Meeting, manner: Manner) -> Ground:
    """Everything the draft of this meeting rests on, as it stands today."""
    boards = heard_boards(meeting)
    cases = chosen(meeting)
    if not cases and boards:
        cases = _cases(boards[0].sheet.snapshot, manner)
    return Ground(
        promises=tuple(promise_of(d) for d in open_decisions(meeting)),
        cases=tuple(cases),
        boards=tuple(_board(p) for p in boards),
        dangers=tuple(dangers(meeting.heard)),
        reports=tuple(n.uid for n in tree_on().nodes.values() if UnitKind(n.kind) in REPORTING),
    )


def open_decisions(meeting: Meeting) -> list[Decision]:
    """Tasks of the meeting before, and those of older ones that are still not over."""
    earlier = meeting.series.meetings.filter(
        state=Meeting.State.HELD, starts_at__lt=meeting.starts_at
    ).order_by("-starts_at")
    last = earlier.first()
    if last is None:
        return []
    rows = Decision.objects.filter(
        meeting__in=earlier, state=Decision.State.CONFIRMED, commitment__isnull=False
    ).select_related("commitment", "meeting")
    over = {s.value for s in CommitmentState if s.is_over}
    return [
        d
        for d in rows.order_by("-meeting__starts_at", "number")
        if d.meeting_id == last.pk or d.commitment.state not in over  # type: ignore[union-attr]
    ]


def promise_of(decision: Decision) -> Promise:
    row = decision.commitment
    assert row is not None  # noqa: S101  (only such decisions are asked for)
    return Promise(
        title=decision.text,
        unit=str(row.lead_unit.uid),
        light=lit(row).light,
        is_over=CommitmentState(row.state).is_over,
    )


def lit(row: Commitment) -> Lit:
    """The light of a commitment today, with its reason."""
    in_force = rules()
    return commitment_light(
        row.dates,
        clock.business_today(),
        in_force.calendar,
        has_red_slip=any(s.colour == "red" for s in row.slips.all()),
        red_after=in_force.red_after,
    )


def heard_boards(meeting: Meeting) -> list[Publication]:
    """Final publications of the newest published month up to the one the meeting hears."""
    rows = _final_boards().filter(month__lte=meeting.month)
    newest = rows.order_by("-month").values_list("month", flat=True).first()
    return list(rows.filter(month=newest)) if newest else []


def closing_boards(meeting: Meeting) -> list[Publication]:
    """Final publications of the December before the year heard: last year's assessment."""
    return list(_final_boards().filter(month=str(Month(meeting.heard.year - 1, 12))))


def _final_boards() -> QuerySet[Publication]:
    rows = Publication.objects.filter(state=Publication.State.FINAL)
    return rows.select_related("sheet__snapshot", "sheet__scheme").order_by("pk")


def _board(publication: Publication) -> Board:
    shown = publication.shown or {"title": "", "leagues": []}
    return Board(
        uid=str(publication.uid),
        title=shown["title"],
        leagues=tuple(tuple(_standings(g)) for g in shown["leagues"]),
    )


def _standings(league: dict[str, Any]) -> Iterable[Standing]:
    ranked = sum(row["rank"] is not None for row in league["rows"])
    for row in league["rows"]:
        yield Standing(row["unit"], row["rank"], ranked, league["title"])


def chosen(meeting: Meeting) -> list[Case]:
    """The typical cases that people chose for the month heard; they, not the rules, decide."""
    asking = Viewer.system("the agenda's cases")
    found = []
    for row in chosen_cases(asking, meeting.heard):
        current = row.project.current
        if current is not None:
            unit, words = str(current.lead_unit.uid), {"words": row.words}
            found.append(
                Case(str(row.project.uid), current.name, unit, "agenda.case_chosen", words)
            )
    return found


def dangers(month: Month) -> Iterable[Danger]:
    """How far each unit is behind its targets, as they stand."""
    asking = Viewer.system("the agenda's targets")
    with_targets = measures_with_targets(month.year)
    for measure in measures():
        if measure.pk not in with_targets:
            continue
        for row in standings(asking, measure, month)[0]:
            if row.unit is not None and row.gap is not None and row.gap < 0:
                yield Danger(row.unit.uid, measure.name, -row.gap)


def _cases(snapshot: Snapshot, manner: Manner) -> list[Case]:
    month = Month.parse(snapshot.month)
    rows = table(snapshot, "project_months")
    return typical(rows, window_for(month).cut_off_on, manner.cases)
