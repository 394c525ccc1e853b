"""The tables that can be read: month reports, and those a city is set up from.

A kind is a vocabulary: what its heads may be worded as, and which fields it carries. All
kinds share recognition, the mapping a person confirms, and the reading of rows. In each,
``NAME`` is what the row is called: a project, a unit or a person.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from yipanqi.core.month import Month
from yipanqi.core.tables.clean import squeeze
from yipanqi.core.tables.fields import MONTHS
from yipanqi.core.tables.fields import TableField as F
from yipanqi.core.tables.synonyms import MEANINGS
from yipanqi.core.tables.wording import wording

Meanings = Mapping[str, tuple[F, ...]]
_BRACKETS = re.compile(r"\([^()]*\)")
_PLAN = re.compile(
    r"(?:[^/]*(?:计划|安排|分解|目标)[^/]*/)?(\d{1,2})月份?(?:计划|投资|完成|安排|目标|的)*"
)
_DONE = re.compile(
    r"(?:[^/]*/)?(?:截至|截止到?|至|到)?(?:(?:1月?|年初)[-至到])?(\d{1,2})月"
    r"(?:份|底|末|止|累计|实际|完成|固定资产|投资|额|数)*"
)
_SUMMED = re.compile(r"累计|截至|截止|(?:^|/)(?:1月?|年初)[-至到]")


@dataclass(frozen=True, eq=False)
class TableKind:
    """``offered`` are the fields a column may mean; ``needed`` those without which no row can
    be read (one of each group).
    """

    key: str
    meanings: Meanings = field(repr=False)
    offered: tuple[F, ...]
    needed: tuple[frozenset[F], ...] = ()
    by_month: str = ""  # "plan" or "done": what a column headed by a month holds

    def month_field(self, path: tuple[str, ...], month: Month) -> F | None:
        """The field of a column headed by a month of ``month``'s year (3月, 1-3月累计)."""
        if not self.by_month:
            return None
        text = "/".join(_BRACKETS.sub("", squeeze(part)) for part in path)
        years = {int(y) for y in re.findall(r"(20\d\d)年", text)}
        if years - {month.year}:
            return None
        text = re.sub(r"20\d\d年度?", "", text)
        if self.by_month == "plan":
            match = _PLAN.fullmatch(text)
            fits = "完成" not in text or "计划" in text
        else:
            match = _DONE.fullmatch(text)
            fits = bool(_SUMMED.search(text))
        number = int(match[1]) if match and fits else 0
        return MONTHS[number - 1] if 1 <= number <= 12 else None


def _worded(words: Mapping[F, str]) -> dict[str, tuple[F, ...]]:
    """Wordings in the normal form that heads are compared in."""
    some = Month(2000, 1)
    return {wording(w, some).normal: (of,) for of, text in words.items() for w in text.split()}


def _of_projects(offered: tuple[F, ...], more: Mapping[F, str]) -> Meanings:
    """The month report's wordings as far as they name something this table carries."""
    base = {w: fields if set(fields) & set(offered) else () for w, fields in MEANINGS.items()}
    return base | _worded(more)


_COMMON = {F.ORDINAL: "序号 编号 序", F.REMARK: "备注 说明 附注"}

MONTH_REPORT = TableKind("month_report", MEANINGS, tuple(F))

UNITS = TableKind(
    "units",
    _worded(
        {
            F.NAME: (
                "单位名称 名称 单位全称 机构名称 全称 部门名称 单位 机构 单位（部门） 部门 "
                "责任单位 成员单位"
            ),
            F.SHORT_NAME: "简称 单位简称 机构简称 规范简称 名称简称",
            F.UNIT_KIND: "类别 类型 单位类别 单位类型 性质 单位性质 机构类型 机构性质 层级类型",
            F.PARENT: (
                "上级单位 上级 隶属单位 隶属 隶属关系 主管单位 所属区县 所属单位 上级部门 归属 "
                "所属 属地 上级主管单位 所属县（市、区）"
            ),
            F.CODE: "区划代码 行政区划代码 代码 统计代码 统计用区划代码 单位代码",
            **_COMMON,
        }
    ),
    (F.NAME, F.SHORT_NAME, F.UNIT_KIND, F.PARENT, F.CODE),
    (frozenset((F.NAME,)),),
)

PEOPLE = TableKind(
    "people",
    _worded(
        {
            F.NAME: "姓名 名字 联系人 人员姓名 填报人 联络员 人员",
            F.USERNAME: "用户名 账号 帐号 登录名 登录账号 账户 用户账号",
            F.UNIT: "单位 所在单位 工作单位 单位名称 部门 所属单位 所在部门 填报单位 责任单位",
            F.ROLE: "角色 岗位 权限 系统角色 职责 账号角色 身份 用户角色",
            F.PHONE: "手机 手机号 手机号码 电话 联系电话 联系方式 移动电话 电话号码",
            F.DOMAIN: "领域 分管领域 行业领域 负责领域 项目领域",
            **_COMMON,
        }
    ),
    (F.NAME, F.USERNAME, F.UNIT, F.ROLE, F.PHONE, F.DOMAIN),
    (frozenset((F.NAME,)), frozenset((F.UNIT,)), frozenset((F.USERNAME, F.PHONE))),
)

_LISTED = (
    F.NAME, F.CODE, F.OWN_CODE, F.LEAD_UNIT, F.REPORTING_UNIT, F.COUNTY, F.TOWN, F.SPONSOR,
    F.OWNER, F.DOMAIN, F.ANNUAL_CLASS, F.LIST_LEVEL, F.TRACK, F.CONTENT, F.TOTAL_INVESTMENT,
    F.COMPLETED_BEFORE, F.ANNUAL_PLAN, F.PLANNED_START, F.ACTUAL_START, F.PLANNED_COMPLETION,
    F.COMPLETED, F.PLANNED_ENROLMENT, F.ENROLLED, F.PERMIT, *MONTHS,
)  # fmt: skip
PROJECTS = TableKind(
    "projects",
    _of_projects(
        _LISTED,
        {
            F.COUNTY: (
                "区县 县市区 所属区县 所在区县 区、县（市） 属地 所在地区 所属地区 地区 责任区县 "
                "属地区县 所属县市区 所在县市区 区域"
            ),
            F.REPORTING_UNIT: "填报单位 报送单位 填报责任单位",
            F.LIST_LEVEL: "项目级别 级别 项目层级 层级 重点级别 列入级别 清单级别",
            F.PERMIT: (
                "施工许可 施工许可时间 施工许可日期 施工许可证时间 施工许可证办理时间 "
                "施工许可证取得时间 取得施工许可时间 施工许可证核发日期"
            ),
            F.TRACK: "投资类型 投资性质 资金性质 投资类别 政府或社会投资",
        },
    ),
    _LISTED,
    (
        frozenset((F.NAME,)),
        frozenset((F.TOTAL_INVESTMENT,)),
        frozenset((F.ANNUAL_PLAN,)),
        frozenset((F.LEAD_UNIT, F.COUNTY)),
    ),
    by_month="plan",
)

TARGETS = TableKind(
    "targets",
    _worded(
        {
            F.NAME: "单位 单位名称 责任单位 区县 县市区 区县名称 考核单位 承担单位 地区",
            F.MEASURE: "指标 指标名称 考核指标 目标名称 任务名称 考核内容",
            F.MEASURE_UNIT: "计量单位 指标单位 度量单位",
            F.TARGET: (
                "目标 年度目标 目标值 年度目标值 全年目标 任务 年度任务 目标任务 年度目标任务"
            ),
            **_COMMON,
        }
    ),
    (F.NAME, F.MEASURE, F.MEASURE_UNIT, F.TARGET),
    (frozenset((F.NAME,)), frozenset((F.MEASURE,)), frozenset((F.TARGET,))),
)

_PAST = (F.NAME, F.CODE, F.OWN_CODE, F.YEAR_TO_DATE, *MONTHS)
PAST_MONTHS = TableKind(
    "past_months",
    _of_projects(_PAST, {}),
    _PAST,
    (frozenset((F.NAME, F.CODE, F.OWN_CODE)), frozenset((F.YEAR_TO_DATE, *MONTHS))),
    by_month="done",
)

COMMITMENTS = TableKind(
    "commitments",
    _worded(
        {
            F.NAME: (
                "交办事项 督办事项 事项 事项名称 任务 任务名称 工作任务 督查事项 议定事项 "
                "交办内容 督办内容 重点任务 工作事项 任务内容"
            ),
            F.CONTENT: "办理要求 工作要求 具体要求 要求 目标要求",
            F.LEAD_UNIT: (
                "责任单位 牵头单位 承办单位 主办单位 牵头责任单位 落实单位 办理单位 责任部门"
            ),
            F.SUPPORTING_UNITS: "配合单位 协办单位 配合部门 协办部门 参与单位",
            F.SPONSOR: "挂钩领导 责任领导 分管领导 交办领导 联系领导 牵头领导",
            F.TASK_SOURCE: "来源 事项来源 任务来源 交办依据 依据 文件依据 会议名称 交办来源",
            F.ASSIGNED_ON: "交办时间 交办日期 下达时间 下达日期 布置时间 立项时间 督办时间",
            F.DUE_ON: (
                "办理时限 完成时限 办结时限 时限 限办时间 要求完成时间 完成期限 截止时间 截止日期 "
                "时限要求 计划完成时间 办结期限 时间要求"
            ),
            F.CLOSED_ON: "办结时间 办结日期 实际办结时间 销号时间 销号日期 完成时间 实际完成时间",
            F.TASK_STATE: "办理状态 状态 办理情况状态 是否办结 进度状态 销号情况 办结情况 完成情况",
            F.TASK_PROGRESS: (
                "进展情况 办理情况 工作进展 落实情况 目前进展 最新进展 办理进展 推进情况"
            ),
            **_COMMON,
        }
    ),
    (
        F.NAME, F.CONTENT, F.LEAD_UNIT, F.SUPPORTING_UNITS, F.SPONSOR, F.TASK_SOURCE,
        F.ASSIGNED_ON, F.DUE_ON, F.CLOSED_ON, F.TASK_STATE, F.TASK_PROGRESS,
    ),
    (frozenset((F.NAME,)), frozenset((F.LEAD_UNIT,)), frozenset((F.DUE_ON,))),
)  # fmt: skip

OPENING = {kind.key: kind for kind in (UNITS, PEOPLE, PROJECTS, TARGETS, PAST_MONTHS, COMMITMENTS)}
