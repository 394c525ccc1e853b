"""The template's columns and notes, in the words that officials use.

Fixed Chinese, not gettext: the file is a form of the city, read back by its heads.
"""

from dataclasses import dataclass

from yipanqi.core.month import Month
from yipanqi.core.tables.fields import TableField as F


@dataclass(frozen=True, slots=True)
class TemplateColumn:
    """``label`` may use {year}, {month}, {previous}, {next}; width is in characters."""

    field: F
    label: str
    short: str
    width: float
    editable: bool = False
    hidden: bool = False
    may_fall: bool = False  # negative figures are legitimate (核减)
    hint: str = ""
    comment: str = ""

    def label_for(self, month: Month) -> str:
        through = "1月" if month.number == 1 else f"1-{month.number}月"
        before = month.number - 1
        previous = "1月" if before == 1 else f"1-{before}月"
        return self.label.format(
            year=month.year,
            month=month.number,
            next=month.next.number,
            through=through,
            previous=previous if before else "1月前",
        )


COLUMNS: tuple[TemplateColumn, ...] = (
    TemplateColumn(F.UID, "标识", "标识", 8, hidden=True),
    TemplateColumn(F.VERSION, "版本", "版本", 8, hidden=True),
    TemplateColumn(F.ORDINAL, "序号", "序号", 5),
    TemplateColumn(F.CODE, "项目代码", "项目代码", 25),
    TemplateColumn(F.NAME, "项目名称", "项目名称", 34),
    TemplateColumn(F.LEAD_UNIT, "牵头单位", "牵头单位", 13),
    TemplateColumn(F.OWNER, "建设单位", "建设单位", 18),
    TemplateColumn(F.ANNUAL_CLASS, "建设性质", "建设性质", 7),
    TemplateColumn(F.TOTAL_INVESTMENT, "总投资\n（万元）", "总投资", 12),
    TemplateColumn(F.ANNUAL_PLAN, "{year}年计划投资\n（万元）", "年度计划投资", 12),
    TemplateColumn(
        F.PREVIOUS_YEAR_TO_DATE, "{year}年{previous}累计完成投资\n（万元）", "上月止累计", 12
    ),
    TemplateColumn(
        F.THIS_MONTH, "{month}月完成投资\n（万元）", "本月完成投资", 12,
        editable=True, may_fall=True,
        hint="填写本月新增完成的投资，万元。发生核减时可填负数，并在“说明”写明原因。",
    ),
    TemplateColumn(
        F.YEAR_TO_DATE, "{year}年{through}累计完成投资\n（万元）", "本年累计完成投资", 12,
        editable=True, may_fall=True,
        hint="等于上月止累计加本月完成。不一致时请在“说明”写明原因。",
    ),
    TemplateColumn(
        F.STATISTICS_COUNTED, "列统投资\n（万元）", "列统投资", 12,
        editable=True, may_fall=True, hint="统计部门已认定的本年累计投资，万元。没有认定的留空。",
    ),
    TemplateColumn(
        F.PHYSICAL_PROGRESS, "形象进度", "形象进度", 34, editable=True,
        hint="写到分部分项，如“主厂房钢结构吊装完成60%”。不要只写“正常推进”。",
    ),
    TemplateColumn(
        F.NEXT_MONTH_PLAN, "{next}月计划投资\n（万元）", "下月计划投资", 12, editable=True,
        hint="下月计划完成的投资，万元。",
    ),
    TemplateColumn(F.PLANNED_START, "计划开工时间", "计划开工时间", 12),
    TemplateColumn(
        F.ACTUAL_START, "实际开工时间", "实际开工时间", 12, editable=True,
        hint="领取施工许可并实质动工的日期，如 2024-03-05。未开工留空。",
    ),
    TemplateColumn(
        F.PROBLEMS, "存在问题", "存在问题", 30, editable=True,
        hint="写明卡在哪一环节、需要谁协调。没有问题填“无”。",
    ),
    TemplateColumn(
        F.REASON, "说明", "说明", 22, editable=True,
        hint="核减、超计划、累计不等于上月加本月等情况，在此说明原因。",
    ),
)  # fmt: skip

NOTES = (
    ("本表只填 {year}年{month}月 的数据。白色单元格填写，灰色单元格由系统带出，已锁定。"),
    (
        "金额一律以万元为单位，最多4位小数，只填数字，不写“万元”“约”等文字。没有发生的填 0"
        "，尚未掌握的留空：空白表示未报，不等于 0。"
    ),
    (
        "{month}月完成投资是本月新增数；累计完成投资是今年1月起至{month}月底的合计"
        "，一般等于上月止累计加本月完成。"
    ),
    (
        "发生核减的，本月完成可填负数，累计相应减少，并在“说明”写明“核减”及原因，由审核人确认"
        "。任何校验都不要求为凑平数字而改数。"
    ),
    "列统投资只填统计部门已认定的本年累计数，与完成投资不一致属正常，不必改成一致。",
    "形象进度写清部位和数量；{next}月计划写下月预计完成的投资。",
    ("日期请按 2024-03-05 的样式填写。尚未开工的，实际开工时间留空，不要写“已开工”“待定”等文字。"),
    "请不要增删列、改动表头和工作表名。需要新增或调整项目，请在系统中办理，不在本表加行。",
    "公式单元格不能导入：从其他表格粘贴时请用“选择性粘贴→数值”。",
    (
        "填好后在系统“填报→导入工作簿”上传。有不能读取的单元格时，全部数据不入库，系统逐格列出"
        "原因，并可下载批注副本照着修改。同一份文件重复上传不会重复入库。"
    ),
)
