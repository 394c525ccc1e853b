"""How the register is looked at: words to search by, views that are shared, suspected doubles."""

from yipanqi.apps.ledger.projects import actions
from yipanqi.apps.ledger.projects.searching import keep_all_words
from yipanqi.apps.ledger.units.models import User
from yipanqi.apps.ledger.units.queries import forget_trees, keep_trees, viewer_for
from yipanqi.demo.city.dice import SEED
from yipanqi.demo.city.instants import TODAY
from yipanqi.infra import clock
from yipanqi.infra.uid import seeded

OFFICE, REVIEWER = "bangongshi", "zhuji.sh"
SHARED = (
    ("红灯项目（按区县市）", "light=red&sort=gap&group=unit"),
    (
        "新开工项目节点",
        "annual_class=new_start&cols=unit,light,stage,start_planned,permit,start,enrolled",
    ),
    ("省级以上重大项目", "level=provincial&sort=-total"),
)
OWN = ("本市在建进度", "stage=started&sort=gap&group=domain")


def build_views() -> None:
    """Call when projects and people stand."""
    keep_all_words()
    keep_trees()
    try:
        with seeded(f"{SEED}:views"), clock.at(TODAY):
            office = viewer_for(User.objects.get(username=OFFICE))
            for name, query in SHARED:
                actions.save_view(viewer=office, name=name, query=query, is_shared=True)
            reviewer = viewer_for(User.objects.get(username=REVIEWER))
            actions.save_view(viewer=reviewer, name=OWN[0], query=OWN[1])
            actions.look_for_doubles(viewer=office)
    finally:
        forget_trees()
