import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yipanqi.core.publishing.honours import EdgeTies, Exemption, Side, Standing, honours
from yipanqi.core.refusal import Refusal

ties = st.sampled_from(EdgeTies)
places = st.integers(0, 8)


@st.composite
def leagues(draw: st.DrawFn) -> list[Standing]:
    """Competition ranks (1, 2, 2, 4) over random points; some units unranked or unjudged."""
    points = draw(st.lists(st.none() | st.integers(0, 5), max_size=12))
    scored = [p for p in points if p is not None]
    return [
        Standing(
            f"u{index}",
            None if p is None else 1 + sum(other > p for other in scored),
            draw(st.none() | st.booleans()),
        )
        for index, p in enumerate(points)
    ]


def league(*rows: tuple[int | None, bool | None]) -> list[Standing]:
    return [Standing(f"u{n}", rank, met) for n, (rank, met) in enumerate(rows, start=1)]


def test_rank_alone_lists_nobody() -> None:
    both = honours(league((1, True), (2, False), (3, True), (4, False)), first=2, last=2)
    assert both.praised == ("u1",)
    assert both.criticised == ("u4",)


def test_lists_may_be_empty() -> None:
    assert honours(league((1, False), (2, True)), first=1, last=1).praised == ()
    assert honours([], first=3, last=3).criticised == ()


def test_small_league_where_first_and_last_overlap() -> None:
    both = honours(league((1, True), (2, False), (3, True)), first=3, last=3)
    assert both.praised == ("u1", "u3")
    assert both.criticised == ("u2",)


def test_tie_at_the_edge() -> None:
    rows = league((1, True), (2, True), (2, True), (4, True))
    assert honours(rows, first=2, last=0).praised == ("u1", "u2", "u3")
    assert honours(rows, first=2, last=0, ties=EdgeTies.EXCLUDE).praised == ("u1",)
    assert honours(rows, first=3, last=0, ties=EdgeTies.EXCLUDE).praised == ("u1", "u2", "u3")


def test_exemption_leaves_a_gap_and_is_kept_with_its_reason() -> None:
    rows = league((1, True), (2, False), (3, False))
    flood = Exemption("u3", Side.CRITICISM, "不可抗力")
    given_ = honours(rows, first=1, last=1, exemptions=[flood])
    assert given_.criticised == ()
    assert given_.withheld == (flood,)


def test_exemption_that_changes_nothing_is_not_reported() -> None:
    idle = Exemption("u1", Side.CRITICISM, "不可抗力")
    assert honours(league((1, True)), first=1, last=1, exemptions=[idle]).withheld == ()


@pytest.mark.parametrize(
    ("code", "arguments"),
    [
        ("honours.negative_places", {"first": -1, "last": 0}),
        (
            "honours.exemption_without_reason",
            {"first": 1, "last": 1, "exemptions": [Exemption("u1", Side.PRAISE, " ")]},
        ),
    ],
)
def test_refusals(code: str, arguments: dict) -> None:
    with pytest.raises(Refusal) as refused:
        honours(league((1, True)), **arguments)
    assert refused.value.code == code


def test_one_unit_twice_is_refused() -> None:
    with pytest.raises(Refusal, match=r"honours\.unit_twice"):
        honours([Standing("u", 1, True), Standing("u", 2, True)], first=1, last=1)


@settings(max_examples=80)
@given(leagues(), places, places, ties)
def test_every_listed_unit_fulfils_both_conditions(rows, first, last, edge) -> None:
    both = honours(rows, first=first, last=last, ties=edge)
    by_unit = {row.unit: row for row in rows}
    assert all(by_unit[u].met is True for u in both.praised)
    assert all(by_unit[u].met is False for u in both.criticised)
    assert not set(both.praised) & set(both.criticised)


@settings(max_examples=80)
@given(leagues(), places, places)
def test_excluding_ties_never_lists_more(rows, first, last) -> None:
    wide = honours(rows, first=first, last=last)
    tight = honours(rows, first=first, last=last, ties=EdgeTies.EXCLUDE)
    assert set(tight.praised) <= set(wide.praised)
    assert set(tight.criticised) <= set(wide.criticised)
    assert len(tight.praised) <= first
    assert len(tight.criticised) <= last


@settings(max_examples=80)
@given(leagues(), places, ties)
def test_longer_lists_contain_shorter_ones(rows, count, edge) -> None:
    short = honours(rows, first=count, last=count, ties=edge)
    long = honours(rows, first=count + 1, last=count + 1, ties=edge)
    assert set(short.praised) <= set(long.praised)
    assert set(short.criticised) <= set(long.criticised)


@settings(max_examples=80)
@given(leagues(), places, ties)
def test_turning_the_league_over_swaps_the_lists(rows, count, edge) -> None:
    turned = [
        Standing(r.unit, None if r.rank is None else -r.rank, None if r.met is None else not r.met)
        for r in rows
    ]
    straight = honours(rows, first=count, last=count, ties=edge)
    over = honours(turned, first=count, last=count, ties=edge)
    assert set(straight.praised) == set(over.criticised)


@settings(max_examples=60)
@given(leagues(), places, st.data())
def test_an_exemption_moves_nobody_else(rows, count, data) -> None:
    before = honours(rows, first=count, last=count)
    if not before.criticised:
        return
    unit = data.draw(st.sampled_from(before.criticised))
    after = honours(
        rows, first=count, last=count, exemptions=[Exemption(unit, Side.CRITICISM, "灾害")]
    )
    assert set(after.criticised) == set(before.criticised) - {unit}
    assert after.praised == before.praised
