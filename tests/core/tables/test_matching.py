"""Which project a row means: keys before names, near names only listed, conflicts named."""

from yipanqi.core.tables.extract import ProjectRow
from yipanqi.core.tables.fields import TableField as F
from yipanqi.core.tables.fingerprint import fingerprint
from yipanqi.core.tables.matching import By, KnownProject, Register, identify

REGISTER = Register(
    [
        KnownProject("u1", "鉴湖智能装备产业园一期工程", "2304-330602-04-01-100001", "YC01"),
        KnownProject("u2", "鉴湖智能装备产业园二期工程", "2304-330602-04-01-100002"),
        KnownProject("u3", "平水水库除险加固", "", "YC03"),
        KnownProject("u4", "同名项目"),
        KnownProject("u5", "同名项目"),
    ]
)


def row(number=0, **values):
    fields = {F(k): v for k, v in values.items()}
    return ProjectRow("表", number, fields, {f: i for i, f in enumerate(fields)})


def one(**values):
    found = identify([row(**values)], REGISTER)
    if found.matches:
        return found.matches[0].uid, found.matches[0].by
    return found.unmatched[0].finding.code, found.unmatched[0].candidates


def test_keys_codes_and_names():
    assert one(uid="u2", name="随便什么名字") == ("u2", By.KEY)
    assert one(code="2304-330602-04-01-100001", name="改了名的项目") == ("u1", By.CODE)
    assert one(own_code="yc03") == ("u3", By.OWN_CODE)
    assert one(name="平水水库除险加固") == ("u3", By.NAME)
    assert one(name=" 平水水库“除险加固” ") == ("u3", By.NORMAL_NAME)


def test_near_names_are_listed_never_applied():
    code, candidates = one(name="鉴湖智能装备产业园三期工程")
    assert code == "row.near_names"
    assert set(candidates) == {"u1", "u2"}
    assert one(name="完全没有的项目")[0] == "row.unknown_project"


def test_conflicts_and_doubles_are_named():
    assert one(uid="u1", code="2304-330602-04-01-100002")[0] == "row.keys_disagree"
    assert one(code="2304-330602-04-01-999999", name="鉴湖智能装备产业园一期工程")[0] == (
        "row.keys_disagree"
    )
    assert one(uid="u9", name="平水水库除险加固")[0] == "row.keys_disagree"
    assert one(name="同名项目") == ("row.several_projects", ("u4", "u5"))
    twice = identify([row(1, name="平水水库除险加固"), row(2, own_code="YC03")], REGISTER)
    assert [u.finding.code for u in twice.unmatched] == ["row.project_twice"] * 2
    assert twice.matches == ()


def test_a_users_choice_settles_a_row():
    found = identify([row(7, name="同名项目")], REGISTER, {("表", 7): "u5"})
    assert (found.matches[0].uid, found.matches[0].by) == ("u5", By.CHOSEN)


def test_the_same_rows_have_the_same_fingerprint_wherever_they_stand():
    a, b = row(1, name="甲", this_month=5), row(2, name="乙", this_month=6)
    moved = [row(9, name="乙", this_month=6, ordinal="3"), row(4, name=" 甲", this_month=5)]
    assert fingerprint([a, b]) == fingerprint(moved)
    assert fingerprint([a, b]) != fingerprint([a, row(2, name="乙", this_month=7)])
    assert fingerprint([a]) != fingerprint([row(1, name="甲", year_to_date=5)])
