"""短板清单: the stated rule, and what a county may read of its own list."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from access.place import build
from yipanqi.apps.results.shortfalls import queries
from yipanqi.core.month import Month
from yipanqi.core.publishing.shortfalls import FIVE, Lost, five_worst, most_lost
from yipanqi.core.refusal import Missing

amounts = st.integers(0, 100).map(Decimal)


def lost(points, best, total=Decimal(100), title="投资"):
    return Lost("s", "u", "l", title, title, Decimal(points), Decimal(best), Decimal(total))


@given(st.lists(st.tuples(amounts, amounts), max_size=12), st.integers(0, 2))
def test_five_at_most_criteria_first_and_none_that_lost_nothing(pairs, others):
    rows = most_lost(lost(a, b, title=str(n)) for n, (a, b) in enumerate(pairs))
    found = five_worst(rows, ["红灯", "逾期"][:others])
    assert len(found) == min(FIVE, len(rows) + others)
    assert all(r.lost > 0 for r in rows)
    assert set(["红灯", "逾期"][:others]) <= set(found)
    kept = [r for r in found if isinstance(r, Lost)]
    assert kept == rows[: len(kept)], "no criterion is passed over for a lesser one"


def test_schemes_of_any_scale_compare_by_the_share_of_their_total():
    small, large = lost(1, 5, 20, "小"), lost(100, 500, 10_000, "大")
    assert most_lost([large, small]) == [small, large]


@pytest.mark.django_db
def test_a_county_reads_its_own_list_only(client):
    place = build()
    east = place.town.unit["east"]
    viewer = place.town.viewer("east_reviewer")
    found = queries.listed(viewer, queries.county_for(viewer, str(east.uid)), Month(2024, 3))
    assert 0 < len(found.rows) <= FIVE
    with pytest.raises(Missing):
        queries.county_for(viewer, str(place.town.unit["west"].uid))
    with pytest.raises(Missing):
        queries.listed(viewer, found.unit, Month(2024, 4))
    client.force_login(
        place.town.user["east_reviewer"], backend="django.contrib.auth.backends.ModelBackend"
    )
    for row in found.rows:
        assert client.get(row.href).status_code == 200, row.title
    assert client.get(f"/shortfalls/{east.uid}/list.docx").content.startswith(b"PK")
