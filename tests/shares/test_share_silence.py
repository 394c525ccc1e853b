"""A silent project: nothing said adds nothing, a giver keeps its part, a cut is not hidden."""

import pytest

from city import WAN, city
from shares.test_share_verbs import APRIL, MARCH, moved
from yipanqi.apps.ledger.projects.facts import project_facts
from yipanqi.apps.ledger.projects.searching import keep_all_words
from yipanqi.apps.ledger.shares.facts import Figures, project_shares
from yipanqi.apps.month.snapshots.actions import freeze_month
from yipanqi.apps.month.snapshots.queries import current_snapshot, table
from yipanqi.core.frozen.month_register import Register as Months
from yipanqi.core.frozen.month_register import done, share_moves
from yipanqi.web.register.rows import Filters, Register

pytestmark = pytest.mark.django_db


@pytest.fixture
def town(settings, tmp_path):
    """The plant moved in April, of which it then says nothing."""
    settings.YIPANQI_SNAPSHOTS = tmp_path / "snapshots"
    made = city()
    keep_all_words()
    moved(made, "plant", "west_town")
    return made


def parts(town, previous):
    pk = town.project["plant"].pk
    facts = {pk: project_facts(APRIL)[pk]}
    found = project_shares(APRIL, facts, {pk: Figures(previous=previous)})[pk]
    return {share.is_current: share.year_to_date for share in found}


def test_silence_adds_nothing_but_hides_no_cut(town):
    kept = parts(town, None)[False]
    assert kept > 0
    assert parts(town, kept + 100) == {True: None, False: kept}
    assert parts(town, kept) == {True: None, False: kept}
    assert parts(town, kept - 100) == {True: -100, False: kept}, "as no progress would"


def test_the_bulletin_leaves_the_giver_its_months_and_the_city_counts_once(town):
    for month in (MARCH, APRIL):
        freeze_month(viewer=town.viewer("office"), month=month)
    snapshot = current_snapshot(APRIL)
    register = Months(APRIL, table(snapshot, "project_months"))
    shares = table(snapshot, "project_shares")
    plant = next(r for r in register.rows if r["project_uid"] == str(town.project["plant"].uid))
    assert plant["year_to_date"] is None
    giver, taker = (str(town.unit[key].uid) for key in ("town", "west_town"))
    kept = done(plant)  # nothing came since: what counts of it is what the giver had
    assert share_moves(register, shares, {giver})[1] == kept
    assert share_moves(register, shares, {taker})[1] == -kept
    assert share_moves(register, shares, {giver, taker})[1] == 0


@pytest.mark.parametrize("frozen", [False, True])
def test_the_list_adds_nothing_of_it_for_anybody(town, frozen):
    if frozen:
        for month in (MARCH, APRIL):
            freeze_month(viewer=town.viewer("office"), month=month)
    register = Register.of(town.viewer("office"), APRIL)

    def of(unit):
        filters = Filters(unit=str(town.unit[unit].uid))
        projects = register.projects(filters)
        return register.sums(projects, filters.unit)["done"] or 0

    assert min(of("town"), of("west_town")) >= 0
    assert of("town") + of("west_town") <= (of("city") or 1000 * WAN)
