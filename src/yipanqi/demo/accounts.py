"""The demonstration accounts. One password for all of them, printed at the start and shown on
the login page: it protects nothing, since the demonstration city holds invented data only.
"""

from dataclasses import dataclass

PASSWORD = "Yipanqi-2024"  # noqa: S105


@dataclass(frozen=True, slots=True)
class Showcase:
    """An account worth trying: role in Chinese, username, what to do with it."""

    role: str
    username: str
    hint: str

    @property
    def name(self) -> str:
        """The second line on the login page."""
        return self.hint

    @property
    def password(self) -> str:
        return PASSWORD


SHOWCASE = (
    Showcase("店口镇填报员", "diankou.tb", "补报4月快报：改退回件、交草稿、粘贴Excel"),
    Showcase("滨海新区填报员", "binhai.tb", "园区项目计入越城区，合计不重复"),
    Showcase("市交通局填报员", "jtj.tb", "市级牵头项目直接报市推进办审核"),
    Showcase("诸暨市审核员", "zhuji.sh", "审核、按字段退回、批量通过、看谁没报"),
    Showcase("嵊州市审核员", "shengzhou.sh", "暗访问题放映后才看得到"),
    Showcase("越城区审核员", "yuecheng.sh", "看不到其他区县的明细"),
    Showcase("滨海新区审核员", "binhai.sh", "初审本园区项目"),
    Showcase("市交通局行业审核", "jtj.hy", "看全市基础设施项目"),
    Showcase("市投促中心招商岗", "tzc.zs", "看全市招引线索；其他人看不到"),
    Showcase("市推进办", "bangongshi", "终审、封账、计分、晾晒、出通报"),
    Showcase("推进办（代市领导）", "bangongshi2", "可代市领导查看，留痕显示代谁操作"),
    Showcase("市领导", "lingdao", "看总盘、排名、红黄灯和通报"),
    Showcase("诸暨市领导", "zhuji.ld", "看本市进度和失分点"),
    Showcase("审计员", "shenji", "复核快照、计分和操作留痕，只读"),
    Showcase("系统管理员", "guanliyuan", "管账号和单位，不看业务数据"),
)
