"""Components: what they must always say, whatever they are given."""

from dataclasses import dataclass
from decimal import Decimal

import pytest
from django.core.paginator import Paginator
from django.template import Context, Template
from django.test import RequestFactory
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from yipanqi.core.month import Month
from yipanqi.core.scope import Grant, Role, Viewer
from yipanqi.infra.page_parts import Shown
from yipanqi.web.menu import SECTIONS, STATIONS, menu_for, station_of
from yipanqi.web.parts import LIGHTS, STATES, PaceBar
from yipanqi.web.shell import Frame, MonthChoice, UnitChoice, same_page


def drawn(source: str, **context: object) -> str:
    with translation.override("zh-hans"):
        return Template("{% load ui figures %}" + source).render(Context(context))


@pytest.mark.parametrize(
    ("colour", "words"),
    [
        ("green", "绿灯 正常"),
        ("yellow", "黄灯 滞后"),
        ("red", "红灯 严重滞后"),
        (None, "无灯 无数据"),
    ],
)
def test_a_light_has_a_word_beside_its_colour(colour, words):
    html = drawn("{% light colour why %}", colour=colour, why="x<y")
    assert words in html
    assert "x&lt;y" in html


def test_every_light_and_state_has_a_chinese_word():
    with translation.override("zh-hans"):
        words = [str(word) for pair in LIGHTS.values() for word in pair]
        words += [str(word) for word, _ in STATES.values()]
        labels = [str(station.label) for station in STATIONS]
    assert not [word for word in words + labels if word.isascii()]


def test_a_rank_says_which_way_it_moved():
    assert "升2位" in drawn("{% rank 1 change=2 %}")
    assert "降1位" in drawn("{% rank 3 change=-1 %}")
    assert "持平" in drawn("{% rank 3 change=0 %}")
    assert "位" not in drawn("{% rank 3 %}")
    assert "—" in drawn("{% rank None %}")


def test_live_and_frozen_figures_never_look_the_same():
    live = drawn("{% figure v|wan '万元' '' True %}", v=10_000)
    fixed = drawn("{% figure v|wan '万元' %}", v=10_000)
    assert live != fixed
    assert 'class="live"' in live


def test_an_absent_figure_carries_no_unit():
    assert "万元" not in drawn("{% figure v|wan '万元' %}", v=None)


def test_the_page_says_what_it_shows():
    live = drawn("{% shown what %}", what=Shown("越城区", Month(2024, 4)))
    frozen = drawn("{% shown what %}", what=Shown("越城区", Month(2024, 3), revision=2))
    for words in ("越城区", "2024年4月", "实时"):
        assert words in live
    assert "快照 r2" in frozen
    assert "实时" not in frozen


shares = st.decimals(-3, 5, places=4)


@given(shares, st.none() | st.decimals(0, 2, places=4))
def test_a_pace_bar_never_clips_what_is_done(done, due):
    bar = PaceBar.of(done, due)
    within, beyond, full = (Decimal(x) for x in (bar.within_width, bar.beyond_width, bar.full_at))
    assert 0 <= within <= full <= 100
    assert within + beyond <= Decimal("100.01")
    assert (beyond > 0) == (done > 1)
    if bar.due_at is not None:
        assert 0 <= Decimal(bar.due_at) <= 100


def test_a_pace_bar_beyond_its_plan_shows_the_true_number():
    html = drawn("{% pacebar done due %}", done=Decimal("1.18"), due=Decimal("0.33"))
    assert "118.0%" in html
    assert 'class="beyond"' in html
    assert "序时应为 33.0%" in html


@dataclass
class Finding:
    severity: str
    text: str
    where: str = ""
    href: str = ""
    explanation: str = ""


def test_a_finding_says_whether_it_blocks():
    html = drawn("{% findings items %}", items=[Finding("hard", "甲"), Finding("soft", "乙")])
    assert "须更正" in html
    assert "须说明" in html


def test_sort_links_turn_and_keep_the_filter():
    request = RequestFactory().get("/p/?domain=x&sort=-plan&page=3")
    html = drawn("{% sort_head '计划' 'plan' '万元' 'num' %}", request=request)
    assert 'aria-sort="descending"' in html
    assert 'href="?domain=x&amp;sort=plan"' in html


def test_page_links_keep_the_query_and_count_in_words():
    request = RequestFactory().get("/p/?domain=x")
    page = Paginator(range(812), 50).get_page(2)
    html = drawn("{% pages page %}", request=request, page=page)
    assert "第 51—100 项，共 812 项" in html
    assert 'href="?domain=x&amp;page=3"' in html


def test_no_component_carries_style_or_script_inside():
    html = drawn(
        "{% key 'x' '1' done=d due=d %}{% job j %}{% chart 'c' o 't' %}", d=Decimal(1), j=None, o={}
    )
    assert "style=" not in html
    assert "onclick" not in html


class TestFrame:
    def test_the_widest_unit_is_shown_where_none_is_chosen(self):
        frame = Frame(units=[UnitChoice("a", "全市"), UnitChoice("b", "越城区", 1)])
        assert frame.unit is not None
        assert frame.unit.name == "全市"

    def test_scope_travels_with_links(self):
        frame = Frame(scope={"month": "2024-03", "unit": "u"})
        assert frame.scope_query == "?month=2024-03&unit=u"
        assert Frame().scope_query == ""

    def test_the_current_month_is_named_with_its_state(self):
        months = [MonthChoice(Month(2024, 4), "open", is_current=True)]
        assert Frame(months=months).month is months[0]

    def test_switching_keeps_the_page_and_drops_its_number(self):
        request = RequestFactory().get("/somewhere/?sort=-gap&page=4")
        request.resolver_match = None
        assert same_page(request, month="2024-03") == "/somewhere/?sort=-gap&month=2024-03"


class TestMenu:
    def viewer(self, *roles: Role) -> Viewer:
        return Viewer(user=1, grants=tuple(Grant(role, 1, frozenset({1})) for role in roles))

    def test_an_administrator_is_offered_no_business(self):
        keys = {item.station.key for item in menu_for(self.viewer(Role.ADMIN), current="")}
        assert keys <= {"system", "setup"}  # the desk would lead to the system page

    def test_stations_keep_the_order_of_the_loop(self):
        keys = [item.station.key for item in menu_for(self.viewer(*Role), current="")]
        order = [station.key for station in STATIONS]
        assert keys == sorted(keys, key=order.index)

    def test_each_section_is_headed_once(self):
        items = menu_for(self.viewer(*Role), current="")
        headings = [str(item.heading) for item in items if item.heading]
        assert len(headings) == len(set(headings)) == len(SECTIONS) - 1
        assert items[0].heading is None
        few = menu_for(self.viewer(Role.ADMIN), current="")
        assert [item.heading is None for item in few] == [False, True]

    def test_a_page_belongs_to_its_station(self):
        assert station_of("reporting:review") == "review"
        assert station_of("reporting:sheet") == "reporting"
