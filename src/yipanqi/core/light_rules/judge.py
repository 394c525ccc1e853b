"""The light of a project: each dimension by its rule, the worst wins, and says why.

Data are of the month's last day. A dimension that doesn't apply (enrolment of a project
that hasn't started) has no light at all; one that applies without data is grey.
"""

from calendar import monthrange
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from itertools import takewhile

from yipanqi.core.light_rules.model import Dimension, LightSet, Node, ProjectMonth, Rule
from yipanqi.core.month import Month
from yipanqi.core.pipeline.lights import Edge, Light, Lit, project_light
from yipanqi.core.pipeline.pace import as_decimal

ENROLMENT_FROM = 5_000_000  # yuan: smaller projects are not counted one by one


@dataclass(frozen=True, slots=True)
class Waived:
    """An approved reason why a dimension's light isn't lit, from a day to a day (included)."""

    dimension: Dimension | None  # None: every waivable dimension
    reason: str
    from_on: date
    until_on: date
    is_pause: bool = False  # an approved pause: the clock stands still in every dimension
    is_running: bool = False  # a pause that nobody ended: past ``until_on`` its review is due

    def covers(self, rule: Rule, day: date) -> bool:
        if not self.from_on <= day <= self.until_on:
            return False
        return self.is_pause or (rule.waivable and self.dimension in {None, rule.dimension})

    def has_lapsed(self, day: date) -> bool:
        return self.is_pause and self.is_running and self.until_on < day


@dataclass(frozen=True, slots=True)
class Part:
    """One dimension's light; ``unwaived`` is what it would be without its waiver."""

    dimension: Dimension
    lit: Lit
    unwaived: Lit | None = None
    counts: bool = True


@dataclass(frozen=True, slots=True)
class Judged:
    """The project's light, its one reason, and what each dimension said."""

    lit: Lit
    parts: tuple[Part, ...]
    decided_by: Dimension | None

    @property
    def light(self) -> Light:
        return self.lit.light


def judge(
    rules: LightSet, months: Sequence[ProjectMonth], waivers: Sequence[Waived] = ()
) -> Judged:
    """The light in the last of ``months`` (oldest first, one after the other).

    Earlier months are needed only by a rule on months running.
    """
    now = _one_month(rules, months[-1], waivers)
    if rules.running is None or now.light is not Light.YELLOW:
        return now
    by_month = [_one_month(rules, m, waivers).light for m in months[:-1]]
    earlier = takewhile(lambda light: light in {Light.YELLOW, Light.RED}, reversed(by_month))
    running = 1 + sum(1 for _ in earlier)
    if running < rules.running.yellow_months:
        return now
    lit = Lit(Light.RED, "light.yellow_again", {"months": running})
    return Judged(lit, now.parts, now.decided_by)


def _one_month(rules: LightSet, facts: ProjectMonth, waivers: Sequence[Waived]) -> Judged:
    found = [
        _waived(rule, lit, facts.month.last, waivers)
        for rule in rules.rules
        if (lit := _JUDGES[rule.dimension](rule, facts, rules)) is not None
    ]
    parts = tuple(found)
    deciding = [p for p in parts if p.counts]
    if not deciding:
        return Judged(Lit(Light.GREY, "light.nothing_to_judge"), parts, None)
    heaviest = max(deciding, key=_weight)  # the first named of equals
    return Judged(_with_pause(heaviest.lit, facts.month.last, waivers), parts, heaviest.dimension)


def _with_pause(lit: Lit, day: date, waivers: Sequence[Waived]) -> Lit:
    """A pause past its review date excuses nothing, and that is the first thing to say."""
    lapsed = next((w for w in waivers if w.has_lapsed(day)), None)
    if lapsed is None or lit.light not in {Light.YELLOW, Light.RED}:
        return lit
    return Lit(lit.light, "light.pause_lapsed", {"review": lapsed.until_on})


def _weight(part: Part) -> tuple[int, bool]:
    """Where nothing is lit, pace is what a reader wants to know."""
    light = part.lit.light
    unlit = light in {Light.GREEN, Light.GREY}
    return light.severity, unlit and part.dimension is Dimension.PROGRESS


def _waived(rule: Rule, lit: Lit, day: date, waivers: Sequence[Waived]) -> Part:
    counts = rule.silence_counts or lit.light is not Light.GREY
    if lit.light in {Light.YELLOW, Light.RED}:
        for waiver in waivers:
            if waiver.covers(rule, day):
                params = {"reason": waiver.reason, "until": waiver.until_on}
                code = "light.paused" if waiver.is_pause else "light.waived"
                return Part(rule.dimension, Lit(Light.GREEN, code, params), lit)
    return Part(rule.dimension, lit, counts=counts)


def _light(rule: Rule, measure: Fraction) -> Light:
    if rule.red is not None and _reached(rule.red, measure):
        return Light.RED
    if rule.yellow is not None and _reached(rule.yellow, measure):
        return Light.YELLOW
    return Light.GREEN


def _reached(edge: Edge, measure: Fraction) -> bool:
    return measure > 0 and edge.reached(measure)


def _start(rule: Rule, facts: ProjectMonth, _rules: LightSet) -> Lit | None:
    """The month a start was due in counts as the first month without it."""
    if facts.started_on is not None and facts.started_on <= facts.month.last:
        return Lit(Light.GREEN, "light.started", {"on": facts.started_on})
    planned = facts.planned_start_on
    if planned is None:
        return Lit(Light.GREY, "light.start_not_planned")
    late = facts.month.minus(Month.of(planned)) + 1
    if late <= 0:
        return Lit(Light.GREEN, "light.start_not_due", {"planned": planned})
    params = {"planned": planned, "months": late}
    return Lit(_light(rule, Fraction(late)), "light.start_late", params)


def _progress(rule: Rule, facts: ProjectMonth, rules: LightSet) -> Lit | None:
    plan = facts.plan or 0
    if rules.least_plan is not None and 0 < plan < rules.least_plan:
        return None
    if plan <= 0:
        return Lit(Light.GREY, "light.no_plan")
    return project_light(rule.progress, done=facts.done, plan=plan, share=facts.due_share)


def _funds(rule: Rule, facts: ProjectMonth, _rules: LightSet) -> Lit | None:
    if facts.funds_due is None or facts.funds_paid is None:
        return Lit(Light.GREY, "light.funds_unknown")
    if facts.funds_due <= 0 or facts.funds_paid >= facts.funds_due:
        return Lit(Light.GREEN, "light.funds_paid")
    paid = Fraction(facts.funds_paid, facts.funds_due)
    params = {"paid_share": as_decimal(paid)}
    return Lit(_light(rule, (1 - paid) * 100), "light.funds_short", params)


def _enrolment(rule: Rule, facts: ProjectMonth, _rules: LightSet) -> Lit | None:
    last = facts.month.last
    if facts.started_on is None or facts.started_on > last:
        return None
    if facts.total_investment < ENROLMENT_FROM:
        return None
    if facts.enrolled_on is not None and facts.enrolled_on <= last:
        return Lit(Light.GREEN, "light.enrolled", {"on": facts.enrolled_on})
    passed = months_passed(facts.started_on, last)
    light = _light(rule, passed)
    code = "light.enrolment_waits" if light is Light.GREEN else "light.enrolment_late"
    return Lit(light, code, {"started": facts.started_on, "months": int(passed)})


def _nodes(rule: Rule, facts: ProjectMonth, _rules: LightSet) -> Lit | None:
    last = facts.month.last
    planned = [n for n in facts.nodes if n.planned_on is not None]
    if not planned:
        return None
    late = [n for n in planned if _is_late(n, last)]
    if not late:
        return Lit(Light.GREEN, "light.nodes_kept")
    worst = max(late, key=lambda n: _days(n, last))
    days = _days(worst, last)
    params = {"node": worst.kind, "planned": worst.planned_on, "days": days}
    return Lit(_light(rule, Fraction(days)), "light.node_late", params)


def _is_late(node: Node, day: date) -> bool:
    due = node.planned_on is not None and node.planned_on <= day
    return due and not (node.reached_on is not None and node.reached_on <= day)


def _days(node: Node, day: date) -> int:
    return (day - node.planned_on).days if node.planned_on else 0


def months_passed(since: date, day: date) -> Fraction:
    """Whole months from ``since`` to ``day``, and a half where days are over.

    A month after the 31st is the last day of a shorter month.
    """
    whole = Month.of(day).minus(Month.of(since))
    if _months_later(since, whole) > day:
        whole -= 1
    over = _months_later(since, whole) < day
    return Fraction(whole) + (Fraction(1, 2) if over else 0)


def _months_later(since: date, months: int) -> date:
    month = Month.of(since).plus(months)
    return date(month.year, month.number, min(since.day, monthrange(month.year, month.number)[1]))


_Judge = Callable[[Rule, ProjectMonth, LightSet], Lit | None]
_JUDGES: Mapping[Dimension, _Judge] = {
    Dimension.START: _start,
    Dimension.PROGRESS: _progress,
    Dimension.FUNDS: _funds,
    Dimension.ENROLMENT: _enrolment,
    Dimension.NODES: _nodes,
}
