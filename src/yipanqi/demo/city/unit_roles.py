"""Which units a project has: where it counts, who leads, who reports, who supports."""

from random import Random

from yipanqi.core.projects.stages import Domain, ListLevel
from yipanqi.demo.city import places
from yipanqi.demo.city.draft import Draft

OFTEN_WIDE = {"road", "water", "pipes", "energy", "seawall"}
BY_CITY = {
    "expressway": "jtj",
    "pumped": "fgw",
    "water": "slj",
    "seawall": "slj",
    "school": "jyj",
    "hospital": "wjw",
    "homes": "jsj",
    "care": "mzj",
    "tourism": "wgj",
    "energy": "fgw",
}
SUPPORTERS = ("zgj", "hbj", "czj", "slj", "jtj", "jsj", "gaj", "nyj")
HIGH = {ListLevel.NATIONAL, ListLevel.PROVINCIAL, ListLevel.THOUSAND}


def place(draft: Draft, chance: Random, *, whole_county: bool = False) -> None:
    """Settle place and units; a zone's project counts in its street, never in the zone."""
    zone = None if whole_county or draft.package else _zone(draft, chance)
    if zone is not None:
        town = chance.choice(zone.towns)
        draft.town = next(t for t in draft.county.towns if t.code == town)
        draft.zone = draft.lead = draft.reporting = zone.key
        draft.counting, draft.place = draft.town.code, zone.short
    else:
        wide = whole_county or draft.work.wide
        if draft.work.key in OFTEN_WIDE and draft.package is None:
            wide = wide or chance.random() < 0.4
        draft.counting = draft.county.code if wide else draft.town.code
        draft.place = draft.county.name if wide else draft.town.name
        draft.reporting = _reporter(draft, chance, wide=wide)
        draft.lead = _leader(draft, chance)
    others = [key for key in SUPPORTERS if key != draft.lead]
    draft.supports = tuple(chance.sample(others, chance.choice((0, 1, 1, 2))))


def _zone(draft: Draft, chance: Random) -> places.Zone | None:
    if draft.work.domain is not Domain.INDUSTRY or draft.work.key == "tourism":
        return None
    roll = chance.randint(1, 100)
    for zone in places.zones():
        if zone.county == draft.county.code:
            if roll <= zone.share:
                return zone
            roll -= zone.share
    return None


def _reporter(draft: Draft, chance: Random, *, wide: bool) -> str:
    county, key = draft.county.code, draft.work.key
    by_city = BY_CITY.get(key)
    if by_city and chance.random() < (0.5 if draft.level in HIGH else 0.08):
        return by_city
    if draft.work.domain is Domain.REAL_ESTATE:
        return f"{county}.js"
    if wide:
        part = {"expressway": "jt", "road": "jt", "hospital": "js"}.get(key, "fg")
        return f"{county}.{part}"
    if draft.work.domain is Domain.LIVELIHOOD and chance.random() < 0.4:
        return f"{county}.js"
    return draft.town.code


def _leader(draft: Draft, chance: Random) -> str:
    if draft.reporting != draft.town.code:
        return draft.reporting
    department = "fg" if draft.work.domain is Domain.INDUSTRY else "js"
    return chance.choice((draft.town.code, f"{draft.county.code}.{department}"))
