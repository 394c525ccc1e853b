"""Found by name, code, owner, full pinyin and initials; kept by the verbs."""

from hypothesis import given
from hypothesis import strategies as st

from yipanqi.apps.ledger.projects import actions
from yipanqi.apps.ledger.projects.searching import spelled


def test_by_initials_pinyin_code_and_parts(town, listed):
    name = town.project["plant"].current.name
    assert name == "青石镇精密轴承生产线项目"
    for typed in (
        "qszjmzc",
        "jingmizhoucheng",
        "JMZC",
        "轴承 jmzc",
        "YZ-plant",
        "yzplant",
        "轴承　青石",
    ):
        assert name in listed("office", f"q={typed}"), typed
    assert listed("office", "q=轴承 xhx") == []
    assert name not in listed("west_reviewer", "q=jmzc")


def test_an_amended_name_is_found_and_the_old_one_no_more(town, listed):
    plant = town.project["plant"]
    actions.amend_project(
        viewer=town.viewer("office"),
        project=plant,
        changes={"name": "青石镇光伏组件项目", "owner_name": "示例光能有限公司"},
        reason="更名",
    )
    assert listed("office", "q=gfzj") == ["青石镇光伏组件项目"]
    assert listed("office", "q=slgn") == ["青石镇光伏组件项目"]
    assert listed("office", "q=jmzc") == []


def test_the_search_of_the_frame_finds_the_same(town, page):
    found = page("office", "/search/?q=jmzc")
    assert [p.own_code for p in found.context["projects"]] == ["YZ-plant"]
    assert [p.own_code for p in page("office", "/search/?q=—").context["projects"]] == []
    units = page("office", "/search/?q=qsz").context["units"]
    assert [unit.name for unit in units] == ["青石镇"]


@given(st.text(alphabet="青石镇光伏重庆AB12（）", max_size=20))
def test_initials_are_no_longer_than_the_name_and_begin_each_sound(text):
    whole, initials = spelled(text)
    assert len(initials) <= max(len(text), 0) or not text
    assert len(initials) <= len(whole)
