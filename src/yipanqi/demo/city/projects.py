"""Draw the 800 projects: how many where, of what kind and size, and who answers for them."""

from random import Random

from yipanqi.core.projects.stages import Domain, ListLevel, Track
from yipanqi.demo.city import names, places, unit_roles
from yipanqi.demo.city.dates import set_dates
from yipanqi.demo.city.dice import dice, share_out
from yipanqi.demo.city.draft import Cohort, Draft, Trait, Work, works
from yipanqi.demo.city.places import County, Town

COUNT = 800
YI, WAN = 100_000_000, 10_000
COHORTS = {
    Cohort.DONE: 46,
    Cohort.FINISHING: 104,
    Cohort.UNDER_WAY: 306,
    Cohort.NEW: 190,
    Cohort.EARLY_WORKS: 84,
    Cohort.ADDED: 14,
}
LEVELS = {
    ListLevel.NATIONAL: 6,
    ListLevel.PROVINCIAL: 58,
    ListLevel.THOUSAND: 130,
    ListLevel.MUNICIPAL: 366,
    ListLevel.COUNTY: 184,
}
# median in 百万元 and spread of the total investment
SIZES = {
    ListLevel.NATIONAL: (6_000, 0.6),
    ListLevel.PROVINCIAL: (1_300, 0.6),
    ListLevel.THOUSAND: (1_900, 0.75),
    ListLevel.MUNICIPAL: (360, 0.65),
    ListLevel.COUNTY: (130, 0.5),
}
LARGEST = 12_000  # 百万元
DURATIONS = ((2, 12, 20), (8, 18, 30), (25, 24, 38), (10_000, 34, 52))  # up to 亿元: months
PACKAGES = {"330602": 2, "330603": 3, "330604": 2, "330681": 3, "330683": 1, "330624": 1}
PARTS = 4
PACKAGED = ("road", "water", "pipes", "school", "care", "market", "energy")
TRAITS = {
    Trait.SHAM: (12, {Cohort.UNDER_WAY}),
    Trait.PAUSED: (17, {Cohort.UNDER_WAY}),
    Trait.LAGGARD: (16, {Cohort.UNDER_WAY}),
    Trait.CORRECTED: (14, {Cohort.UNDER_WAY, Cohort.FINISHING}),
    Trait.TERMINATED: (5, {Cohort.EARLY_WORKS}),
}
BUSY = {"330681104": 14, "330603011": 9, "330604112": 9, "330602017": 8, "330624003": 8}


def draw_projects() -> list[Draft]:
    """All projects, package heads included, with names, units, sizes and dates."""
    per_county = share_out(COUNT, {c.code: c.gdp for c in places.counties()})
    register = names.Register()
    drafts: list[Draft] = []
    cohorts, levels = _decks()
    for county in places.counties():
        for package in range(PACKAGES[county.code]):
            drafts += _package(county, package, len(drafts) + 1, register)
        alone = per_county[county.code] - PACKAGES[county.code] * (PARTS + 1)
        for _ in range(alone):
            number = len(drafts) + 1
            drafts.append(_single(number, county, cohorts.pop(), levels.pop(), register))
    _give_traits(drafts)
    for draft in drafts:
        if not draft.is_package:
            set_dates(draft)
    _complete_packages(drafts)
    return drafts


def _decks() -> tuple[list[Cohort], list[ListLevel]]:
    cohorts = [kind for kind, count in COHORTS.items() for _ in range(count)]
    levels = [level for level, count in LEVELS.items() for _ in range(count)]
    filled = COUNT - sum(PACKAGES.values()) * (PARTS + 1)
    cohorts += [Cohort.UNDER_WAY] * (filled - len(cohorts))
    levels += [ListLevel.MUNICIPAL] * (filled - len(levels))
    dice("cohorts").shuffle(cohorts)
    dice("levels").shuffle(levels)
    return cohorts[:filled], levels[:filled]


def _single(
    number: int, county: County, cohort: Cohort, level: ListLevel, register: names.Register
) -> Draft:
    chance = dice("project", number)
    work = _work(chance, county, level)
    draft = Draft(number, county, _town(chance, county), work, cohort, level)
    unit_roles.place(draft, chance)
    _size(draft, chance)
    draft.name = register.project(draft, draft.place, chance)
    _describe(draft, chance)
    return draft


def _package(county: County, package: int, first: int, register: names.Register) -> list[Draft]:
    """A head that stands for its parts, and the parts, each in another town."""
    chance = dice("package", county.code, package)
    work = next(w for w in works() if w.key == PACKAGED[(package + first) % len(PACKAGED)])
    cohort = chance.choice((Cohort.UNDER_WAY, Cohort.UNDER_WAY, Cohort.NEW))
    head = Draft(first, county, county.towns[0], work, cohort, ListLevel.MUNICIPAL)
    unit_roles.place(head, chance, whole_county=True)
    head.is_package = True
    stem = f"{county.name}{chance.choice(work.words)}工程"
    while not register.take(f"{stem}包"):
        stem = f"{county.name}{chance.choice(work.words)}工程"
    head.name = f"{stem}包"
    parts = []
    for place, town in enumerate(chance.sample(county.towns, PARTS), 1):
        part = Draft(first + place, county, town, work, cohort, ListLevel.MUNICIPAL)
        part.package = first
        unit_roles.place(part, chance)
        _size(part, chance)
        part.name = f"{stem}（{town.short}子项）"
        register.take(part.name)
        _describe(part, chance)
        parts.append(part)
    return [head, *parts]


def _complete_packages(drafts: list[Draft]) -> None:
    """A head sums up its parts and owns no figures of its own."""
    for head in (d for d in drafts if d.is_package):
        parts = [d for d in drafts if d.package == head.number]
        head.total = sum(p.total for p in parts)
        head.registered_on = min(p.registered_on for p in parts)
        head.content = (
            f"共{len(parts)}个子项，" + "、".join(p.town.short for p in parts) + "各一个。"
        )
        head.owner, head.sponsor = parts[0].owner, parts[0].sponsor
        head.longitude_e6, head.latitude_e6 = parts[0].longitude_e6, parts[0].latitude_e6


def _work(chance: Random, county: County, level: ListLevel) -> Work:
    fit = [w for w in works() if not w.where or county.code in w.where]
    if level in {ListLevel.NATIONAL, ListLevel.PROVINCIAL, ListLevel.THOUSAND}:
        fit = [w for w in fit if w.domain is not Domain.REAL_ESTATE and w.size >= 90]
    return chance.choices(fit, [w.weight for w in fit])[0]


def _town(chance: Random, county: County) -> Town:
    weights = [BUSY.get(t.code) or dice("town", t.code).randint(1, 6) for t in county.towns]
    return chance.choices(county.towns, weights)[0]


def _size(draft: Draft, chance: Random) -> None:
    """Log-normal by level and kind, in whole millions, not below the kind's floor."""
    median, spread = SIZES[draft.level]
    million = int(median * draft.work.size // 100 * chance.lognormvariate(0, spread))
    million = min(max(million, draft.work.floor // 100), LARGEST)
    grain = 100 if million > 1_000 else 10 if million > 100 else 5
    draft.total = max(grain, million // grain * grain) * 100 * WAN
    for upto, low, high in DURATIONS:
        if draft.total < upto * YI:
            draft.months = chance.randint(low, high)
            break
    if chance.random() < 0.09:
        draft.total_later = draft.total // 100 * chance.randint(104, 128) // WAN * WAN


def _describe(draft: Draft, chance: Random) -> None:
    private = draft.work.domain in {Domain.INDUSTRY, Domain.REAL_ESTATE}
    draft.track = Track.ATTRACTION if private else Track.GOVERNMENT
    draft.content = names.content(draft, chance)
    draft.owner = names.owner(draft)
    draft.credit_code = names.credit_code(draft.county.code, draft.number)
    by_city = draft.level in {ListLevel.NATIONAL, ListLevel.PROVINCIAL}
    draft.sponsor = names.sponsor(draft, by_city=by_city, chance=chance)
    draft.programmes = _programmes(draft, chance)
    _place(draft, chance)


MISPLACED = 67  # one in so many projects has a point in somebody else's county


def _place(draft: Draft, chance: Random) -> None:
    """Near its town's centre, which is drawn inside the county."""
    at = dice("at", draft.town.code)
    boxes = draft.county.inside
    sizes = [(east - west + 1) * (north - south + 1) for west, south, east, north in boxes]
    west, south, east, north = at.choices(boxes, sizes)[0]
    draft.longitude_e6 = at.randint(west, east) * 10_000 + chance.randint(-15_000, 15_000)
    draft.latitude_e6 = at.randint(south, north) * 10_000 + chance.randint(-15_000, 15_000)
    if draft.number % MISPLACED == 0:
        draft.longitude_e6 += 300_000 if west < 12060 else -300_000


def _programmes(draft: Draft, chance: Random) -> tuple[str, ...]:
    found = []
    if draft.level is ListLevel.THOUSAND:
        found.append("thousand")
    if draft.level in {ListLevel.NATIONAL, ListLevel.PROVINCIAL, ListLevel.THOUSAND}:
        found.append("ten")
    if draft.work.key in {"chips", "machinery"}:
        found.append("first-digital")
    if draft.work.key in {"logistics", "park"} and chance.random() < 0.5:
        found.append("first-open")
    if draft.work.key == "care" and chance.random() < 0.4:
        found.append("first-business")
    if draft.work.domain is Domain.LIVELIHOOD:
        found.append("people")
    if draft.work.key == "renewal":
        found.append("renewal")
    return tuple(found)


def _give_traits(drafts: list[Draft]) -> None:
    free = [d for d in drafts if not d.is_package and d.package is None]
    dice("traits").shuffle(free)
    for trait, (count, cohorts) in TRAITS.items():
        fit = [d for d in free if d.cohort in cohorts and not d.traits][:count]
        for draft in fit:
            draft.traits = frozenset({trait})
