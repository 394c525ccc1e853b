"""Two tracks, one funnel: each with its own stages only, leads first where the viewer has any."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from yipanqi.apps.life.leads.access import reads_leads
from yipanqi.apps.life.leads.queries import tally
from yipanqi.apps.life.pipeline.entries import Tagged
from yipanqi.core.money import ratio
from yipanqi.core.pipeline.funnel import Entry, funnel
from yipanqi.core.projects.leads import LeadStage
from yipanqi.core.projects.stages import Stage, Track, stages_of
from yipanqi.core.scope import Viewer
from yipanqi.infra.texts import label

BEFORE_SIGNING = (LeadStage.LEAD, LeadStage.NEGOTIATING, LeadStage.READY)


@dataclass(frozen=True, slots=True)
class Rung:
    """One step of a track. ``share``: of those that reached the step before, who came further."""

    name: str
    count: int
    money: int
    reached: int | None
    share: Decimal | None
    stage: str = ""
    is_lead: bool = False


@dataclass(frozen=True, slots=True)
class TrackFunnel:
    track: Track
    rungs: tuple[Rung, ...]


def track_funnels(viewer: Viewer, rows: Sequence[Tagged], *, with_leads: bool) -> list[TrackFunnel]:
    """Both tracks; leads are counted for those who may see them and nobody else."""
    found = []
    for track in Track:
        own = [row.entry for row in rows if row.entry.track is track]
        leads: list[Rung] = []
        if track is Track.ATTRACTION and with_leads and reads_leads(viewer):
            leads = _leads(viewer)
        found.append(TrackFunnel(track, (*leads, *_rungs(own, track))))
    return found


def _leads(viewer: Viewer) -> list[Rung]:
    counted = tally(viewer)
    rungs = [Rung(label(s), *counted[s.value], None, None, is_lead=True) for s in BEFORE_SIGNING]
    return rungs if any(rung.count for rung in rungs) else []


def _rungs(entries: Sequence[Entry], track: Track) -> list[Rung]:
    steps = {step.stage: step for step in funnel(entries)}
    rungs: list[Rung] = []
    before: int | None = None
    for stage in stages_of(track):
        step = steps[stage]
        share = None if before is None else ratio(step.reached.count, before)
        name = label(Stage(stage))
        rungs.append(
            Rung(name, step.standing.count, step.standing.money, step.reached.count, share, stage)
        )
        before = step.reached.count
    return rungs
