"""Lights of projects under the rule set in force; every reader of a light asks here."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from yipanqi import lightsets
from yipanqi.apps.ledger.projects.models import Project
from yipanqi.apps.life.gates.queries import spells_by_uid
from yipanqi.apps.life.pipeline.models import LightRules, LightWaiver
from yipanqi.apps.life.pipeline.months import Ids, Line, lines, months_back
from yipanqi.core.light_rules import Dimension, Judged, LightSet, Waived, judge, load
from yipanqi.core.month import Month
from yipanqi.core.pipeline.lights import Light
from yipanqi.core.refusal import Missing
from yipanqi.core.scope import Viewer
from yipanqi.infra.models import AuditEntry


@dataclass(frozen=True, slots=True)
class InForce:
    """The rule set of a month; ``row`` None: the one shipped, while the city adopted none."""

    rules: LightSet
    row: LightRules | None


def rules_in_force(month: Month) -> InForce:
    """The newest adopted set whose first month has come; a later set never repaints a month
    before its first.
    """
    rows = LightRules.objects.filter(in_force_from__lte=str(month))
    row = rows.order_by("-in_force_from", "-number").first()
    if row is None:
        return InForce(lightsets.shipped(lightsets.DEFAULT), None)
    return InForce(_parsed(row.hash, row.text), row)


_PARSED: dict[str, LightSet] = {}


def _parsed(fingerprint: str, text: str) -> LightSet:
    if fingerprint not in _PARSED:
        _PARSED[fingerprint] = load(text)
    return _PARSED[fingerprint]


def adopted() -> list[LightRules]:
    """Every version, newest first."""
    return list(LightRules.objects.select_related("adopted_by").order_by("-number"))


def waivers_of(ids: Ids) -> dict[str, list[Waived]]:
    """Project uid → waivers; one that was ended waives nothing from that day on."""
    rows = LightWaiver.objects.unscoped("the caller has scoped the ids").filter(project__in=ids)
    found: dict[str, list[Waived]] = {}
    for uid, dimension, reason, from_on, until_on, ended_on in rows.values_list(
        "project__uid", "dimension", "reason", "from_on", "until_on", "ended_on"
    ):
        until = min(until_on, date.fromordinal(ended_on.toordinal() - 1)) if ended_on else until_on
        kind = Dimension(dimension) if dimension else None
        found.setdefault(str(uid), []).append(Waived(kind, reason, from_on, until))
    for key, paused in paused_clocks(ids).items():
        found.setdefault(key, []).extend(paused)
    return found


def paused_clocks(ids: Ids) -> dict[str, list[Waived]]:
    """Project uid → approved pauses, as what waives every light until the review date."""
    return {
        uid: [
            Waived(None, one.reason, one.from_on, one.until_on, is_pause=True, is_running=running)
            for one, running in spells
        ]
        for uid, spells in spells_by_uid(ids).items()
    }


def judged(
    month: Month, ids: Ids, *, rules: LightSet | None = None, uids: Mapping[int, str] | None = None
) -> dict[str, Judged]:
    """Project uid → its light in ``month``, by the set in force unless ``rules`` are given."""
    return month_of(month, ids, rules=rules, uids=uids).lights


@dataclass(frozen=True, slots=True)
class JudgedMonth:
    """Projects of a month by uid: what they did, and their lights."""

    lines: Mapping[str, Line]
    lights: dict[str, Judged]


def month_of(
    month: Month, ids: Ids, *, rules: LightSet | None = None, uids: Mapping[int, str] | None = None
) -> JudgedMonth:
    rules = rules or rules_in_force(month).rules
    count = rules.running.yellow_months if rules.running else 1
    waivers = waivers_of(ids)
    by_month = [(m, lines(m, ids, uids)) for m in months_back(month, count)]
    now = by_month[-1][1]
    lights = {
        uid: judge(
            rules,
            [kept[uid].for_lights(m) for m, kept in by_month if uid in kept],
            waivers.get(uid, ()),
        )
        for uid in now
    }
    return JudgedMonth(now, lights)


@dataclass(frozen=True, slots=True)
class Repainted:
    """A project that another set would show in another colour."""

    uid: str
    name: str
    unit: int
    before: Judged
    after: Judged


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two sets on the same month: every change of colour, and how many of each."""

    changed: tuple[Repainted, ...]
    counts: Mapping[tuple[Light, Light], int]
    before: Mapping[Light, int]
    after: Mapping[Light, int]


def compared(viewer: Viewer, month: Month, old: LightSet, new: LightSet) -> Comparison:
    """Which of the viewer's projects change colour when ``new`` is in force instead of
    ``old``. Projects on the year's list only: the others have no light.
    """
    rows = {
        str(uid): (pk, name, unit)
        for pk, uid, name, unit in Project.objects.visible_to(viewer)
        .filter(is_package=False)
        .exclude(current=None)
        .values_list("pk", "uid", "current__name", "current__counting_unit")
    }
    ids = [pk for pk, _, _ in rows.values()]
    uids = {pk: uid for uid, (pk, _, _) in rows.items()}
    was = judged(month, ids, rules=old, uids=uids)
    would = judged(month, ids, rules=new, uids=uids)
    pairs = {uid: (was[uid], would[uid]) for uid in would if uid in was}
    changed = tuple(
        Repainted(uid, rows[uid][1], rows[uid][2], *pair)
        for uid, pair in pairs.items()
        if pair[0].light is not pair[1].light
    )
    return Comparison(
        changed=tuple(sorted(changed, key=_by_weight)),
        counts=Counter((c.before.light, c.after.light) for c in changed),
        before=Counter(pair[0].light for pair in pairs.values()),
        after=Counter(pair[1].light for pair in pairs.values()),
    )


def _by_weight(changed: Repainted) -> tuple[int, int, str]:
    worse = changed.after.light.severity - changed.before.light.severity
    return (-worse, -changed.after.light.severity, changed.name)


def counted(found: Mapping[str, Judged]) -> dict[Light, int]:
    """How many of each light, in the order of severity."""
    counts = Counter(one.light for one in found.values())
    return {light: counts[light] for light in Light}


# A whole city's lights are asked for by filters and the map; every write leaves an audit row,
# so the newest row's uid says whether anything can have changed. Small cities needn't wait.
KEEP_FROM = 2_000
_KEPT: dict[tuple[str, str, str], JudgedMonth] = {}


def city_month(month: Month, pairs: Mapping[int, str]) -> JudgedMonth:
    """These projects (id → uid) in a month. Of many, the whole city's are judged once and kept
    until the ledger moves on: a light doesn't depend on who asks.
    """
    if len(pairs) < KEEP_FROM:
        return month_of(month, list(pairs), uids=pairs)
    kept = _whole_city(month)
    return JudgedMonth(
        {uid: kept.lines[uid] for uid in pairs.values() if uid in kept.lines},
        {uid: kept.lights[uid] for uid in pairs.values() if uid in kept.lights},
    )


def _whole_city(month: Month) -> JudgedMonth:
    newest = AuditEntry.objects.order_by("-id").values_list("uid", flat=True).first()
    rules = rules_in_force(month).rules
    key = (str(month), rules.hash, str(newest))
    if key not in _KEPT:
        if len(_KEPT) >= 4:
            _KEPT.pop(next(iter(_KEPT)))
        every = Project.objects.unscoped("kept for all; every caller picks the uids it may see")
        pairs = {pk: str(uid) for pk, uid in every.values_list("pk", "uid")}
        _KEPT[key] = month_of(month, list(pairs), rules=rules, uids=pairs)
    return _KEPT[key]


def city_lights(month: Month, pairs: Mapping[int, str]) -> dict[str, Judged]:
    return city_month(month, pairs).lights


def waivers_shown(viewer: Viewer) -> list[LightWaiver]:
    """Those of the viewer's projects, newest first."""
    rows = LightWaiver.objects.visible_to(viewer).select_related("project__current", "granted_by")
    return list(rows[:100])


def waiver_for(viewer: Viewer, uid: str) -> LightWaiver:
    """Raises ``lights.waiver_not_found``."""
    rows = LightWaiver.objects.visible_to(viewer).select_related("project__current")
    found = rows.filter(uid=uid).first()
    if found is None:
        raise Missing("lights.waiver_not_found")
    return found
