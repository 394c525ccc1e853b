"""The twelve-step tour: who logs in, where, what to do, what to see. Shown by the product and
repeated in the README.
"""

from dataclasses import dataclass
from typing import Any

from django.urls import NoReverseMatch, reverse

from yipanqi.demo.city.instants import LAST

APRIL = {"month": LAST}


@dataclass(frozen=True, slots=True)
class Turn:
    """One account and the page it begins at."""

    username: str
    page: str
    arguments: Any = None

    @property
    def href(self) -> str:
        return address(self.page, self.arguments)


def address(page: str, arguments: Any = None) -> str:
    """Empty where this installation has no such page."""
    try:
        return reverse(page, kwargs=arguments)
    except NoReverseMatch:
        return ""


@dataclass(frozen=True, slots=True)
class Stop:
    """One step. ``station``: of the loop; ``page``: name of an address, and its arguments."""

    station: str
    who: str
    username: str
    where: str
    what: str
    see: str
    page: str = "desk"
    arguments: Any = None
    others: tuple["Turn", ...] = ()  # who else takes part in the step

    @property
    def title(self) -> str:
        return self.station

    @property
    def href(self) -> str:
        return address(self.page, self.arguments)

    @property
    def turns(self) -> tuple["Turn", ...]:
        return (Turn(self.username, self.page, self.arguments), *self.others)


TOUR = (
    Stop(
        station="一、定盘子：看清总盘",
        who="市政府分管领导",
        username="lingdao",
        where="工作台",
        what="看顶部日期2024年5月5日，再看4月快报进度和六个区县的灯、完成率与序时。",
        see="3月及以前各月已封账并晾晒；4月快报在审，5月6日开例会。投资进度诸暨市领先，嵊州市明显落后。",
    ),
    Stop(
        station="二、填报：改退回件",
        who="店口镇填报员",
        username="diankou.tb",
        where="填报",
        what="表上方逐栏列出退回理由。照着在表里改好，再点项目名，按“提交这份月报”。",
        see="改好后理由旁显示“已修改”；重报后改动处有标记，状态变为待审核。",
        page="reporting:index",
    ),
    Stop(
        station="三、填报：交草稿、补漏项",
        who="店口镇填报员",
        username="diankou.tb",
        where="填报",
        what="补完两张草稿：一张缺形象进度和下月计划，一张累计数不等于“上月累计加本月”；再按“提交本月月报”。",
        see="系统当场提示：须更正的改正，须说明的在右侧写一句即可提交，不逼填假数。",
        page="reporting:index",
    ),
    Stop(
        station="四、填报：用工作簿",
        who="店口镇填报员",
        username="diankou.tb",
        where="填报",
        what="还有一张未填：下载本镇工作簿，填好这一行再导入；同一文件再导一次；然后提交。",
        see="先核对再入库，有错的单元格逐个列明；第二次导入没有任何改动。",
        page="reporting:index",
    ),
    Stop(
        station="五、审核：区县把关",
        who="诸暨市审核员",
        username="zhuji.sh",
        where="审核",
        what="先逐份看有核对发现的，再把没有发现的批量通过；在“未报清单”看谁没报。",
        see="岭北镇整镇未报，各级都看得见；店口镇刚提交的月报也在这里等着。",
        page="reporting:review",
    ),
    Stop(
        station="六、审核：园区不重复计算",
        who="越城区审核员",
        username="yuecheng.sh",
        where="审核",
        what="复核滨海新区报来的项目，再搜索一个诸暨市的项目。",
        see="滨海新区项目计入越城区，全市合计只算一次；别的区县的项目查不到。",
        page="reporting:review",
    ),
    Stop(
        station="七、审核：市级终审",
        who="市推进办综合岗",
        username="bangongshi",
        where="审核",
        what="终审通过余下月报；对仍未报的单位不再等待。",
        see="没报就是“未报”，不当作零，也不会因此得利。",
        page="reporting:review",
        arguments=APRIL,
    ),
    Stop(
        station="八、封账",
        who="市推进办综合岗",
        username="bangongshi",
        where="封账",
        what="看封账预览，封4月的账，然后点“校验全部封账数据”。",
        see="4月成为带哈希的快照，接在3月之后；此后谁都不能改，只能更正出新版。",
        page="snapshots:index",
    ),
    Stop(
        station="九、计分与晾晒",
        who="市推进办综合岗",
        username="bangongshi",
        where="考核",
        what="按市办法给4月计分；到晾晒起草发布稿；换 lingdao 在工作台审定，再回来发布。",
        see="起草人不能自己审定。任意一个分数能点到项目、填报人和审核人；名次升降、红黄灯和舍入规则都写明。",
        page="scoring:index",
        others=(Turn("lingdao", "desk"),),
    ),
    Stop(
        station="十、通报",
        who="市推进办综合岗",
        username="bangongshi",
        where="晾晒",
        what="发布时已生成4月通报和晾晒表，在“文件”下载；再用 shenji 登录，在“系统”重新校验。",
        see="公文格式的通报可直接修改印发；审计员能独立复算每一个数。",
        page="publishing:index",
        others=(Turn("shenji", "system"),),
    ),
    Stop(
        station="十一、例会：开视频会",
        who="市推进办综合岗",
        username="bangongshi",
        where="例会",
        what="打开5月6日视频会，想看成片先按“合成专题片”（约一分钟，有进度，可停止），不合成就放分镜画面；"
        "再开会进控制台。诸暨市开会场投屏签到，店口镇开跟会页。依议程进行：专题片、上次议定事项、"
        "典型问题、通报、晾晒、书面汇报、交流发言、讲话、议定；点名；记一项交办并确认。",
        see="各会场同步翻页，专题片和分镜都按秒对齐，断线重连自动回到当前页；暗访问题放映后嵊州市才看到，"
        "同时收到整改任务；散会后一分钟内生成纪要和交办清单，下次例会从它们开始。",
        page="meetings:index",
        others=(
            Turn("zhuji.sh", "meetings:index"),
            Turn("shengzhou.sh", "inspections:index"),
            Turn("diankou.tb", "meetings:index"),
        ),
    ),
    Stop(
        station="十二、例会：任务分解",
        who="市推进办综合岗",
        username="bangongshi",
        where="例会",
        what="打开4月18日例会的“任务分解”，看讲话逐句拆成任务；换 zhuji.sh 同意或提异议；"
        "回来答复市财政局的异议。",
        see="每项任务旁是出处原文；反馈期两个工作日，逾期视为同意；凭签发件印发后成为督办事项，下次例会从它们开始。",
        page="meetings:index",
        others=(Turn("zhuji.sh", "meetings:index"),),
    ),
)
