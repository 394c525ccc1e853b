"""The fields a month workbook can carry, and what kind of value each one holds."""

from enum import StrEnum

from yipanqi.core.money import WAN, YI


class Kind(StrEnum):
    TEXT = "text"
    CODE = "code"  # text whose every digit counts
    MONEY = "money"  # whole yuan
    DATE = "date"
    PERCENT = "percent"  # share of one, Decimal
    INTEGER = "integer"
    NUMBER = "number"  # in a unit of account of its own


class MoneyUnit(StrEnum):
    """What one stated figure counts; ``per`` is its worth in yuan."""

    YUAN = "元"
    THOUSAND = "千元"
    WAN = "万元"
    MILLION = "百万元"
    TEN_MILLION = "千万元"
    YI = "亿元"

    @property
    def per(self) -> int:
        return _PER[self.value]


_PER = {"元": 1, "千元": 1000, "万元": WAN, "百万元": 10**6, "千万元": 10**7, "亿元": YI}


class TableField(StrEnum):
    """A column's meaning. Texts for people come from the catalogue (``TableField.name``)."""

    UID = "uid"
    VERSION = "version"
    ORDINAL = "ordinal"  # 序号
    CODE = "code"  # 项目代码 of the national approval platform
    OWN_CODE = "own_code"
    NAME = "name"
    LEAD_UNIT = "lead_unit"
    SUPPORTING_UNITS = "supporting_units"
    TOWN = "town"
    SPONSOR = "sponsor"
    OWNER = "owner"
    DOMAIN = "domain"
    ANNUAL_CLASS = "annual_class"
    STAGE = "stage"
    CONTENT = "content"  # 建设规模及内容
    PERIOD = "period"  # 建设年限 in words
    TOTAL_INVESTMENT = "total_investment"
    COMPLETED_BEFORE = "completed_before"  # to the end of last year
    ANNUAL_PLAN = "annual_plan"
    PLAN_TO_DATE = "plan_to_date"
    THIS_MONTH = "this_month"
    YEAR_TO_DATE = "year_to_date"
    PREVIOUS_YEAR_TO_DATE = "previous_year_to_date"
    COMPLETED_IN_ALL = "completed_in_all"  # since construction began
    COMPLETION_RATE = "completion_rate"
    STATISTICS_COUNTED = "statistics_counted"
    NEXT_MONTH_PLAN = "next_month_plan"
    PHYSICAL_PROGRESS = "physical_progress"
    PROBLEMS = "problems"
    REASON = "reason"  # word of explanation for a soft finding
    PLANNED_START = "planned_start"
    ACTUAL_START = "actual_start"
    PLANNED_COMPLETION = "planned_completion"
    COMPLETED = "completed"
    PLANNED_ENROLMENT = "planned_enrolment"
    ENROLLED = "enrolled"
    REMARK = "remark"
    # tables a city is set up from (see ``kinds``)
    SHORT_NAME = "short_name"
    UNIT_KIND = "unit_kind"
    PARENT = "parent"
    USERNAME = "username"
    UNIT = "unit"
    ROLE = "role"
    PHONE = "phone"
    COUNTY = "county"  # 属地: where a project counts
    REPORTING_UNIT = "reporting_unit"
    LIST_LEVEL = "list_level"
    TRACK = "track"
    PERMIT = "permit"  # 施工许可
    MEASURE = "measure"
    MEASURE_UNIT = "measure_unit"
    TARGET = "target"
    # the supervision ledger
    ASSIGNED_ON = "assigned_on"
    DUE_ON = "due_on"
    CLOSED_ON = "closed_on"
    TASK_STATE = "task_state"
    TASK_SOURCE = "task_source"
    TASK_PROGRESS = "task_progress"
    # by month of the year: its plan, or what was done from January to its end
    MONTH_01 = "month_01"
    MONTH_02 = "month_02"
    MONTH_03 = "month_03"
    MONTH_04 = "month_04"
    MONTH_05 = "month_05"
    MONTH_06 = "month_06"
    MONTH_07 = "month_07"
    MONTH_08 = "month_08"
    MONTH_09 = "month_09"
    MONTH_10 = "month_10"
    MONTH_11 = "month_11"
    MONTH_12 = "month_12"


MONTHS = tuple(TableField(f"month_{n:02d}") for n in range(1, 13))

_MONEY = frozenset(
    (
        TableField.TOTAL_INVESTMENT,
        TableField.COMPLETED_BEFORE,
        TableField.ANNUAL_PLAN,
        TableField.PLAN_TO_DATE,
        TableField.THIS_MONTH,
        TableField.YEAR_TO_DATE,
        TableField.PREVIOUS_YEAR_TO_DATE,
        TableField.COMPLETED_IN_ALL,
        TableField.STATISTICS_COUNTED,
        TableField.NEXT_MONTH_PLAN,
        *MONTHS,
    )
)
_DATES = frozenset(
    (
        TableField.PLANNED_START,
        TableField.ACTUAL_START,
        TableField.PLANNED_COMPLETION,
        TableField.COMPLETED,
        TableField.PLANNED_ENROLMENT,
        TableField.ENROLLED,
        TableField.PERMIT,
        TableField.ASSIGNED_ON,
        TableField.DUE_ON,
        TableField.CLOSED_ON,
    )
)
_CODES = frozenset((TableField.UID, TableField.CODE, TableField.OWN_CODE, TableField.ORDINAL))
_CODES |= {TableField.USERNAME, TableField.PHONE}
_OTHER = {
    TableField.COMPLETION_RATE: Kind.PERCENT,
    TableField.VERSION: Kind.INTEGER,
    TableField.TARGET: Kind.NUMBER,
}

KIND: dict[TableField, Kind] = {
    **dict.fromkeys(TableField, Kind.TEXT),
    **dict.fromkeys(_MONEY, Kind.MONEY),
    **dict.fromkeys(_DATES, Kind.DATE),
    **dict.fromkeys(_CODES, Kind.CODE),
    **_OTHER,
}

# one merged cell may stand for several projects in these; an amount may not
SHARED_BY_MERGE = frozenset(
    (
        TableField.LEAD_UNIT,
        TableField.SUPPORTING_UNITS,
        TableField.TOWN,
        TableField.SPONSOR,
        TableField.OWNER,
        TableField.DOMAIN,
        TableField.ANNUAL_CLASS,
        TableField.STAGE,
        TableField.UNIT_KIND,
        TableField.PARENT,
        TableField.UNIT,
        TableField.ROLE,
        TableField.COUNTY,
        TableField.REPORTING_UNIT,
        TableField.LIST_LEVEL,
        TableField.TRACK,
        TableField.MEASURE,
        TableField.MEASURE_UNIT,
        TableField.TASK_SOURCE,
        TableField.TASK_STATE,
    )
)
