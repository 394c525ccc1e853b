"""The people of a told story, and the life of one of its tasks: what becomes of it, day by day."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from io import BytesIO
from typing import Any

from yipanqi.apps.ledger.units.models import Unit, User
from yipanqi.apps.ledger.units.queries import viewer_for
from yipanqi.apps.promises.commitments import actions
from yipanqi.apps.promises.commitments.models import Commitment, Slip
from yipanqi.apps.promises.commitments.rules import rules
from yipanqi.core.commitments.states import CommitmentState
from yipanqi.core.scope import Viewer
from yipanqi.demo.city.instants import TODAY
from yipanqi.demo.months.pictures import picture
from yipanqi.demo.tables import table

FIRST_DAY = date(2023, 10, 9)
FATES = (
    *("on_time",) * 44,
    *("late",) * 16,
    *("returned",) * 10,
    *("extended",) * 8,
    *("extended_late",) * 4,
    *("reopened",) * 3,
    *("cancelled",) * 2,
    *("stuck",) * 13,
)
SCENES = ("road", "plant", "building", "water")
Event = Callable[[], Any]


@dataclass
class Teller:
    """People, units and the days to come."""

    units: dict[str, Unit]
    users: dict[str, User]
    days: dict[date, list[Event]] = field(default_factory=lambda: defaultdict(list))
    doers: dict[int, str] = field(default_factory=dict)  # unit → username
    viewers: dict[str, Viewer] = field(default_factory=dict)

    def viewer(self, username: str) -> Viewer:
        if username not in self.viewers:
            self.viewers[username] = viewer_for(self.users[username])
        return self.viewers[username]

    def on(self, day: date, event: Event) -> None:
        """On that day, or the next worked one; not after the city's today."""
        worked = rules().calendar.next_workday(max(day, FIRST_DAY))
        if worked <= TODAY:
            self.days[worked].append(event)


@dataclass
class Life:
    """One commitment with its people; each method is one day's doing, if it still fits."""

    teller: Teller
    row: Commitment
    doer: str
    by: str
    verifier: str
    chance: Any

    def plan(self, fate: str) -> None:
        due, roll = self.row.due_on, self.chance.randint
        days: dict[str, list[tuple[int, Event]]] = {
            "on_time": [(-roll(0, 6), self.done), (roll(1, 4), self.close)],
            "late": [(roll(2, 24), self.done), (roll(25, 32), self.close)],
            "returned": [
                (-roll(3, 6), self.done),
                (-roll(0, 2), self.give_back),
                (roll(2, 6), self.done),
                (roll(8, 14), self.close),
            ],
            "extended": [
                (-6, self.ask),
                (-3, self.grant),
                (roll(6, 15), self.done),
                (18, self.close),
            ],
            "extended_late": [
                (-1, self.ask),
                (4, self.grant),
                (roll(8, 15), self.done),
                (30, self.close),
            ],
            "reopened": [
                (-roll(1, 5), self.done),
                (2, self.close),
                (12, self.reopen),
                (30, self.done),
                (36, self.close),
            ],
            "cancelled": [(-roll(4, 8), self.cancel)],
            "stuck": [],
        }
        for after, event in days[fate]:
            self.teller.on(max(due + timedelta(days=after), self.row.assigned_on), event)

    def _do(self, verb: str, who: str, **more: Any) -> None:
        self.row.refresh_from_db()
        getattr(actions, verb)(viewer=self.teller.viewer(who), uid=self.row.uid, **more)

    def _is(self, *states: CommitmentState) -> bool:
        self.row.refresh_from_db()
        return CommitmentState(self.row.state) in states

    def _running(self) -> bool:
        return self._is(CommitmentState.OPEN, CommitmentState.RETURNED)

    def _word(self, kind: str) -> str:
        text: str = self.chance.choice(table("tasks.toml")["words"][kind])
        return text.format(k=self.chance.randint(3, 8))

    def sign(self) -> None:
        if self._running() and self.row.signed_for_on is None:
            self._do("sign_for", self.doer, contact="承办科室 0575-8800")

    def progress(self) -> None:
        if self._running():
            share = min(95, self.row.progress.count() * 25 + self.chance.randint(1, 4) * 5)
            text, following = self._word("progress"), self._word("next")
            self._do("report_progress", self.doer, text=text, next_step=following, share=share)

    def done(self) -> None:
        if not self._running():
            return
        shown = picture(self.chance.choice(SCENES), self.chance.randint(2, 5), 0)
        if not self.row.evidence.exists():
            self._do("add_evidence", self.doer, file=BytesIO(shown), name="办结现场.jpg")
        self._do("report_done", self.doer, result=self._word("result"))

    def close(self) -> None:
        if self._is(CommitmentState.REPORTED_DONE):
            self._do("close_out", self.verifier, verdict=self._word("verdict"))

    def give_back(self) -> None:
        if self._is(CommitmentState.REPORTED_DONE):
            self._do("return_done", self.verifier, reason=self._word("returned"))

    def reopen(self) -> None:
        if self._is(CommitmentState.CLOSED):
            self._do("reopen", self.by, reason="复核发现仍有一处未完成，重新办理。")

    def cancel(self) -> None:
        if self._running():
            self._do("cancel", self.by, reason="并入另一事项办理。")

    def ask(self) -> None:
        if self._running():
            later = rules().calendar.next_workday(self.row.due_on + timedelta(days=20))
            reason = self._word("extension")
            self._do("ask_extension", self.doer, new_due_on=later, reason=reason)

    def grant(self) -> None:
        if self._running() and self.row.extensions.filter(state="asked").exists():
            self._do("grant_extension", self.by, words="同意延期，请按新时限办结。")

    def answer(self, slip: Slip) -> None:
        if not self._is(CommitmentState.CANCELLED) and slip.answered_on is None:
            actions.answer_slip(
                viewer=self.teller.viewer(self.doer), slip_uid=slip.uid, answer=self._word("answer")
            )
