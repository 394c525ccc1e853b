"""One commitment's page: what it shows, and the one thing the viewer should do next."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from yipanqi.apps.ledger.units.queries import tree_on
from yipanqi.apps.promises.commitments.access import (
    is_doer,
    is_master,
    is_verifier,
    level_of,
    rungs,
    working_unit,
)
from yipanqi.apps.promises.commitments.models import Commitment, Extension, LevelAction
from yipanqi.apps.promises.commitments.origins import ORIGINS
from yipanqi.apps.promises.supervision.queries import lines
from yipanqi.core.commitments.pressure import SlipColour
from yipanqi.core.commitments.states import CommitmentState
from yipanqi.core.scope import Viewer
from yipanqi.infra import clock
from yipanqi.infra.models import AuditEntry
from yipanqi.infra.texts import label, render
from yipanqi.infra.uid import new_uid


@dataclass(frozen=True, slots=True)
class May:
    """Which verbs the viewer has on this commitment as it stands."""

    sign: bool
    work: bool
    done: bool
    verify: bool
    ask: bool
    decide: bool
    act_above: bool
    press: bool
    climb: bool
    cancel: bool
    reopen: bool
    answer: bool

    @property
    def next(self) -> str:
        """The one primary step: what waits on this viewer first."""
        order = (
            ("verify", self.verify),
            ("decide", self.decide),
            ("sign", self.sign),
            ("done", self.done),
            ("act_above", self.act_above),
            ("progress", self.work),
        )
        return next((name for name, is_open in order if is_open), "")


def may(viewer: Viewer, row: Commitment, asked: Extension | None) -> May:
    state = CommitmentState(row.state)
    running, doer = state.is_running, is_doer(viewer, row)
    master, above = is_master(viewer, row), level_of(viewer, row)
    return May(
        sign=running and doer and row.signed_for_on is None,
        work=running and working_unit(viewer, row) is not None,
        done=running and doer,
        verify=state is CommitmentState.REPORTED_DONE
        and is_verifier(viewer, row)
        and row.done_by_id != viewer.user,
        ask=running and doer and asked is None,
        decide=running and master and asked is not None,
        act_above=not state.is_over and above is not None,
        press=running and master,
        climb=running
        and (doer or above is not None)
        and row.level + 1 < len(rungs(row.lead_unit_id)),
        cancel=not state.is_over and master,
        reopen=state is CommitmentState.CLOSED and master,
        answer=doer,
    )


def record_of(viewer: Viewer, row: Commitment) -> dict[str, Any]:
    """Everything the page shows, in a constant number of queries."""
    nodes, today = tree_on().nodes, clock.business_today()
    extensions = list(row.extensions.select_related("asked_by", "decided_by"))
    asked = next((e for e in extensions if e.state == Extension.State.ASKED), None)
    allowed = may(viewer, row, asked)
    origin = ORIGINS.get(row.origin_kind)
    return {
        "row": row,
        "line": lines([row])[0],
        "unit": {
            "lead": nodes.get(row.lead_unit_id),
            "assigning": nodes.get(row.assigning_unit_id),
            "closing": nodes.get(row.closing_unit_id),
        },
        "supports": [nodes[s.unit_id] for s in row.supports.all() if s.unit_id in nodes],
        "origin": origin,
        "project": row.project.current if row.project else None,
        "steps": _steps(row),
        "progress": [(p, nodes.get(p.unit_id)) for p in reversed(list(row.progress.all()))],
        "evidence": list(row.evidence.select_related("file", "added_by")),
        "extensions": extensions,
        "asked": asked,
        "slips": [(s, nodes.get(s.issuing_unit_id)) for s in row.slips.all()],
        "rungs": _rungs(row),
        "actions": [(a, nodes.get(a.unit_id)) for a in row.level_actions.all()],
        "events": _events(row),
        "may": allowed,
        "primary": allowed.next,
        "colours": _colours(row),
        "kinds": [(k.value, render(f"Kind.{k.value}")) for k in LevelAction.Kind],
        "today": today,
        "key": str(new_uid()),
    }


def _colours(row: Commitment) -> list[tuple[str, str]]:
    """Slips that may still be issued by hand: any colour above the highest."""
    highest = max((SlipColour(s.colour).rank for s in row.slips.all()), default=0)
    return [(c.value, label(c)) for c in SlipColour if c.rank > highest]


def _steps(row: Commitment) -> list[dict[str, str]]:
    state = CommitmentState(row.state)
    reached = {
        CommitmentState.OPEN: 2 if row.signed_for_on else 1,
        CommitmentState.RETURNED: 2,
        CommitmentState.REPORTED_DONE: 4,
        CommitmentState.CLOSED: 5,
        CommitmentState.CANCELLED: 2,
    }[state]
    words = (
        (_("Assigned"), row.assigned_on),
        (_("Signed for"), row.signed_for_on),
        (_("Being worked on"), None),
        (_("Reported done"), row.done_on),
        (_("Verified and closed"), row.closed_on),
    )
    return [
        {
            "label": text,
            "state": "done" if at < reached else "current" if at == reached else "todo",
            "note": str(day or ""),
        }
        for at, (text, day) in enumerate(words)
    ]


def _rungs(row: Commitment) -> list[dict[str, Any]]:
    """The ladder with the day each rung was called."""
    called = {e.level: e for e in row.escalations.all()}
    return [
        {
            "node": node,
            "is_here": level == row.level,
            "on": called[level].on if level in called else None,
            "by_rule": called[level].is_by_rule if level in called else False,
            "reason": called[level].reason if level in called else "",
        }
        for level, node in enumerate(rungs(row.lead_unit_id))
    ]


KEY_VERBS = {"assign_commitment", "report_done", "close_out", "return_done", "escalate"}


def _events(row: Commitment) -> list[dict[str, Any]]:
    """The audit of the commitment and of its slips, extensions, files, newest first."""
    uids = [str(row.uid)]
    for related in (row.progress, row.slips, row.level_actions, row.evidence):
        uids += [str(uid) for uid in related.values_list("uid", flat=True)]
    entries = AuditEntry.objects.filter(subject_uid__in=uids).order_by("-id")[:60]
    return [
        {
            "when": entry.business_on.isoformat(),
            "text": render(f"verb.{entry.verb}"),
            "who": _("by rule") if entry.actor == "system" else entry.actor_name,
            "words": entry.reason,
            "is_key": entry.verb in KEY_VERBS,
        }
        for entry in entries
    ]
