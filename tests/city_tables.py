"""The rows of the small town in ``city``: units, people, projects."""

from datetime import date

YI = 100_000_000

# key: name, short name, kind, parent, code
UNITS = {
    "city": ("越州市", "越州", "city", "", "339900"),
    "east": ("东山区", "东山", "district", "city", "339902"),
    "west": ("西河县", "西河", "county", "city", "339921"),
    "south": ("南浦市", "南浦", "county_city", "city", "339981"),
    "park": ("东山新区", "新区", "functional_zone", "east", ""),
    "town": ("青石镇", "青石", "town", "east", "339902101"),
    "west_town": ("柳溪镇", "柳溪", "town", "west", "339921101"),
    "office_unit": ("市重大项目推进领导小组办公室", "市推进办", "office", "city", ""),
    "ndrc": ("市发展和改革委员会", "市发改委", "department", "city", ""),
    "industry": ("市经济和信息化局", "市经信局", "department", "city", ""),
    "housing": ("市住房和城乡建设局", "市建设局", "department", "city", ""),
    "transport": ("市交通运输局", "市交通局", "department", "city", ""),
    "health": ("市卫生健康委员会", "市卫健委", "department", "city", ""),
}

# key (also the username): shown name, role, unit
PEOPLE = {
    "office": ("市推进办审核员", "office", "city"),
    "east_reviewer": ("东山区审核员", "reviewer", "east"),
    "east_reporter": ("东山区填报员", "reporter", "east"),
    "park_reporter": ("东山新区填报员", "reporter", "park"),
    "park_reviewer": ("东山新区审核员", "reviewer", "park"),
    "town_reporter": ("青石镇填报员", "reporter", "town"),
    "west_reviewer": ("西河县审核员", "reviewer", "west"),
    "west_reporter": ("西河县填报员", "reporter", "west"),
    "south_reviewer": ("南浦市审核员", "reviewer", "south"),
    "line": ("市交通局行业审核员", "line", "transport"),
    "health_reporter": ("市卫健委填报员", "reporter", "health"),
    "leader": ("市领导", "leader", "city"),
    "east_leader": ("东山区领导", "leader", "east"),
    "auditor": ("市审计员", "auditor", "city"),
    "admin": ("系统管理员", "admin", "city"),
}

LINE_DOMAINS = {"transport": ["infrastructure"]}

NOT_YET = {
    "stage": "conceived",
    "actual_start_on": None,
    "completed_before": 0,
    "planned_start_on": date(2024, 6, 1),
}

# key: what differs from the defaults of ``make_project``
PROJECTS = {
    "road": {
        "name": "东山区环湖快速路工程",
        "domain": "infrastructure",
        "lead": "transport",
        "list_level": "thousand",
        "is_assessed": True,
        "total_investment": 30 * YI,
        "annual_plan": 6 * YI,
        "enrolled_on": date(2023, 9, 10),
    },
    "plant": {
        "name": "青石镇精密轴承生产线项目",
        "counting": "town",
        "lead": "east",
        "track": "attraction",
        "industry_code": "C345",
        "enrolled_on": date(2023, 8, 10),
    },
    "school": {
        "name": "青石镇中心小学迁建工程",
        "counting": "town",
        "lead": "east",
        "domain": "livelihood",
    },
    "chips": {
        "name": "东山新区集成电路封装项目",
        "zone": "park",
        "track": "attraction",
        "industry_code": "C397",
        "list_level": "provincial",
        "total_investment": 50 * YI,
        "annual_plan": 12 * YI,
    },
    "pharma": {"name": "东山新区生物医药中试基地项目", "zone": "park", "track": "attraction"},
    "homes": {
        "name": "东山区城北安置房工程",
        "domain": "livelihood",
        "lead": "housing",
        "supports": ("ndrc",),
    },
    "bundle": {
        "name": "西河县城镇供水提升工程包",
        "counting": "west",
        "domain": "infrastructure",
        "is_package": True,
        "annual_class": None,
    },
    "bundle_a": {
        "name": "西河县城镇供水提升工程（水厂）",
        "counting": "west",
        "domain": "infrastructure",
        "package": "bundle",
    },
    "bundle_b": {
        "name": "西河县城镇供水提升工程（管网）",
        "counting": "west_town",
        "domain": "infrastructure",
        "package": "bundle",
    },
    "hospital": {
        "name": "西河县人民医院新院区工程",
        "counting": "west",
        "domain": "livelihood",
        "lead": "health",
        "reporting": "health",
    },
    "conceived": {
        "name": "西河县抽水蓄能电站项目",
        "counting": "west",
        "domain": "infrastructure",
        "annual_class": "preliminary",
        **NOT_YET,
    },
    "silent": {
        "name": "西河县智能仓储项目",
        "counting": "west",
        "annual_class": "new_start",
        "planned_start_on": date(2024, 2, 1),
        "actual_start_on": None,
        "stage": "conceived",
        "completed_before": 0,
    },
}
