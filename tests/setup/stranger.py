"""A stranger's town: what its office knows, and the tables it writes it down in."""

from datetime import date

from yipanqi.demo.mess.opening import Head, opening_table

WAN = 10_000
YI = 100_000_000
COUNTIES = (("东山区", "东山"), ("西河县", "西河"), ("南浦市", "南浦"))
UNITS = [
    *(
        {"name": name, "short": short, "kind": kind, "parent": "越州市"}
        for (name, short), kind in zip(COUNTIES, ("区", "县", "县级市"), strict=True)
    ),
    {"name": "青石镇", "kind": "镇", "parent": "东山区"},
    {"name": "柳溪镇", "kind": "镇", "parent": "西河县"},
    {"name": "东山新区", "short": "新区", "kind": "功能区", "parent": "东山区"},
    {"name": "市发展和改革委员会", "short": "市发改委", "kind": "市直部门", "parent": ""},
    {"name": "市交通运输局", "short": "市交通局", "kind": "市直部门", "parent": ""},
    {"name": "城投集团", "kind": "国企", "parent": "南浦"},
]  # fmt: skip
PEOPLE: list[dict[str, str]] = [
    {"name": "东山审核", "login": "dongshan.sh", "unit": "东山", "role": "审核员"},
    {"name": "西河审核", "login": "xihe.sh", "unit": "西河", "role": "审核员"},
    {"name": "南浦审核", "login": "nanpu.sh", "unit": "南浦", "role": "审核员"},
    {"name": "青石填报", "login": "qingshi", "unit": "青石镇", "role": "填报员"},
    {"name": "柳溪填报", "login": "liuxi", "unit": "柳溪镇", "role": "填报员"},
    {"name": "南浦填报", "login": "nanpu.tb", "unit": "南浦", "role": "填报员"},
    {"name": "交通填报", "login": "jiaotong", "unit": "市交通", "role": "填报员"},
    {"name": "分管领导", "login": "lingdao", "unit": "越州市", "role": "领导"},
]
for _number, _person in enumerate(PEOPLE):
    _person["phone"] = f"1385750{_number:04d}"
_SEATS = (
    ("青石镇", "东山"), ("东山区", "东山区"), ("柳溪镇", "西河"), ("西河县", "西河县"),
    ("城投集团", "南浦"), ("市交通", "东山"),
)  # fmt: skip
_THINGS = ("智能装备产业园", "农产品冷链中心", "城市道路")
_CLASSES = ("续建", "新建", "续建", "竣工", "前期工作")


def projects(count: int = 24) -> list[dict[str, object]]:
    found = []
    for n in range(count):
        lead, county = _SEATS[n % len(_SEATS)]
        kind = _CLASSES[n % len(_CLASSES)]
        total = (3 + n) * YI
        plan = 0 if kind == "前期工作" else total // 4 // 120_000 * 120_000
        found.append(
            {
                "name": f"{lead}{_THINGS[n % 3]}{n + 1}期工程",
                "lead": lead,
                "county": county,
                "class": kind,
                "domain": ("产业", "民生", "基础设施")[n % 3],
                "total": total,
                "plan": plan,
                "before": total // 5 if kind in {"续建", "竣工"} else 0,
                "start": date(2023, 3, 1 + n) if kind in {"续建", "竣工"} else date(2024, 6, 1 + n),
                "permit": date(2023, 2, 1) if kind in {"续建", "竣工"} else None,
                **{f"m{m}": plan // 12 for m in range(1, 13)},
            }
        )
    return found


def done(listed: list[dict[str, object]], last: int = 3) -> list[dict[str, object]]:
    """Year-to-date by month, for what is under way."""
    return [
        {"name": p["name"], **{f"d{m}": int(p["plan"]) // 12 * m for m in range(1, last + 1)}}
        for p in listed
        if p["class"] in {"续建", "竣工"}
    ]


def units_table(seed: int) -> bytes:
    heads = [
        Head("name", ("单位名称", "单位全称", "机构名称")),
        Head("short", ("简称", "规范简称")),
        Head("kind", ("单位类别", "类别", "机构类型")),
        Head("parent", ("上级单位", "隶属关系", "所属单位")),
    ]
    return opening_table(seed, "越州市重大项目推进成员单位名单", heads, UNITS)


def people_table(seed: int) -> bytes:
    heads = [
        Head("name", ("姓名", "联络员")),
        Head("login", ("账号", "登录名", "用户名")),
        Head("unit", ("所在单位", "工作单位", "单位")),
        Head("role", ("角色", "岗位", "身份")),
        Head("phone", ("手机", "联系电话", "手机号码")),
    ]
    return opening_table(seed, "系统用户信息采集表", heads, PEOPLE)


def projects_table(seed: int, listed: list[dict[str, object]]) -> bytes:
    heads = [
        Head("name", ("项目名称", "工程名称", "建设项目名称")),
        Head("lead", ("责任单位", "牵头单位", "项目责任单位")),
        Head("county", ("所属区县", "县市区", "所属县市区")),
        Head("class", ("建设性质", "新续建", "项目性质")),
        Head("domain", ("项目类别", "所属领域", "项目类型")),
        Head("total", ("总投资", "计划总投资", "估算总投资"), is_money=True),
        Head("plan", ("2024年计划投资", "年度计划投资", "2024年度投资计划"), is_money=True),
        Head("before", ("截至2023年底累计完成投资", "2023年底前完成投资"), is_money=True),
        Head("permit", ("施工许可证办理时间", "施工许可时间")),
        Head("start", ("实际开工时间", "实际开工日期")),
        *(
            Head(f"m{m}", (f"{m}月", f"{m}月份"), "2024年分月投资计划", is_money=True)
            for m in range(1, 13)
        ),
    ]
    rows = [p if p["class"] in {"续建", "竣工"} else p | {"start": None} for p in listed]
    title = "越州市2024年重大建设项目计划表"
    return opening_table(seed, title, heads, rows, category="county")


def past_table(seed: int, figures: list[dict[str, object]], last: int = 3) -> bytes:
    def worded(m: int) -> tuple[str, ...]:
        return (f"1-{m}月累计完成投资", f"1—{m}月完成投资", f"截至{m}月底累计完成投资")

    heads = [
        Head("name", ("项目名称", "工程名称")),
        *(Head(f"d{m}", worded(m), is_money=True) for m in range(1, last + 1)),
    ]
    return opening_table(seed, "2024年重大项目投资完成情况台账", heads, figures)


def april_table(seed: int, listed: list[dict[str, object]]) -> bytes:
    """The month's consolidated workbook, sent by phone and typed in by the office."""
    heads = [
        Head("name", ("项目名称", "工程名称")),
        Head("month", ("本月完成投资", "4月完成投资"), is_money=True),
        Head("to_date", ("1-4月累计完成投资", "本年累计完成投资"), is_money=True),
        Head("words", ("形象进度", "工程形象进度")),
        Head("next", ("下月计划投资", "5月计划投资"), is_money=True),
    ]
    rows = [
        {
            "name": p["name"],
            "month": int(p["plan"]) // 12 + 20 * WAN,
            "to_date": int(p["plan"]) // 12 * 4 + 20 * WAN,
            "words": "主体结构施工",
            "next": int(p["plan"]) // 12,
        }
        for p in listed
        if p["class"] in {"续建", "竣工"}
    ]
    return opening_table(seed, "2024年4月重大项目进展情况", heads, rows)


def targets_table(seed: int) -> bytes:
    heads = [
        Head("unit", ("单位名称", "责任单位", "县市区")),
        Head("measure", ("指标名称", "考核指标")),
        Head("account", ("计量单位", "指标单位")),
        Head("value", ("年度目标", "目标值", "全年目标")),
    ]
    rows = [
        {"unit": short, "measure": "招引亿元项目数", "account": "个", "value": 12 + n}
        for n, (_, short) in enumerate(COUNTIES)
    ]
    return opening_table(seed, "2024年度目标任务分解表", heads, rows)
