"""The town with one of everything, a pair where scope matters: one of 青石镇 in 东山区, one
of 西河县 that nobody outside it may learn of.
"""

import io
import json
from dataclasses import dataclass, field
from datetime import date, time
from decimal import Decimal
from typing import Any

from django.core.files.base import File
from PIL import Image

from access.pack import add_pack
from access.place_meeting import add_meeting_papers
from access.place_office import office_papers
from city import WAN, City, city, instant
from promises import Promises
from scoring.town_scheme import TOWN_SCHEME
from setup.stranger import units_table
from yipanqi.apps.board.setup.actions import upload_table
from yipanqi.apps.board.targets.actions import set_target
from yipanqi.apps.ledger.notices.actions import ChannelWish, open_channel
from yipanqi.apps.ledger.notices.models import Notice
from yipanqi.apps.ledger.projects.actions import save_view, start_draft
from yipanqi.apps.ledger.projects.models import Suspicion
from yipanqi.apps.ledger.units import actions as units
from yipanqi.apps.ledger.units.actions import add_alias
from yipanqi.apps.life.pipeline.actions import WaiverOrder, grant_waiver, load_outline
from yipanqi.apps.life.pipeline.models import ChosenCase
from yipanqi.apps.meeting.meetings import actions as meetings
from yipanqi.apps.meeting.meetings.actions.documents import last_job
from yipanqi.apps.month.imports.actions import upload_workbook
from yipanqi.apps.month.imports.workbook import unit_workbook
from yipanqi.apps.month.reporting import actions as reporting
from yipanqi.apps.month.reporting.models import Measure
from yipanqi.apps.month.snapshots.actions import freeze_month, record_adjustment, record_mark
from yipanqi.apps.promises.commitments import actions as commitments
from yipanqi.apps.promises.problems.actions import Trouble, raise_problem
from yipanqi.apps.results.publishing import actions as publishing
from yipanqi.apps.results.scoring.actions import adopt_scheme, score_month
from yipanqi.core.light_rules import Dimension
from yipanqi.core.meetings.agenda import ItemKind
from yipanqi.core.month import Month
from yipanqi.core.pipeline.cases import CaseKind
from yipanqi.infra import clock
from yipanqi.infra.evidence import keep_made
from yipanqi.infra.jobs import drain, enqueue
from yipanqi.web import jobs  # noqa: F401  (registers the handlers)

MARCH, APRIL = Month(2024, 3), Month(2024, 4)
SECOND_SCHEME = TOWN_SCHEME.replace('key = "town"', 'key = "second"')
FIGURES = {
    "this_month": 820 * WAN,
    "year_to_date": 3_220 * WAN,
    "next_month_plan": 900 * WAN,
    "physical_progress": "主体结构施工至五层，机电管线同步预埋。",
}
WORDS = {
    "report.permit_missing": "施工许可正在补办，预计五月上旬取得。",
    "report.previous_missing": "上月未报，本月补齐。",
}

# who asks → their name in the town; nobody for a visitor without an account
VIEWERS = {
    "anonymous": None,
    "office": "office",
    "reviewer": "east_reviewer",
    "outsider": "south_reviewer",
    "county": "east_reporter",
    "town": "town_reporter",
    "zone": "park_reporter",
    "department": "health_reporter",
    "line": "line",
    "leader": "leader",
    "county_leader": "east_leader",
    "auditor": "auditor",
    "admin": "admin",
}

WEST = {"bundle", "bundle_a", "bundle_b", "hospital", "conceived", "silent"}
EAST = {"road", "plant", "school", "chips", "pharma", "homes"}

# who asks → the projects they may learn of, by hand from the rule over ``visible_to``
SEES: dict[str, set[str]] = {
    "anonymous": set(),
    "office": EAST | WEST,
    "reviewer": EAST,
    "outsider": set(),
    "county": EAST,
    "town": {"plant", "school"},
    "zone": {"chips", "pharma"},
    "department": {"hospital"},
    "line": {"road", "bundle", "bundle_a", "bundle_b", "conceived"},
    "leader": EAST | WEST,
    "county_leader": EAST,
    "auditor": EAST | WEST,
    "admin": set(),
}


@dataclass
class Place:
    """``own[name]`` and ``foreign[name]``: an object of 青石镇 and its like of 西河县."""

    town: City
    own: dict[str, Any] = field(default_factory=dict)
    foreign: dict[str, Any] = field(default_factory=dict)

    def viewer(self, who: str):
        name = VIEWERS[who]
        assert name, "a visitor is no viewer"
        return self.town.viewer(name)

    def names(self, keys) -> set[str]:
        return {self.town.project[key].current.name for key in keys}

    def uids(self, keys) -> set[str]:
        return {str(self.town.project[key].uid) for key in keys}


def build() -> Place:
    town = city()
    place = Place(town)
    _march(place)
    _april(place)
    _judgements(place)
    _workbooks(place)
    _opening(place)
    _promises(place)
    _people(place)
    _office_work(place)
    _meeting(place)
    add_pack(place)
    add_meeting_papers(place)
    office_papers(place)
    from access.gates import build as add_gates
    from access.ledgers import add_ledgers
    from access.shares import build as add_shares
    from access.verbs_programmes import build_programmes

    build_programmes(place)

    add_ledgers(place)
    add_gates(place)
    add_shares(place)
    return place


def _march(place: Place) -> None:
    """Frozen, scored by two schemes, one published and one still a draft."""
    town = place.town
    office, leader = town.viewer("office"), town.viewer("leader")
    for text in (TOWN_SCHEME, SECOND_SCHEME):
        scheme = adopt_scheme(viewer=office, text=text)
    snapshot = freeze_month(viewer=office, month=MARCH)
    sheets = [score_month(viewer=office, month=MARCH, scheme_key=k) for k in ("town", "second")]
    published, draft = (
        publishing.draft_publication(viewer=office, sheet=sheet) for sheet in sheets
    )
    published = publishing.approve_publication(viewer=leader, publication=published)
    published = publishing.finalise_publication(viewer=office, publication=published)
    drain()
    exemption = publishing.add_exemption(
        viewer=office,
        publication=draft,
        unit_uid=str(town.unit["west"].uid),
        effect="exempt",
        reason="上半年遭遇洪灾，经研究本月免予通报。",
        ordered_by="市领导小组",
    )
    draft.refresh_from_db()
    place.own |= {
        "snapshot": snapshot,
        "scheme": scheme,
        "sheet": sheets[0],
        "draft_sheet": sheets[1],
        "publication": published,
        "draft": draft,
        "exemption": exemption,
        "document": published.documents.first(),
        "documents_job": publishing.make_documents(
            viewer=office, publication=published, expected_version=None
        ),
        "job": enqueue("verify", "one", requested_by=str(town.user["auditor"].uid)),
        "freeze_job": enqueue("verify_frozen_months", "all", requested_by=""),
    }


def _april(place: Place) -> None:
    """青石镇 has handed in; 西河县's quiet project, too, with a photo each."""
    quiet = {**FIGURES, "this_month": 0, "year_to_date": 0}
    for kept, key, who, figures in (
        (place.own, "plant", "town_reporter", FIGURES),
        (place.foreign, "silent", "west_reporter", quiet),
    ):
        project, viewer = place.town.project[key], place.town.viewer(who)
        common: dict[str, Any] = {
            "viewer": viewer, "month": APRIL, "project_uid": project.uid,
        }  # fmt: skip
        reporting.save_report(values=figures, explanations=WORDS, **common)
        photo = reporting.add_photo(file=picture(), name="现场.png", **common)
        kept |= {
            "project": project,
            "photo": photo,
            "report": reporting.submit_report(**common),
            "event": project.stage_events.first(),
        }
    for key, unit in (("own", "town"), ("foreign", "west")):
        getattr(place, key)["unit"] = place.town.unit[unit]


def _judgements(place: Place) -> None:
    """A waived light and a chosen case in each of the two counties; an outline of the one."""
    ring = [[120, 30], [121, 30], [121, 31], [120, 31], [120, 30]]
    shape = {
        "type": "Feature",
        "properties": {"code": "339902", "name": "东山区"},
        "geometry": {"type": "Polygon", "coordinates": [ring]},
    }
    content = json.dumps({"type": "FeatureCollection", "features": [shape]}).encode()
    place.own["view"] = save_view(
        viewer=place.viewer("office"), name="红灯项目", query="light=red", is_shared=True
    )
    place.own["outline"] = load_outline(
        viewer=place.town.viewer("admin"),
        upload=io.BytesIO(content),
        name="区划.geojson",
        title="示意图",
        source="市自然资源局",
    )
    for kept in (place.own, place.foreign):
        order = WaiverOrder(
            reason="规划调整，开工顺延",
            approved_by="市领导小组",
            until_on=date(2024, 6, 30),
            dimension=Dimension.START,
        )
        kept["waiver"] = grant_waiver(
            viewer=place.town.viewer("office"), project_uid=kept["project"].uid, order=order
        )
        kept["suspicion"] = Suspicion.objects.create(
            kind="package", project=kept["project"], alike=1000, found_at=clock.now()
        )
        kept["case"] = ChosenCase.objects.create(
            project=kept["project"],
            kind=CaseKind.STALLED,
            month=str(APRIL),
            words="连续停工，拟提交例会",
            chosen_at=instant(date(2024, 5, 4)),
        )


def _workbooks(place: Place) -> None:
    for kept, unit, who in (
        (place.own, "town", "town_reporter"),
        (place.foreign, "west", "west_reporter"),
    ):
        viewer, uid = place.town.viewer(who), place.town.unit[unit].uid
        _, content = unit_workbook(viewer, APRIL, uid)
        kept["import"] = upload_workbook(
            viewer=viewer, month=APRIL, unit_uid=uid, content=content, name="填报.xlsx"
        )


def _opening(place: Place) -> None:
    """A table of units on its way in, and a further name of a unit."""
    office = place.town.viewer("office")
    place.own["load"] = upload_table(
        viewer=office, kind="units", month=APRIL, content=units_table(1), name="单位.xlsx"
    )
    place.own["alias"] = add_alias(
        viewer=office, unit=place.town.unit["east"], name="东山片区", from_on=date(2024, 1, 1)
    )


def _promises(place: Place) -> None:
    """A commitment with its file and a slip, and a problem, in each of the two counties."""
    made = Promises(place.town)
    for kept, lead, above, reporter, project in (
        (place.own, "town", "east_reviewer", "town_reporter", "plant"),
        (place.foreign, "west_town", "west_reviewer", "west_reporter", "silent"),
    ):
        row = made.assigned(above, lead, title=f"{lead}交地", due_on=date(2024, 5, 20))
        kept["commitment"] = row
        kept["notice"] = Notice.objects.get(unit=row.lead_unit, code="notice.assigned")
        kept["evidence"] = made.show(row, reporter)
        kept["channel"] = open_channel(
            viewer=place.town.viewer(above),
            unit=row.assigning_unit_id,
            wish=ChannelWish("wecom", "推进群", "https://robot.example.invalid/send"),
        )
        replied, kept["slip"] = (
            commitments.issue_slip(
                viewer=place.town.viewer(above), uid=row.uid, colour=colour, reason="进展缓慢。"
            )
            for colour in ("blue", "red")
        )
        kept["replied"] = commitments.answer_slip(
            viewer=place.town.viewer(reporter), slip_uid=replied.uid, answer="已加派人手。"
        )
        kept["problem"] = raise_problem(
            viewer=place.town.viewer(reporter),
            project_uid=place.town.project[project].uid,
            trouble=Trouble(
                title=f"{project}用地未交",
                cause="land",
                unit=place.town.unit["town" if lead == "town" else "west_town"].pk,
            ),
        )


def _people(place: Place) -> None:
    person = place.town.user
    place.own["delegation"] = units.delegate(
        viewer=place.town.viewer("east_reviewer"),
        principal=person["east_reviewer"],
        deputy=person["town_reporter"],
        from_on=date(2024, 5, 1),
        to_on=date(2024, 5, 31),
        reason="出差",
    )
    place.own["person"] = person["town_reporter"]


def _office_work(place: Place) -> None:
    """A draft of the list; a ledger entry with evidence, a mark and a target for each county."""
    town, office = place.town, place.town.viewer("office")
    place.own["annual_list"] = town.annual_list
    place.own["list_draft"] = start_draft(viewer=office, year=2024, based_on=town.annual_list)
    fai = Measure.objects.create(key="fai", name="固定资产投资", unit_of_account="亿元", decimals=2)
    for kept, key in ((place.own, "east"), (place.foreign, "west")):
        unit = kept["county"] = town.unit[key]
        kept["entry"] = record_adjustment(
            viewer=office,
            unit=unit,
            ledger="bonus.events",
            points=Decimal("1.5"),
            happened_on=date(2024, 4, 20),
            reason="承办现场会",
            decided_by="市领导小组会议",
            file=File(picture("green"), "现场会.png"),
        )
        kept["mark"] = record_mark(
            viewer=office, unit=unit, month=APRIL, measure="visit", judge="1", value=Decimal(9)
        )
        set_target(
            viewer=office,
            unit_uid=str(unit.uid),
            measure_key=fai.key,
            year=2024,
            value=Decimal(12),
            curve=[Decimal(n) for n in range(1, 13)],
            effective_month=Month(2024, 1),
            agreed_by="市领导小组会议",
        )


def _meeting(place: Place) -> None:
    """A meeting that is under way: a speech, its paper and a task of each of the two counties."""
    town, office = place.town, place.town.viewer("office")
    rhythm = meetings.Rhythm("全市例会", 6, time(9))
    series = meetings.open_series(viewer=office, rhythm=rhythm)
    call = meetings.Call(month=APRIL)
    row = meetings.plan_meeting(viewer=office, series=series, call=call)
    meetings.draft_agenda(viewer=office, uid=row.uid)
    for kept, key in ((place.own, "east"), (place.foreign, "west")):
        unit = town.unit[key]
        wanted = meetings.Wanted(f"{key}发言", kind=ItemKind.EXCHANGE, unit=unit.pk)
        kept["item"] = meetings.add_item(viewer=office, uid=row.uid, wanted=wanted)
    meetings.call_meeting(viewer=office, uid=row.uid)
    for kept, who in ((place.own, "east_reviewer"), (place.foreign, "west_reviewer")):
        paper = keep_made(b"%PDF-1", "发言.pdf", "application/pdf")
        item = kept["item"].uid
        kept["paper"] = meetings.hand_in(viewer=town.viewer(who), item=item, kept=paper)
    meetings.open_room(viewer=office, uid=row.uid)
    for kept, key in ((place.own, "east"), (place.foreign, "west")):
        settled = meetings.Settled(
            text=f"{key}交地",
            kind="task",
            lead_unit=town.unit[key].pk,
            due_on=date(2024, 5, 30),
            acceptance="交地确认书。",
        )
        noted = meetings.note_decision(viewer=office, uid=row.uid, settled=settled)
        kept["decision"] = meetings.confirm_decision(viewer=office, decision=noted.uid)
        kept["meeting"], kept["venue"] = row, row.venues.get(unit=town.unit[key])
    place.own["meeting_job"] = last_job(row, "notice")
    drain()
    place.own["meeting_document"] = row.documents.get(kind="notice")


def picture(colour: str = "white") -> io.BytesIO:
    out = io.BytesIO()
    Image.new("RGB", (8, 8), colour).save(out, "PNG")
    out.seek(0)
    return out
