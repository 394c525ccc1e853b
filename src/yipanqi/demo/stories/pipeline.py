"""What people have judged of the pipeline by 5 May: light rules adopted for April, three lights
waived with good reason, two typical problems chosen for the meeting of the 6th.
"""

from datetime import date

from yipanqi import lightsets
from yipanqi.apps.ledger.units.models import User
from yipanqi.apps.ledger.units.queries import forget_trees, keep_trees, viewer_for
from yipanqi.apps.life.pipeline import actions
from yipanqi.apps.life.pipeline.cases import FoundCase, found_cases
from yipanqi.core.light_rules import Dimension
from yipanqi.core.pipeline.cases import CaseKind
from yipanqi.core.scope import Viewer
from yipanqi.demo.city.dice import SEED
from yipanqi.demo.city.instants import LAST, TODAY
from yipanqi.infra import clock
from yipanqi.infra.uid import seeded

OFFICE = "bangongshi"
ADOPTED = "市推进办主任会议2024年第4次会议议定，自4月起执行"
APPROVED = "市推进领导小组办公室批复〔2024〕11号"
WAIVED = (
    "统计入库资料已报省级审核，按规定流程办理",
    "统计入库资料已报国家审核，待批",
    "项目立项主体变更，入库资料重新报送",
)
CHOSEN = (
    (
        CaseKind.SIGNED_NOT_LANDED,
        "签约近一年没有注册公司、没有落实用地，属地未提出推进办法。",
        "属地5月20日前提出落地方案，市商务局跟踪。",
    ),
    (
        CaseKind.IDLE_LAND,
        "取得用地一年以上未动工，多次调整开工时间。",
        "市自然资源局按规定启动闲置土地调查，属地5月底前明确处置意见。",
    ),
)


def build_judgements() -> None:
    """Call when March is frozen: rules are adopted for the months after it."""
    keep_trees()
    try:
        with seeded(f"{SEED}:judgements"), clock.at(TODAY):
            office = viewer_for(User.objects.get(username=OFFICE))
            actions.adopt_light_rules(
                viewer=office,
                text=lightsets.text_of(lightsets.DEFAULT),
                in_force_from=LAST,
                reason=ADOPTED,
            )
            found = found_cases(office, LAST)
            _waive(office, found)
            _choose(office, found)
    finally:
        forget_trees()


def _waive(office: Viewer, found: list[FoundCase]) -> None:
    late = [f for f in found if f.case.kind is CaseKind.NOT_ENROLLED]
    for case, reason in zip(_heaviest(late), WAIVED, strict=False):
        order = actions.WaiverOrder(
            reason=reason,
            approved_by=APPROVED,
            from_on=date(2024, 4, 15),
            until_on=date(2024, 6, 30),
            dimension=Dimension.ENROLMENT,
        )
        actions.grant_waiver(viewer=office, project_uid=case.row.entry.uid, order=order)


def _choose(office: Viewer, found: list[FoundCase]) -> None:
    for kind, words, asked in CHOSEN:
        of_kind = [f for f in found if f.case.kind is kind]
        for case in _heaviest(of_kind)[:1]:
            actions.choose_case(
                viewer=office,
                project_uid=case.row.entry.uid,
                month=LAST,
                choice=actions.Choice(kind, words, asked),
            )


def _heaviest(found: list[FoundCase]) -> list[FoundCase]:
    return sorted(found, key=lambda f: (-f.case.weight, f.row.project))
