"""The ten-step tour: who logs in, where, what to do, what to see. Shown in the product and the
README; the figures of each step are those the built city holds.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Stop:
    """One step. ``station`` is the station of the loop it belongs to."""

    number: int
    station: str
    username: str
    where: str
    action: str
    outcome: str


TOUR = (
    Stop(
        1,
        "定盘子",
        "lingdao",
        "登录后首页（总览）",
        "看顶部日期：2024年5月5日；看4月快报进度、红黄灯和六个区县的完成率。",
        "3月及以前已封账发布；4月快报审核中，5月6日开例会。嵊州市明显落后，诸暨市领先。",
    ),
    Stop(
        2,
        "填报",
        "diankou.tb",
        "填报 → 2024年4月",
        "打开被退回的一项，按审核员逐字段的意见改“形象进度”等栏，再提交。",
        "退回原因写在对应栏目旁；重报后改动处有标记，状态变为“待审核”。",
    ),
    Stop(
        3,
        "填报",
        "diankou.tb",
        "填报 → 2024年4月",
        "补完两张草稿和一张未填的月报：试着把累计数写成不等于“上月累计＋本月”。",
        "系统当场提示：硬性问题须改正，其余写一句说明即可提交，不逼填假数。",
    ),
    Stop(
        4,
        "填报",
        "diankou.tb",
        "填报 → 导出工作簿",
        "下载本镇工作簿，在Excel里改几个数，再导回来；同一文件再导一次。",
        "先预览、再入库；有错的单元格逐个列明；第二次导入没有任何变化。",
    ),
    Stop(
        5,
        "审核",
        "zhuji.sh",
        "审核 → 待我审核",
        "看诸暨市待审月报，先看有提示的，再把没有提示的批量通过；看“谁没报”。",
        "岭北镇整镇未报，名单各级可见；店口镇刚提交的两步都在这里。",
    ),
    Stop(
        6,
        "审核",
        "yuecheng.sh",
        "审核 → 待我审核；项目清单",
        "复核滨海新区报来的项目，再搜索一个诸暨市项目。",
        "滨海新区项目计入越城区，全市合计只算一次；外区县项目查不到。",
    ),
    Stop(
        7,
        "审核",
        "bangongshi",
        "审核 → 全市",
        "终审通过剩余月报，对仍未报的单位不再等待。",
        "迟报、漏报仍是“未报”，不会当作零，也不会因此得利。",
    ),
    Stop(
        8,
        "封账",
        "bangongshi",
        "封账 → 2024年4月",
        "封账，然后打开“校验”。",
        "4月成为带哈希的快照，接在3月之后；此后任何人都不能改，只能更正出新版。",
    ),
    Stop(
        9,
        "计分与晾晒",
        "bangongshi",
        "计分 → 晾晒",
        "按市办法计分，起草晾晒榜，由具名人员批准后定稿；点任意一个分数往下看。",
        "每一分都能点到项目、填报人和审核人；排名升降、红黄灯和四舍五入规则都写明。",
    ),
    Stop(
        10,
        "通报",
        "bangongshi",
        "通报 → 生成",
        "生成通报（.docx），再用 shenji 登录核对快照和留痕。",
        "公文格式的通报可直接修改印发；审计员能独立复算每一个数。",
    ),
)
