"""Names that tables of the city use for its units: the office has once said whom they mean."""

from datetime import date

from yipanqi.apps.ledger.units import actions
from yipanqi.apps.ledger.units.models import Unit, User
from yipanqi.apps.ledger.units.queries import forget_trees, keep_trees, tree_on, viewer_for
from yipanqi.demo.city.dice import SEED
from yipanqi.demo.city.instants import TODAY
from yipanqi.infra import clock
from yipanqi.infra.uid import seeded

KEEPER = "guanliyuan"
FROM = date(2023, 1, 1)
ALIASES = (
    ("市发改委", "市发改", "各地台账的简写"),
    ("市资规局", "市国土局", "机构改革前的名称仍在使用"),
    ("市经信局", "市经信委", "机构改革前的名称仍在使用"),
    ("滨海新区", "滨海", "各地台账的简写"),
    ("诸暨市", "诸暨市政府", "发文时的写法"),
    ("柯桥区", "柯桥区政府", "发文时的写法"),
    ("上虞区", "上虞市", "撤市设区前的名称仍在使用"),
)


def build_aliases() -> None:
    """Call when units and people stand."""
    keep_trees()
    try:
        with seeded(f"{SEED}:names"), clock.at(TODAY):
            keeper = viewer_for(User.objects.get(username=KEEPER))
            nodes = tree_on().nodes
            units = Unit.objects.in_bulk(nodes)
            named = {
                said: units[pk]
                for pk, node in nodes.items()
                for said in (node.short_name, node.name)
            }
            for unit, name, reason in ALIASES:
                actions.add_alias(
                    viewer=keeper, unit=named[unit], name=name, from_on=FROM, reason=reason
                )
    finally:
        forget_trees()
