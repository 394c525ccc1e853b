"""Who answers for a listed project: who leads and reports, where it counts once."""

from dataclasses import dataclass

from yipanqi.apps.board.setup.plan import Ground
from yipanqi.core.tables.extract import ProjectRow
from yipanqi.core.tables.fields import TableField as F
from yipanqi.core.units.kinds import COUNTY_LEVEL, TERRITORIAL
from yipanqi.core.units.tree import Node
from yipanqi.infra.texts import render


@dataclass(frozen=True, slots=True)
class Seats:
    lead: Node
    reporting: Node
    counting: Node
    zone: Node | None


def seats_of(ground: Ground, row: ProjectRow) -> Seats | None:
    """None while a name is open or missing."""
    county = _county(ground, row)
    if row.text(F.COUNTY) and county is None:
        return None
    within = county.pk if county else None
    led_by = row.text(F.LEAD_UNIT) or row.text(F.COUNTY)
    if not led_by:
        ground.fault(row, F.LEAD_UNIT, "setup.cell_missing")
        return None
    lead = ground.unit(led_by, render("setup.head_lead"), within=within)
    written = row.text(F.REPORTING_UNIT)
    topic = render("setup.head_reporting")
    reporting = ground.unit(written, topic, within=within) if written else lead
    if lead is None or reporting is None:
        return None
    zone = lead if lead.is_view else (reporting if reporting.is_view else None)
    counting = county or _territory(ground, lead) or _asked(ground, lead)
    return Seats(lead, reporting, counting, zone) if counting else None


def _county(ground: Ground, row: ProjectRow) -> Node | None:
    """属地: a territory; a zone named there counts in the territory it lies in."""
    written = row.text(F.COUNTY)
    if not written:
        return None
    found = ground.unit(written, render("setup.head_seat"), among=lambda n: n.parent is not None)
    return _territory(ground, found) if found else None


def _territory(ground: Ground, node: Node) -> Node | None:
    """The nearest territory at or above ``node``, below the city itself."""
    for above in ground.tree.above(node.pk):
        if above.kind in TERRITORIAL and not above.is_view and above.parent is not None:
            return above
    return None


def _asked(ground: Ground, lead: Node) -> Node | None:
    """A department of the city leads: where its projects count is for a person to say."""
    places = [n for _, n in ground.tree.walk() if n.kind in COUNTY_LEVEL]
    options = [(n.uid, n.name) for n in (*places, ground.tree.root)]
    text = render("setup.ask_seat", {"lead": lead.name})
    answer = ground.ask(f"seat:{lead.uid}", text, options)
    return ground.tree.by_uid.get(answer) if answer else None
