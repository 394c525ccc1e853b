"""How a field is worded in the heads of real tables.

Wordings are written in the normal form of ``wording.normal``: no spaces or brackets, 的 /
情况 / 金额 / 额 dropped, “投资完成” as “完成投资”, and time words as marks relative to the
report month: [年] this year, [上年], [次年], [月] this month, [上月], [下月], [累] January to
this month, [上累] January to last month, [截] up to the end of this month, [截上年] up to
the end of last year. One line here therefore stands for dozens of spellings.

``EXACT`` wordings have one meaning. ``OPEN`` wordings have several: all are offered, none is
chosen. ``APART`` wordings are known but carry no field of a month report.
"""

from yipanqi.core.tables.fields import TableField as F

_EXACT: dict[F, str] = {
    F.ORDINAL: "序号 编号 顺序号 项目序号 序 No No. 序列 行号",
    F.CODE: (
        "项目代码 项目统一代码 统一项目代码 投资项目代码 项目编码 国家编码 赋码 项目赋码 "
        "在线平台代码 投资项目在线平台代码 平台赋码 立项代码 全国投资项目在线审批监管平台代码"
    ),
    F.OWN_CODE: "项目编号 重点项目编号 市重点项目编号 内部编号 库内编号 管理编号 清单编号",
    F.NAME: (
        "项目名称 工程名称 项目工程名称 项目 工程项目名称 建设项目名称 重点项目名称 重大项目名称 "
        "项目单位及名称 项目及单位名称 项目名 名称 建设项目 重点项目 工程项目 项目名称及地点 "
        "项目全称"
    ),
    F.LEAD_UNIT: (
        "责任单位 牵头单位 牵头责任单位 责任主体 主要责任单位 第一责任单位 填报单位 牵头部门 "
        "责任部门 项目责任单位 实施责任单位 推进单位 推进责任单位 主管单位 主管部门 行业主管部门 "
        "报送单位"
    ),
    F.SUPPORTING_UNITS: "配合单位 协办单位 配合部门 协同单位 参与单位 责任配合单位",
    F.TOWN: (
        "镇街 乡镇街道 所在镇街 所属镇街 乡镇 街道 镇乡街道 属地镇街 所在乡镇街道 所在乡镇 镇乡 镇"
    ),
    F.SPONSOR: (
        "挂钩领导 联系领导 包保领导 责任领导 挂联领导 牵头领导 分管领导 联系市领导 市领导 "
        "包抓领导 县级领导 挂钩市领导 联挂领导"
    ),
    F.OWNER: (
        "建设单位 项目法人 业主 业主单位 项目业主 建设业主 项目法人单位 法人单位 项目业主单位 "
        "投资主体 建设主体 项目建设单位 企业名称 项目公司 投资单位 建设法人"
    ),
    F.DOMAIN: (
        "领域 项目领域 所属领域 项目类别 类别 项目类型 行业类别 所属行业 行业 产业类别 投资领域 "
        "分类"
    ),
    F.ANNUAL_CLASS: (
        "建设性质 年度类别 项目性质 建设类型 性质 新建续建 续建新建 新续建 新建或续建 [年]类别"
    ),
    F.STAGE: "建设阶段 项目阶段 所处阶段 目前阶段 项目状态 建设状态 推进阶段",
    F.CONTENT: (
        "建设规模及内容 建设内容及规模 建设内容 建设规模 主要建设内容 主要建设内容及规模 "
        "规模及内容 建设内容和规模 项目概况 工程概况 项目简介 主要建设内容和规模 建设规模和内容 "
        "项目内容 建设规模及主要内容"
    ),
    F.PERIOD: (
        "建设年限 建设期限 建设起止年限 起止年限 建设周期 建设起止年月 建设工期 工期 建设起止时间 "
        "开竣工时间 开完工时间 建设时间 计划建设年限 起止时间"
    ),
    F.TOTAL_INVESTMENT: (
        "总投资 项目总投资 计划总投资 投资总 估算总投资 概算总投资 工程总投资 总投资估算 "
        "总投资概算 投资规模 批复总投资 项目投资总 投资概算 投资估算 总概算 协议总投资"
    ),
    F.COMPLETED_BEFORE: (
        "[截上年]累计完成投资 [截上年]完成投资 [截上年]已完成投资 以前年度完成投资 "
        "以前年度累计完成投资 [截上年]累计完成 [上年]前完成投资 历年完成投资 历年累计完成投资 "
        "[截上年]投资完成 [截上年]完成 截至[上年]累计完成投资 [年]前累计完成投资 "
        "至[上年]累计完成投资 前期完成投资 [截上年]前完成投资 [截上年]前累计完成投资"
    ),
    F.ANNUAL_PLAN: (
        "[年]计划投资 [年]计划完成投资 [年]投资计划 [年]计划 [年]目标 [年]投资目标 "
        "[年]计划投资任务 [年]预计投资 [年]拟完成投资 [年]投资任务 [年]任务 [年]计划投资目标 "
        "[年]预计完成投资 [年]拟投资 [年]安排投资 [年]计划完成 [年]目标投资 [年]任务投资 "
        "[年]计划投资数 [年]安排计划"
    ),
    F.PLAN_TO_DATE: (
        "[累]计划投资 [累]计划完成投资 [累]计划 [截]计划完成投资 [累]应完成投资 [月]序时计划 "
        "序时计划投资 序时进度计划 [累]序时计划 [累]目标"
    ),
    F.THIS_MONTH: (
        "[月]完成投资 [月]完成 [月]投资 [月]投资完成 [月]实际完成投资 [月]新增完成投资 "
        "[月]新增投资 [月]实际完成 [月]完成数 完成投资[月] 完成[月] 完成投资[月]完成 "
        "[月]单月完成投资 单月完成投资"
    ),
    F.YEAR_TO_DATE: (
        "[累]完成投资 [累]累计完成投资 [年]累计完成投资 [累]完成 [累]累计完成 [年]累计完成 "
        "[累]实际完成投资 [年]完成投资 [年]已完成投资 [累]投资 [年]累计投资 [年]实际完成投资 "
        "[累]累计投资 [年]完成 [年]已完成 [累]实际完成 [年][截]完成投资 [年][截]累计完成投资 "
        "[年]累计完成投资[截] 完成投资[累] [年]开工以来完成投资 完成[累] 完成[年]累计 "
        "完成投资[年]累计 [年]至今完成投资 [累]已完成投资 [年]累计"
    ),
    F.PREVIOUS_YEAR_TO_DATE: (
        "[上累]完成投资 [上累]累计完成投资 [上累]完成 [年][截上月]完成投资 [截上月]完成投资 "
        "[年][截上月]累计完成投资 [上累]累计完成 上期累计完成投资 [上月]累计完成投资 [上累]投资"
    ),
    F.COMPLETED_IN_ALL: (
        "自开工累计完成投资 开工以来累计完成投资 自开工以来累计完成投资 开工至今累计完成投资 "
        "自开工[截]累计完成投资 自开工完成投资 自开工累计完成 开工累计完成投资 "
        "自开工至今累计完成投资 项目累计完成投资 自开工建设累计完成投资 自开工以来完成投资 "
        "开工以来完成投资 完成投资自开工累计 完成自开工累计"
    ),
    F.COMPLETION_RATE: (
        "完成率 [年]完成率 投资完成率 完成比例 完成比 占[年]计划 占[年]计划比例 占[年]计划比重 "
        "[年]计划完成率 完成[年]计划 完成[年]计划比例 占计划比 投资完成比例 [累]完成率 "
        "完成计划比例 完成百分比 占[年]计划百分比 完成占比 完成进度 [年]完成比例 [年]投资完成率"
    ),
    F.STATISTICS_COUNTED: (
        "列统投资 入统投资 纳统投资 统计入库投资 统计口径完成投资 统计投资 统计完成投资 "
        "统计部门确认投资 统计局确认投资 列统数 纳统数 入统数 [累]列统投资 [累]入统投资 "
        "[累]纳统投资 [年]列统投资 [年]入统投资 [年]纳统投资 统计反馈投资 列统 统计数 "
        "[累]统计投资 [累]纳统 [年]统计投资 统计入库完成投资 统计部门认定投资 统计联网直报投资"
    ),
    F.NEXT_MONTH_PLAN: (
        "[下月]计划投资 [下月]计划 [下月]计划完成投资 [下月]投资计划 [下月]预计完成投资 "
        "[下月]拟完成投资 [下月]目标 [下月]预计投资 [下月]计划完成 [下月]安排投资 [下月]任务 "
        "[下月]投资"
    ),
    F.PHYSICAL_PROGRESS: (
        "形象进度 工程形象进度 [月]形象进度 目前形象进度 项目进展 进展 [月]进展 工作进展 工程进展 "
        "目前进展 项目推进 推进 建设进展 项目形象进度 [截]形象进度 工程进度 建设进度 形象进展 "
        "项目进度 目前进度 主要进展 [月]工作进展 项目建设进展 [月]工程形象进度 [截]进展 "
        "[月]项目进展 推进进展"
    ),
    F.PROBLEMS: (
        "存在问题 存在困难 存在问题及困难 问题 困难问题 存在困难和问题 需协调问题 "
        "需要协调解决问题 需协调解决问题 存在主要问题 主要问题 问题及建议 存在问题及建议 "
        "困难和问题 存在问题和困难 需协调事项 需要协调事项 存在困难问题 需要协调问题 "
        "存在困难与问题 问题和困难"
    ),
    F.REASON: (
        "说明 情况说明 原因说明 原因 滞后原因 未完成原因 进度滞后原因 核减原因 变动说明 "
        "未达序时原因"
    ),
    F.PLANNED_START: (
        "计划开工时间 计划开工 拟开工时间 预计开工时间 计划开工日期 预计开工 开工计划 拟开工 "
        "计划开工年月 计划开工月份 预计开工日期 拟开工日期 目标开工时间 计划开工节点"
    ),
    F.ACTUAL_START: (
        "实际开工时间 实际开工 实际开工日期 实际开工年月 已开工时间 开工实际时间 实际开工月份"
    ),
    F.PLANNED_COMPLETION: (
        "计划竣工时间 计划完工时间 计划竣工 计划完工 预计竣工时间 预计完工时间 拟竣工时间 "
        "计划建成时间 计划竣工日期 计划完工日期 预计建成时间 计划建成 计划竣工年月 预计竣工日期 "
        "拟建成时间"
    ),
    F.COMPLETED: (
        "实际竣工时间 实际完工时间 实际竣工 实际完工 实际竣工日期 实际建成时间 实际完工日期"
    ),
    F.PLANNED_ENROLMENT: (
        "计划入库时间 计划纳统时间 计划入统时间 计划列统时间 预计入库时间 计划入库"
    ),
    F.ENROLLED: (
        "入库时间 纳统时间 入统时间 列统时间 统计入库时间 实际入库时间 入库日期 纳统入库时间 "
        "纳统日期 统计入库日期 实际纳统时间"
    ),
    F.REMARK: "备注 附注 注 备注说明",
}

_OPEN: dict[str, tuple[F, ...]] = {
    "[年]投资": (F.ANNUAL_PLAN, F.YEAR_TO_DATE),
    "计划投资": (F.ANNUAL_PLAN, F.TOTAL_INVESTMENT),
    "投资计划": (F.ANNUAL_PLAN, F.TOTAL_INVESTMENT),
    "计划完成投资": (F.ANNUAL_PLAN, F.TOTAL_INVESTMENT),
    "预计投资": (F.ANNUAL_PLAN, F.TOTAL_INVESTMENT),
    "拟投资": (F.ANNUAL_PLAN, F.TOTAL_INVESTMENT),
    "投资": (F.TOTAL_INVESTMENT, F.ANNUAL_PLAN),
    "项目投资": (F.TOTAL_INVESTMENT, F.ANNUAL_PLAN),
    "完成投资": (F.THIS_MONTH, F.YEAR_TO_DATE, F.COMPLETED_IN_ALL),
    "完成": (F.THIS_MONTH, F.YEAR_TO_DATE, F.COMPLETED_IN_ALL),
    "实际完成投资": (F.THIS_MONTH, F.YEAR_TO_DATE, F.COMPLETED_IN_ALL),
    "已完成投资": (F.YEAR_TO_DATE, F.COMPLETED_IN_ALL),
    "累计完成投资": (F.YEAR_TO_DATE, F.COMPLETED_IN_ALL),
    "累计完成": (F.YEAR_TO_DATE, F.COMPLETED_IN_ALL),
    "累计投资": (F.YEAR_TO_DATE, F.COMPLETED_IN_ALL),
    "累计已完成投资": (F.YEAR_TO_DATE, F.COMPLETED_IN_ALL),
    "[截]累计完成投资": (F.YEAR_TO_DATE, F.COMPLETED_IN_ALL),
    "[截]累计完成": (F.YEAR_TO_DATE, F.COMPLETED_IN_ALL),
    "[截]完成投资": (F.YEAR_TO_DATE, F.COMPLETED_IN_ALL),
    "[截]已完成投资": (F.YEAR_TO_DATE, F.COMPLETED_IN_ALL),
    "[截]累计投资": (F.YEAR_TO_DATE, F.COMPLETED_IN_ALL),
    "开工时间": (F.ACTUAL_START, F.PLANNED_START),
    "开工日期": (F.ACTUAL_START, F.PLANNED_START),
    "开工年月": (F.ACTUAL_START, F.PLANNED_START),
    "开工": (F.ACTUAL_START, F.PLANNED_START),
    "竣工时间": (F.COMPLETED, F.PLANNED_COMPLETION),
    "竣工日期": (F.COMPLETED, F.PLANNED_COMPLETION),
    "完工时间": (F.COMPLETED, F.PLANNED_COMPLETION),
    "建成时间": (F.COMPLETED, F.PLANNED_COMPLETION),
    "单位": (F.LEAD_UNIT, F.OWNER),
    "单位名称": (F.LEAD_UNIT, F.OWNER),
    "项目单位": (F.OWNER, F.LEAD_UNIT),
    "实施单位": (F.OWNER, F.LEAD_UNIT),
    "承办单位": (F.LEAD_UNIT, F.OWNER),
    "属地": (F.LEAD_UNIT, F.TOWN),
    "所在地": (F.TOWN, F.LEAD_UNIT),
    "建设地点": (F.TOWN, F.LEAD_UNIT),
    "区县": (F.LEAD_UNIT,),
    "县市区": (F.LEAD_UNIT,),
    "代码": (F.CODE, F.OWN_CODE),
    "计划": (F.ANNUAL_PLAN, F.NEXT_MONTH_PLAN),
    "进度": (F.PHYSICAL_PROGRESS, F.COMPLETION_RATE),
    "入库": (F.ENROLLED, F.STATISTICS_COUNTED),
}

_APART = (
    "小计 合计 总计 其中 中央 省级 市级 县级 中央预算 专项债 专项债券 银行贷款 自筹 企业自筹 "
    "社会资本 财政资金 省级以上补助 市财政 区县财政 县财政 贷款 其他 联系人 联系电话 联系方式 "
    "负责人 项目负责人 责任人 电话 照片 用地 用地面积 新增用地 能耗 [月]计划投资 [月]计划 "
    "[上月]完成投资 [上年]完成投资 [上年]计划投资 [上年]投资 [次年]计划投资 [次年]计划 [次年]投资 "
    "排名 亮灯 红黄绿灯 是否开工 是否入库 前期工作 下步打算 下一步工作 下步计划 下步工作打算 "
    "下一步工作计划 [下月]工作计划 资金来源 到位资金 资金到位 审批"
)


def _by_wording() -> dict[str, tuple[F, ...]]:
    table = {w: (field,) for field, words in _EXACT.items() for w in words.split()}
    doubled = [w for w in _OPEN if w in table]
    if doubled:
        raise ValueError(f"wordings listed as exact and open: {doubled}")
    return table | _OPEN | {w: () for w in _APART.split() if w not in table}


MEANINGS: dict[str, tuple[F, ...]] = _by_wording()
"""Normal wording → fields it can mean: one (exact), several (open), none (apart)."""
