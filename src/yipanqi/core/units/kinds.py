"""Kinds of unit in the tree, and what each kind may stand for.

The root may be a city or a province. A functional or development zone lies inside a
district: it has accounts, projects and a venue of its own, but its figures are already in
the district's, so it is a view and never an addend of a total above it.
"""

from enum import StrEnum


class UnitKind(StrEnum):
    PROVINCE = "province"  # 省
    CITY = "city"  # 设区市
    DISTRICT = "district"  # 区
    COUNTY = "county"  # 县
    COUNTY_CITY = "county_city"  # 县级市
    FUNCTIONAL_ZONE = "functional_zone"  # 功能区, such as a new area
    DEVELOPMENT_ZONE = "development_zone"  # 开发区
    TOWN = "town"  # 乡镇
    STREET = "street"  # 街道
    DEPARTMENT = "department"  # 部门
    OFFICE = "office"  # 领导小组办公室
    GROUP = "group"  # 工作组
    TASK_FORCE = "task_force"  # 专班

    @property
    def is_view(self) -> bool:
        return self in VIEWS

    @property
    def is_territorial(self) -> bool:
        return self in TERRITORIAL


COUNTY_LEVEL = frozenset({UnitKind.DISTRICT, UnitKind.COUNTY, UnitKind.COUNTY_CITY})
TOWN_LEVEL = frozenset({UnitKind.TOWN, UnitKind.STREET})

# has an area that no sibling shares: a total may add these up
TERRITORIAL = frozenset({UnitKind.PROVINCE, UnitKind.CITY}) | COUNTY_LEVEL | TOWN_LEVEL

# lies across or inside territorial units: shown beside them, never added to them
VIEWS = frozenset({UnitKind.FUNCTIONAL_ZONE, UnitKind.DEVELOPMENT_ZONE})

# works on projects of others; has no territory
ORGANISATIONS = frozenset(
    {UnitKind.DEPARTMENT, UnitKind.OFFICE, UnitKind.GROUP, UnitKind.TASK_FORCE}
)

# carries a six-digit GB/T 2260 code
CODED = TERRITORIAL - TOWN_LEVEL
