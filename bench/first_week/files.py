"""A stranger's office: what it knows, and the files it keeps it in.

Every file is drawn by the mess generator from a seed; one head of each table is worded in a way
the recogniser's lists don't hold, and columns nobody asks for stand between.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from random import Random
from typing import Any

from yipanqi.core.month import Month
from yipanqi.core.tables.fields import TableField as F
from yipanqi.demo.mess import CleanRow, Mess, make_mess
from yipanqi.demo.mess.opening import Head, opening_table

WAN, YI = 10_000, 100_000_000
CITY = "云川市"
TOWNS = (("北塘镇", "石桥镇"), ("柳湾镇",), ("江口镇", "东坪镇"), ("云台镇",))
COUNTIES = (("安和区", "安和", "区"), ("白沙县", "白沙", "县"), ("临江市", "临江", "县级市"),
            ("南屏区", "南屏", "区"))  # fmt: skip
BY_PHONE = "南屏区"  # sends no file: its figures come by phone
DEPARTMENTS = ("市发展和改革委员会", "市交通运输局", "市水利局")
SHORT = {"市发展和改革委员会": "市发改委", "市交通运输局": "市交通局", "市水利局": "市水利局"}
THINGS = (
    "光电产业园",
    "粮食储备库",
    "城北快速路",
    "职业技术学院",
    "河道整治",
    "数据中心",
    "敬老院",
)
CLASSES = ("续建", "新建", "续建", "竣工", "前期工作", "续建")


@dataclass(frozen=True)
class Table:
    """A file, the rows truly in it, and what a person who knows the office answers."""

    kind: str
    name: str
    content: bytes
    rows: int
    columns: Mapping[str, F]  # by the words of the head
    words: Mapping[str, str]  # by the words of the question


def units() -> list[dict[str, str]]:
    found = [{"name": n, "short": s, "kind": k, "parent": CITY} for n, s, k in COUNTIES]
    for n, (county, _, _) in enumerate(COUNTIES):
        found += [{"name": town, "kind": "镇", "parent": county} for town in TOWNS[n]]
    found.append({"name": "安和高新区", "short": "高新区", "kind": "开发区", "parent": "安和区"})
    found += [{"name": d, "short": SHORT[d], "kind": "市直部门", "parent": ""} for d in DEPARTMENTS]
    return found


def people() -> list[dict[str, str]]:
    found = []
    for n, (county, short, _) in enumerate(COUNTIES):
        found.append({"name": f"{short}审核", "login": f"sh{n}", "unit": short, "role": "审核人"})
        found.append({"name": f"{short}填报", "login": f"tb{n}", "unit": county, "role": "经办人"})
    found += [
        {"name": "交通填报", "login": "jt", "unit": "市交通", "role": "信息员"},
        {"name": "水利填报", "login": "sl", "unit": "市水利局", "role": "信息员"},
        {"name": "推进办值班", "login": "zb", "unit": CITY, "role": "经办人"},
        {"name": "分管领导", "login": "ld", "unit": CITY, "role": "分管领导"},
    ]
    for n, person in enumerate(found):
        person["phone"] = f"1390000{n:04d}"
    return found


def projects(year: int, count: int = 40) -> list[dict[str, object]]:
    found: list[dict[str, object]] = []
    for n in range(count):
        county = COUNTIES[n % 4][0]
        kind = CLASSES[n % len(CLASSES)]
        lead = TOWNS[n % 4][0] if n % 3 == 0 else county
        total = (2 + n % 17) * YI + n * 50 * WAN
        plan = 0 if kind == "前期工作" else total // 4 // (120 * WAN) * 120 * WAN
        running = kind in {"续建", "竣工"}
        found.append(
            {
                "name": f"{county[:2]}{THINGS[n % len(THINGS)]}{n + 1}号工程",
                "lead": "市交通" if n % 20 == 7 else lead,
                "county": county, "class": kind,
                "domain": ("产业", "民生", "基础设施")[n % 3],
                "total": total, "plan": plan, "before": total // 5 if running else 0,
                "start": date(year - 1, 3, 1 + n % 28) if running else None,
                "permit": date(year - 1, 2, 1 + n % 28) if running else None,
                **{f"m{m}": plan // 12 for m in range(1, 13)},
            }
        )  # fmt: skip
    return found


def running(listed: list[dict[str, object]]) -> list[dict[str, object]]:
    return [p for p in listed if p["class"] in {"续建", "竣工"}]


def done(project: Mapping[str, object], month: int) -> int:
    """Yuan since January at the end of ``month``."""
    plan = project["plan"]
    assert isinstance(plan, int)
    share = sum((1, 3, 2, 4, 3, 2, 4, 3, 2, 3, 4, 5)[:month])  # of 36; no two months alike
    return plan * share // 36 * (85 + len(str(project["name"])) % 3 * 10) // 100 // 100 * 100


def setup_tables(seed: int, month: Month) -> list[Table]:
    listed, last = projects(month.year), month.number - 1
    by_plan = {h: F[f"MONTH_{m:02d}"] for m in range(1, 13) for h in (f"{m}月", f"{m}月份")}
    found = [
        _table(seed, "units", f"{CITY}重大项目推进体系单位一览", units(), [
            Head("name", ("单位全名",)), Head("short", ("简称",)),
            Head("kind", ("机构性质", "单位类别")), Head("parent", ("归口于", "挂靠")),
        ], {"单位全名": F.NAME, "归口于": F.PARENT, "挂靠": F.PARENT}),
        _table(seed + 1, "people", "推进体系联络员登记表", people(), [
            Head("name", ("姓名", "联络员")), Head("login", ("登入账户", "系统账户名")),
            Head("unit", ("所在单位", "工作单位")), Head("role", ("承担角色", "岗位")),
            Head("phone", ("手机号码", "联系电话")),
        ], {"登入账户": F.USERNAME, "系统账户名": F.USERNAME, "承担角色": F.ROLE}),
        _table(seed + 2, "projects", f"{CITY}{month.year}年重大建设项目盘子", listed, [
            Head("name", ("项目名称", "工程名称")), Head("lead", ("责任单位", "牵头单位")),
            Head("county", ("属地", "所属区县")), Head("class", ("新续建", "建设性质")),
            Head("domain", ("项目类别", "所属领域")),
            Head("total", ("总盘子", "投资总盘子"), is_money=True),
            Head("plan", (f"{month.year}年计划投资", "年度计划投资"), is_money=True),
            Head("before", (f"截至{month.year - 1}年底累计完成投资",), is_money=True),
            Head("start", ("实际开工时间", "实际开工日期")),
            Head("permit", ("施工许可证取得日",)),
            *(Head(f"m{m}", (f"{m}月", f"{m}月份"), f"{month.year}年分月投资计划", is_money=True)
              for m in range(1, 13)),
        ], {"总盘子": F.TOTAL_INVESTMENT, "投资总盘子": F.TOTAL_INVESTMENT,
            "施工许可证取得日": F.PERMIT,
            **by_plan}, "county"),
        _table(seed + 3, "targets", f"{month.year}年度目标任务书", [
            {"unit": s, "measure": "招引亿元项目数", "account": "个", "value": 10 + n}
            for n, (_, s, _) in enumerate(COUNTIES)
        ], [
            Head("unit", ("责任单位",)), Head("measure", ("指标名称", "考核指标")),
            Head("account", ("计量单位",)), Head("value", ("军令状数", "全年目标")),
        ], {"军令状数": F.TARGET}),
        _table(seed + 5, "commitments", "领导小组督办事项台账", [
            {"task": f"协调解决{p['name']}用地手续", "unit": p["county"],
             "on": date(month.year, 1, 10), "due": date(month.year, 12, 20), "state": "办理中"}
            for p in running(listed)[:6]
        ], [
            Head("task", ("督办事项", "事项内容")), Head("unit", ("牵头单位", "责任单位")),
            Head("on", ("交办时间",)), Head("due", ("办理时限", "完成时限")),
            Head("state", ("办理状态", "目前状态")),
        ], {}),
    ]  # fmt: skip
    if last:
        figures = [
            {"name": p["name"], **{f"d{m}": done(p, m) for m in range(1, last + 1)}}
            for p in running(listed)
        ]
        heads = [Head("name", ("项目名称",))]
        heads += [
            Head(f"d{m}", (f"1-{m}月累计完成投资", f"截至{m}月底累计完成投资"), is_money=True)
            for m in range(1, last + 1)
        ]
        title = f"{month.year}年项目投资完成台账"
        found.insert(4, _table(seed + 4, "past_months", title, figures, heads, {}))
    return found


WORDS = {
    "市交通": "市交通运输局", "市交通”": "市交通运输局", "前期工作": "前期", "投资类型": "政府投资",
    "项目级别": "市级", "办理中": "办理中",
}  # fmt: skip


def _table(  # noqa: PLR0917  (six tables one under another)
    seed: int, kind: str, title: str, rows: list[Any], heads: list[Head],
    columns: Mapping[str, F], category: str = "",
) -> Table:  # fmt: skip
    content = opening_table(seed, title, heads, rows, category=category)
    return Table(kind, f"{title}.xlsx", content, len(rows), columns, WORDS)


def month_books(seed: int, month: Month) -> list[tuple[str, Mess]]:
    """Each district's one workbook of all its projects: titles, parts, units, spoiled cells."""
    listed = running(projects(month.year))
    found = []
    for number, (county, _, _) in enumerate(COUNTIES):
        if county != BY_PHONE:
            rows = [month_row(p, month) for p in listed if p["county"] == county]
            found.append((county, _drawn(seed + 100 * number, month, rows)))
    return found


def _drawn(seed: int, month: Month, rows: list[CleanRow]) -> Mess:
    """The first drawing from ``seed`` on that carries the month's figures at all."""
    wanted = {F.THIS_MONTH, F.YEAR_TO_DATE}
    for n in range(seed, seed + 100):
        mess = make_mess(n, month, rows=rows, spoil=0.06, as_xml=False)
        tables = {(c.sheet, c.table) for c in mess.columns}
        held = [{c.field for c in mess.columns if (c.sheet, c.table) == t} for t in tables]
        names = {r.values.get(F.NAME) for r in mess.rows}
        if all(wanted <= h for h in held) and len(mess.rows) == len(names) == len(rows):
            return mess
    raise AssertionError("no seed draws a usable workbook")


def month_row(project: Mapping[str, object], month: Month) -> CleanRow:
    rng = Random(str(project["name"]))
    now, before = done(project, month.number), done(project, month.number - 1)
    values = {
        F.NAME: project["name"], F.CODE: None, F.LEAD_UNIT: project["lead"],
        F.OWNER: "建设开发有限公司", F.TOTAL_INVESTMENT: project["total"],
        F.ANNUAL_PLAN: project["plan"], F.THIS_MONTH: now - before, F.YEAR_TO_DATE: now,
        F.STATISTICS_COUNTED: now * 4 // 5 // 100 * 100, F.NEXT_MONTH_PLAN: now - before,
        F.PHYSICAL_PROGRESS: rng.choice(("主体结构施工", "设备安装调试", "基础施工完成七成")),
        F.PROBLEMS: None, F.PLANNED_START: project["start"], F.ACTUAL_START: project["start"],
    }  # fmt: skip
    return CleanRow(str(project["name"]), values)  # type: ignore[arg-type]
