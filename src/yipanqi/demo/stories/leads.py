"""Leads before the signature: of 店口镇, of 诸暨市, of the zones; one has just been signed.

Invented investors; the city's investment office is 市投促中心.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.core.files.base import ContentFile, File

from yipanqi.apps.ledger.units.models import Unit, User
from yipanqi.apps.ledger.units.queries import tree_on, viewer_for
from yipanqi.apps.life.leads import actions
from yipanqi.apps.life.leads.actions import Contact, LeadData, Promised, Signing
from yipanqi.apps.life.leads.models import Lead
from yipanqi.core.projects.leads import ContactKind, LeadStage, Side
from yipanqi.core.scope import Viewer
from yipanqi.demo.city.instants import TODAY
from yipanqi.infra import clock

YI = 100_000_000
ADMINISTRATOR = "guanliyuan"
PDF = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
    b"2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R"
    b"/Resources<</Font<</F1 5 0 R>>>>>>endobj\n"
    b"4 0 obj<</Length 58>>stream\nBT /F1 24 Tf 90 700 Td (DEMONSTRATION DATA) Tj ET\n"
    b"endstream endobj\n5 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>endobj\n"
    b"trailer<</Root 1 0 R>>\n%%EOF\n"
)


@dataclass(frozen=True, slots=True)
class Told:
    """A lead as the story tells it; ``amount`` in 亿元."""

    who: str  # username of whoever opened it
    unit: str  # short name of the attracting unit
    name: str
    investor: str
    owner: str
    amount: int
    stage: LeadStage
    source: str
    next_step: str


LEADS = (
    Told("diankou.tb", "店口镇", "智能水暖阀门产业园", "东南流体控制公司", "镇招商专班负责人", 6,
         LeadStage.NEGOTIATING, "商会推荐", "实地看地并测算能耗"),
    Told("diankou.tb", "店口镇", "铜基新材料深加工生产线", "江南铜业投资公司", "镇分管副镇长", 12,
         LeadStage.READY, "链主配套", "法务审核合同文本"),
    Told("diankou.tb", "店口镇", "氢能管路系统研发制造", "海川氢能装备公司", "镇招商专班负责人", 3,
         LeadStage.LEAD, "展会接洽", "约企业来访"),
    Told("diankou.tb", "店口镇", "环保设备再制造中心", "清源环境设备公司", "镇分管副镇长", 2,
         LeadStage.DROPPED, "网络问询", ""),
    Told("zhuji.sh", "诸暨市", "航空零部件精密加工基地", "云程航空零部件公司", "中心负责人", 25,
         LeadStage.NEGOTIATING, "驻外招商组", "组织专家评审"),
    Told("yuecheng.sh", "越城区", "芯片测试平台", "芯衡测试技术公司", "区招商负责人", 18,
         LeadStage.READY, "基金招商", "定签约日"),
    Told("binhai.tb", "滨海新区", "创新药制剂基地", "恒邦生物制药公司", "园区招商局负责人", 30,
         LeadStage.NEGOTIATING, "行业协会推荐", "论证污水接纳能力"),
    Told("tzc.zs", "市投促中心", "跨境电商区域总部", "远帆国际贸易公司", "中心负责人", 5,
         LeadStage.LEAD, "进博会接洽", "确定承接区县"),
)  # fmt: skip
MET = (
    (ContactKind.CALL, 40, "企业投资部负责人、镇招商专班", "介绍产业配套，企业有意来访。"),
    (ContactKind.VISIT, 26, "镇主要领导、企业总经理", "赴企业考察，了解投资计划和用地需求。"),
    (ContactKind.RECEPTION, 12, "企业考察组、属地领导", "看了两处地块，关心供电和蒸汽价格。"),
)  # fmt: skip


def build_leads() -> Lead | None:
    """Call inside the story's clock; the signed lead, whose gate waits to be accepted."""
    admin = _viewer(ADMINISTRATOR)
    unit = _unit("市投促中心")
    if unit is None:
        return None
    actions.name_investment_office(viewer=admin, unit=unit)
    made = [lead for told in LEADS if (lead := _open(told)) is not None]
    ready = next((lead for lead in made if lead.stage == LeadStage.READY), None)
    if ready is not None:
        _sign(ready)
    return ready


def _viewer(username: str) -> Viewer:
    return viewer_for(User.objects.get(username=username))


def _unit(short: str) -> Unit | None:
    node = next((n for n in tree_on().nodes.values() if n.short_name == short), None)
    node = node or next((n for n in tree_on().nodes.values() if n.name == short), None)
    return Unit.objects.get(pk=node.pk) if node else None


def _open(told: Told) -> Lead | None:
    unit = _unit(told.unit)
    if unit is None:
        return None
    viewer = _viewer(told.who)
    with clock.at(TODAY - timedelta(days=60)):
        lead = actions.open_lead(
            viewer=viewer,
            lead=LeadData(
                name=told.name,
                investor_name=told.investor,
                unit=unit,
                owner=told.owner,
                amount=told.amount * YI,
                source=told.source,
                content=f"拟投资{told.amount}亿元建设{told.name}（演示数据）。",
                next_step=told.next_step,
                next_on=TODAY + timedelta(days=9) if told.next_step else None,
            ),
        )
    for kind, days, who, words in MET[: 1 + len(told.name) % 3]:
        contact = Contact(kind, TODAY - timedelta(days=days), who, words)
        actions.log_contact(viewer=viewer, lead_uid=lead.uid, contact=contact)
    for stage in _path(told.stage):
        words = "企业调整投资方向" if stage is LeadStage.DROPPED else ""
        lead = actions.move_lead(viewer=viewer, lead_uid=lead.uid, stage=stage, words=words)
    return lead


def _path(stage: LeadStage) -> Iterator[LeadStage]:
    if stage is LeadStage.DROPPED:
        yield stage
    for step in (LeadStage.NEGOTIATING, LeadStage.READY):
        if stage in {LeadStage.NEGOTIATING, LeadStage.READY}:
            yield step
        if step is stage:
            return


def _sign(lead: Lead) -> None:
    """店口镇 has signed; 诸暨市's reviewer finds the contract on his desk."""
    viewer = _viewer("diankou.tb")
    county = _unit("诸暨市") or lead.unit
    for side, text, days, unit in (
        (Side.INVESTOR, "6月底前注册项目公司，首期到位资本金2亿元", 56, None),
        (Side.INVESTOR, "取得土地后三个月内开工", 180, None),
        (Side.CITY, "7月底前供地120亩并完成场地平整", 87, county),
        (Side.CITY, "9月底前接通10千伏专线", 148, county),
    ):
        promised = Promised(side, text, TODAY + timedelta(days=days), unit)
        actions.add_promise(viewer=viewer, lead_uid=lead.uid, promised=promised)
    contract: File[Any] = ContentFile(PDF, "投资合同.pdf")
    actions.sign_lead(
        viewer=viewer,
        lead_uid=lead.uid,
        signing=Signing(
            on=date(2024, 5, 4),
            contract=contract,
            contract_name="投资合同（演示数据）.pdf",
            counting_unit=lead.unit,
            lead_unit=county,
            reporting_unit=lead.unit,
            total_investment=12 * YI,
            planned_start_on=date(2024, 11, 15),
            planned_completion_on=date(2026, 10, 31),
            planned_commissioning_on=date(2027, 1, 31),
            is_another=True,
        ),
    )
