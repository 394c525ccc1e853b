import io
from dataclasses import replace
from datetime import date
from decimal import Decimal

import docx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from packs.april import (
    APRIL,
    CRITERIA,
    DISTRICTS,
    HONOURS,
    OPENING,
    PROGRESS,
    YI,
    bulletin,
)
from yipanqi.core.month import Month
from yipanqi.core.publishing.honours import Honours
from yipanqi.core.refusal import Refusal
from yipanqi.packs.bulletin import (
    LeagueHonours,
    draft_title,
    prose,
    render,
    shipped_wording,
    unexplained,
)
from yipanqi.packs.official.readback import document_tables, document_texts
from yipanqi.packs.standings import Criterion, League, LeagueRow

WORDS = shipped_wording()


def text_of(**changes: object) -> str:
    return "\n".join(document_texts(render(bulletin(**changes))))


def test_opening_says_the_ten_figures() -> None:
    text = text_of()
    for said in (
        "截至2024年4月30日",
        "重大项目共348个（打包项目拆分后为429个）",
        "总投资5230.00亿元，年度计划投资656.00亿元",
        "1—4月完成投资234.20亿元（快报数），占年度计划的35.7%，快于序时进度2.4个百分点",
        "完成投资增长6.4%",
        "1—3月列统投资152.10亿元（填报单位所报）",
        "年度计划新开工项目183个，截至4月底应开工140个，实际开工118个（其中提前开工11个），应开工未开工33个",
    ):
        assert said in text


def test_starts_that_do_not_add_up_are_refused() -> None:
    with pytest.raises(Refusal, match=r"bulletin\.starts_do_not_add_up"):
        replace(OPENING, started=119)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"year_to_date": 200 * YI}, "慢于序时进度2.8个百分点"),
        ({"annual_plan": 300 * YI, "year_to_date": 100 * YI}, "与序时进度持平"),
        ({"annual_plan": 0}, "1—4月完成投资234.20亿元（快报数）。"),
        ({"pace": None}, "占年度计划的35.7%。"),
        ({"last_year_to_date": 30_000_000_000}, "完成投资下降21.9%"),
        ({"last_year_to_date": 23_419_870_000}, "完成投资与上年同期持平"),
        ({"projects_split": 348}, "重大项目共348个，总投资"),
        ({"started": 107, "started_early": 0}, "实际开工107个，应开工未开工33个"),
        ({"started": 151, "due_not_started": 0}, "，应开工项目全部开工"),
    ],
)
def test_sentence_follows_the_figure(changes: dict, said: str) -> None:
    assert said in text_of(opening=replace(OPENING, **changes))


def test_nothing_to_compare_with_says_nothing() -> None:
    text = prose.investment(bulletin(opening=replace(OPENING, last_year_to_date=0)), WORDS)
    assert "同期" not in text


def test_no_negative_number_in_prose() -> None:
    text = text_of(opening=replace(OPENING, year_to_date=YI, last_year_to_date=9 * YI))
    assert "-" not in text.split("附件：")[0].replace("2024-04", "")


def test_january_is_one_month() -> None:
    assert "2024年1月|" in draft_title(Month(2024, 1))
    assert "2024年1—4月|" in draft_title(APRIL)


def test_honours_and_exemption_are_said() -> None:
    text = text_of()
    assert "对完成目标且位居区、县（市）组前2位的诸暨市、柯桥区予以通报表扬" in text
    assert "对未完成目标且位居区、县（市）组后2位的新昌县予以通报批评" in text
    assert "嵊州市因3月遭受洪涝灾害，经批准不列入通报批评名单" in text


def test_empty_lists_get_a_sentence() -> None:
    text = text_of(honours=(LeagueHonours("区、县（市）组", 3, 3, Honours()),), problems=())
    assert "区、县（市）组本月无单位列入通报表扬名单。" in text
    assert "区、县（市）组本月无单位列入通报批评名单。" in text
    assert "本月未列推进不力典型问题。" in text


def test_without_ranking_nothing_is_said_of_it() -> None:
    text = text_of(leagues=(), honours=(), progress=())
    assert "考核排名" not in text
    assert "通报表扬" not in text
    assert "附件" not in text


def test_demonstration_is_said_on_every_page_or_not_at_all() -> None:
    document = docx.Document(io.BytesIO(render(bulletin())))
    for section in document.sections:
        for header in (section.header, section.even_page_header):
            assert "演示数据" in header.paragraphs[0].text
    assert "演示数据" not in text_of(is_demonstration=False)


def test_every_number_is_traced() -> None:
    content = bulletin()
    assert unexplained(render(content), content, WORDS) == []


def test_a_foreign_number_is_found() -> None:
    content = bulletin()
    other = bulletin(opening=replace(OPENING, total_investment=5_231 * YI))
    found = unexplained(render(other), content, WORDS)
    assert [f.text for f in found] == ["5231.00"]


def test_ranking_table_cell_by_cell() -> None:
    head, *rows = document_tables(render(bulletin()))[0]
    assert head[:3] == ["排名", "单位", "开工率\n（30分）"]
    assert rows[0] == ["1", "诸暨市", "28.50", "27.43", "14.00", "13.20", "9.80", "92.93", "↑1"]
    assert [row[-1] for row in rows] == ["↑1", "↑2", "↓2", "持平", "—", "↓1"]


def test_unit_without_data_is_neither_zero_nor_ranked() -> None:
    rows = document_tables(render(bulletin()))[1]
    assert rows[-1] == ["—", "市机关事务管理局", "…", "…", "…", "…", "—", "无考核项目"]


def test_progress_table_cell_by_cell() -> None:
    rows = document_tables(render(bulletin()))[2]
    assert rows[1][:6] == ["1", "越城区", "71", "121.30", "43.05", "35.5"]
    assert rows[2][:3] == ["", "其中：滨海新区", "22"]
    assert rows[3][0] == "2"
    assert rows[4][6] == "-4.2"
    assert rows[5][5:7] == ["—", "—"]
    assert rows[6][:2] == ["", "合计"]


@pytest.mark.parametrize("count", [0, 1, 30])
def test_any_size_of_league(count: int) -> None:
    league = big_league(count, "某某市住房城乡建设和综合行政执法局直属第一分局")
    content = bulletin(leagues=(league,), progress=(), honours=())
    made = render(content)
    assert unexplained(made, content, WORDS) == []
    rows = document_tables(made)[0]
    assert len(rows) == 1 + max(count, 1)
    if not count:
        assert "本月无单位参加排名" in rows[1][0]


def big_league(count: int, name: str) -> League:
    total = Decimal("81.5")
    points = tuple(Decimal("16.3") for _ in CRITERIA)
    rows = tuple(LeagueRow(f"{name}{n}", n, total, points, 0) for n in range(1, count + 1))
    return League("市级部门组", CRITERIA, rows)


def test_same_content_same_bytes() -> None:
    assert render(bulletin()) == render(bulletin())


def test_row_that_does_not_fit_its_league_is_refused() -> None:
    with pytest.raises(Refusal, match=r"league\.row_does_not_fit"):
        League("组", (Criterion("甲"),), (LeagueRow("越城区", 1, Decimal(1), ()),))


def test_a_city_s_own_sentence() -> None:
    own = WORDS.replaced_by('[demands]\nclosing = "以上情况，特此通报。"')
    assert "以上情况，特此通报。" in "\n".join(document_texts(render(bulletin(), own)))


@pytest.mark.parametrize(
    ("toml", "fault"),
    [
        ('[demands]\nclosing = "{secret}"', "demands.closing {secret}"),
        ('[demands]\nend = "完"', "demands.end"),
        ('[demands]\nclosing = "{"', "demands.closing {"),
    ],
)
def test_faulty_wording_is_refused_with_its_key(toml: str, fault: str) -> None:
    with pytest.raises(Refusal) as refused:
        WORDS.replaced_by(toml)
    assert refused.value.params["faults"] == fault
    with pytest.raises(Refusal, match=r"wording\.not_toml"):
        WORDS.replaced_by("= 1")


@settings(max_examples=15, deadline=None)
@given(
    st.integers(0, 10**13),
    st.integers(0, 10**13),
    st.integers(1, 12),
    st.tuples(st.integers(0, 300), st.integers(0, 300), st.integers(0, 300)),
)
def test_any_figures_are_traced(plan: int, done: int, month: int, starts: tuple) -> None:
    on_time, early, late = starts
    opening = replace(
        OPENING,
        annual_plan=plan,
        year_to_date=done,
        started=on_time + early,
        started_early=early,
        starts_due=on_time + late,
        due_not_started=late,
    )
    content = bulletin(
        opening=opening,
        month=Month(2024, month),
        cut_off=date(2024, month, 28),
        title=draft_title(Month(2024, month)),
        leagues=(DISTRICTS,),
        progress=(PROGRESS,),
        honours=HONOURS[:1],
    )
    assert unexplained(render(content), content, WORDS) == []
