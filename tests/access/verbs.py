"""How each verb is called by a person with the right, for an own object and a foreign one."""

import importlib
import inspect
from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.apps import apps

from access import gates, shares
from access.addresses import objects
from access.kept import Arguments, of
from access.ledgers import LEDGERS
from access.pack import PACK
from access.place import APRIL, FIGURES, MARCH, WORDS, Place, picture
from access.verbs_forms import FORMS
from access.verbs_meeting import BEFORE_MEETING, MEETING
from access.verbs_more import BEFORE_MORE, MORE
from access.verbs_programmes import PROGRAMMES
from access.verbs_register import REGISTER
from access.verbs_rounds import BEFORE_ROUNDS, ROUNDS
from city import PASSWORD
from promises import Promises
from scoring.town_scheme import TOWN_SCHEME
from yipanqi.apps.ledger.projects.actions import ProjectData
from yipanqi.apps.ledger.units.actions.tree import UnitData
from yipanqi.apps.month.reporting import actions as reporting
from yipanqi.apps.month.reporting.models import Measure
from yipanqi.apps.month.snapshots.actions import record_adjustment
from yipanqi.apps.promises.commitments import actions as commitments
from yipanqi.apps.promises.problems.actions import Trouble
from yipanqi.core.projects.stages import Interruption
from yipanqi.core.reporting.windows import MonthSchedule, WindowState
from yipanqi.core.scope import Role, Viewer
from yipanqi.core.units.kinds import UnitKind

REASON = "经核实，情况属实。"
TODAY, LATER = date(2024, 5, 5), date(2024, 5, 30)
# verbs that are still being laid: their rows come with their pages, and the names leave here
UNFINISHED = {"setup"}
UNFINISHED_VERBS = {
    "notices.close_channel", "pipeline.adopt_light_rules", "pipeline.choose_case",
    "pipeline.drop_case", "pipeline.load_outline", "pipeline.set_slip_cause",
    "pipeline.withdraw_outline", "projects.open_register",
}  # fmt: skip
# run by the clock, the start or the worker, never by a person's request
BY_SYSTEM = {"commitments.sweep_day", "commitments.sweep_until", "publishing.keep_document"}


def itself(parameter: str, name: str, /, **more: Any) -> Arguments:
    return lambda _place, kept: {parameter: kept[name], **more}


def always(**values: Any) -> Arguments:
    return lambda *_: values


def own(name: str, parameter: str | None = None, /, **more: Any) -> Arguments:
    """An object of which there is only one."""
    return lambda place, _: {parameter or name: place.own[name], **more}


def amended(place: Place, kept: Any) -> dict[str, Any]:
    return {"project": kept["project"], "changes": {"sponsor": "副市长"}, "reason": REASON}


def asked(place: Place, kept: Any) -> None:
    """The doer asks for more time."""
    who = "town_reporter" if kept is place.own else "west_reporter"
    commitments.ask_extension(
        viewer=place.town.viewer(who),
        uid=kept["commitment"].uid,
        new_due_on=LATER,
        reason=REASON,
    )


def done(place: Place, kept: Any) -> None:
    who = "town_reporter" if kept is place.own else "west_reporter"
    Promises(place.town).done(kept["commitment"], who)


def returned(place: Place, kept: Any) -> None:
    """Sent back, so that its reporter may write again."""
    who = "east_reviewer" if kept is place.own else "office"
    reporting.return_report(
        viewer=place.town.viewer(who),
        report_uid=kept["report"].uid,
        reasons={"this_month": "与凭证不符。"},
    )


def adjustment(place: Place, _kept: Any) -> None:
    place.own["adjustment"] = record_adjustment(viewer=place.viewer("office"), **bonus(place, 0))


def measured(_place: Place, _kept: Any) -> None:
    Measure.objects.create(key="gdp", name="地区生产总值", unit_of_account="万元", decimals=0)


def bonus(place: Place, _: Any) -> dict[str, Any]:
    return {
        "unit": place.town.unit["east"],
        "ledger": "bonus.events",
        "points": Decimal(1),
        "happened_on": date(2024, 4, 20),
        "reason": REASON,
        "decided_by": "市领导小组",
    }


def order(place: Place, kept: Any) -> dict[str, Any]:
    made = Promises(place.town)
    return {"order": made.order("town" if kept is place.own else "west_town", title="尽快交地")}


def new_project(place: Place, kept: Any) -> dict[str, Any]:
    like = ProjectData.of(kept["project"].current)
    values = {name: getattr(like, name) for name in ProjectData.__slots__}
    return {"project": ProjectData(**values | {"name": "全新的码头工程", "approval_code": ""})}


def people(**more: Any) -> Arguments:
    return lambda place, _: {"user": place.own["person"], **more}


def unit(place: Place, _: Any) -> UnitData:
    return UnitData(name="新镇", short_name="新镇", kind=UnitKind.TOWN,
                    parent=place.town.unit["east"])  # fmt: skip


def delegation(place: Place, _: Any) -> dict[str, Any]:
    return {"principal": place.town.user["east_reviewer"], "deputy": place.town.user["office"],
            "from_on": TODAY, "to_on": LATER, "reason": REASON}  # fmt: skip


def april(parameter: str, name: str, /, **more: Any) -> Arguments:
    return lambda _place, kept: {"month": APRIL, parameter: kept[name].uid, **more}


def trouble(_place: Place, kept: Any) -> dict[str, Any]:
    what = Trouble(title="用电未接通", cause="energy", unit=kept["unit"].pk)
    return {"project_uid": kept["project"].uid, "trouble": what}


# verb → its arguments, and what has to have happened before
CALLS: dict[str, Arguments] = {
    "commitments.add_evidence": lambda _p, kept: {
        "uid": kept["commitment"].uid, "file": picture("red"), "name": "红.png",
    },
    "commitments.add_supports": lambda place, kept: {
        "uid": kept["commitment"].uid, "units": (place.town.unit["east"].pk,),
    },
    "commitments.answer_slip": of("slip_uid", "slip", answer=REASON),
    "commitments.ask_extension": of("uid", "commitment", new_due_on=LATER, reason=REASON),
    "commitments.assign": order,
    "commitments.cancel": of("uid", "commitment", reason=REASON),
    "commitments.close_out": of("uid", "commitment", verdict=REASON),
    "commitments.escalate": of("uid", "commitment", reason=REASON),
    "commitments.grant_extension": of("uid", "commitment"),
    "commitments.issue_slip": of("uid", "commitment", colour="red", reason=REASON),
    "commitments.log_action": of("uid", "commitment", kind="talk", text=REASON),
    "commitments.refuse_extension": of("uid", "commitment", reason=REASON),
    "commitments.reopen": of("uid", "commitment", reason=REASON),
    "commitments.report_done": of("uid", "commitment", result=REASON),
    "commitments.report_progress": of("uid", "commitment", text=REASON),
    "commitments.return_done": of("uid", "commitment", reason=REASON),
    "commitments.sign_for": of("uid", "commitment"),
    "imports.apply_import": of("uid", "import"),
    "imports.confirm_mapping": of("uid", "import", tables={}),
    "imports.discard_import": of("uid", "import"),
    "imports.settle_rows": of("uid", "import", chosen={}, excluded=[]),
    "imports.undo_import": of("uid", "import", reason=REASON),
    "imports.upload_workbook": april("unit_uid", "unit", content=b"none", name="x.xlsx"),
    "notices.mark_read": always(),
    "problems.accept_problem": of("uid", "problem"),
    "problems.assign_problem": of("uid", "problem", due_on=LATER),
    "problems.confirm_problem": of("uid", "problem"),
    "problems.decline_problem": of("uid", "problem", reason=REASON),
    "problems.raise_problem": trouble,
    "problems.reject_solution": of("uid", "problem", reason=REASON),
    "problems.solve_problem": of("uid", "problem", answer=REASON),
    "projects.amend_project": amended,
    "projects.issue_list": always(
        year=2024, issued_on=TODAY, effective_month=APRIL, lines=[], document_number=""
    ),
    "projects.move_stage": itself(
        "project", "project", what=Interruption.PAUSED, on=TODAY, reason=REASON
    ),
    "projects.register_project": new_project,
    "projects.set_milestone": itself(
        "project", "project", milestone="completion", basis="planned", happens_on=LATER
    ),
    "projects.set_programmes": itself("project", "project", programmes=[]),
    "projects.set_supports": itself("project", "project", units=[], reason=REASON),
    "projects.void_stage_event": itself("event", "event", reason=REASON),
    "publishing.add_exemption": lambda place, _: {
        "publication": place.own["draft"], "unit_uid": str(place.town.unit["east"].uid),
        "effect": "exempt", "reason": REASON, "ordered_by": "市领导小组",
    },
    "publishing.approve_publication": own("draft", "publication"),
    "publishing.draft_publication": own("draft_sheet", "sheet"),
    "publishing.finalise_publication": own("draft", "publication"),
    "publishing.make_documents": own("publication"),
    "publishing.return_publication": own("draft", "publication", reason=REASON),
    "publishing.set_profile": own("draft", "publication", profile="lights"),
    "publishing.withdraw_exemption": own("exemption", reason=REASON),
    "reporting.add_photo": lambda _p, kept: {
        "month": APRIL, "project_uid": kept["project"].uid, "file": picture("red"),
        "name": "红.png",
    },
    "reporting.approve_many": lambda _p, kept: {
        "month": APRIL, "versions": {str(kept["report"].uid): None},
    },
    "reporting.approve_report": of("report_uid", "report", remark=REASON),
    "reporting.open_month": lambda *_: {"schedule": may()},
    "reporting.record_observation": lambda _p, kept: {
        "unit_uid": str(kept["unit"].uid), "month": APRIL, "measure_key": "gdp",
        "value": Decimal(1),
    },
    "reporting.return_report": of("report_uid", "report", reasons={"this_month": REASON}),
    "reporting.save_report": april(
        "project_uid", "project", values={"this_month": FIGURES["this_month"]}, explanations=WORDS
    ),
    "reporting.set_review_state": always(month=APRIL, state=WindowState.REVIEWING),
    "reporting.submit_report": april("project_uid", "project"),
    "reporting.submit_unit": lambda _p, kept: {
        "month": APRIL, "unit_uid": str(kept["unit"].uid),
    },
    "reporting.void_photo": of("photo_uid", "photo", reason=REASON),
    "reporting.withdraw_report": of("report_uid", "report", reason=REASON),
    "scoring.adopt_scheme": always(text=TOWN_SCHEME.replace('"town"', '"third"')),
    "scoring.score_month": always(month=MARCH, scheme_key="town"),
    "scoring.seed_schemes": always(keys=["yanan_2017"]),
    "snapshots.accept_base": own("snapshot", reason=REASON),
    "snapshots.begin_restatement": always(month=MARCH, reason=REASON),
    "snapshots.freeze_month": always(month=APRIL),
    "snapshots.order_freeze": always(month=APRIL),
    "snapshots.order_freezes": always(until=APRIL),
    "snapshots.order_verification": always(),
    "snapshots.record_adjustment": bonus,
    "snapshots.record_mark": lambda place, _: {
        "unit": place.town.unit["east"], "month": APRIL, "measure": "praise", "judge": "市领导",
        "value": Decimal(90),
    },
    "snapshots.void_adjustment": own("adjustment", reason=REASON),
    "units.add_person": always(username="new", name="新人", password="Quite-2024-new"),
    "units.add_unit": lambda place, kept: {"unit": unit(place, kept), "from_on": TODAY},
    "units.appoint": lambda place, _: {
        "user": place.own["person"], "unit": place.town.unit["east"], "role": Role.REPORTER,
        "from_on": TODAY,
    },
    "units.change_password": people(current=PASSWORD, new="Quite-2024-new"),
    "units.change_unit": lambda place, kept: {
        "row": place.town.unit["town"], "unit": unit(place, kept), "from_on": TODAY,
    },
    "units.delegate": delegation,
    "units.end_appointment": lambda place, _: {
        "appointment": place.own["person"].appointments.get(), "to_on": TODAY, "reason": REASON,
    },
    "units.end_delegation": own("delegation"),
    "units.end_unit": lambda place, _: {
        "row": place.town.unit["west_town"], "to_on": TODAY, "reason": REASON,
    },
    "units.load_region_codes": always(revisions={"202001": {"339900": "越州市"}}, source="民政"),
    "units.reset_password": people(password="Quite-2024-new"),
    "units.set_active": people(active=False, reason=REASON),
    "units.set_business_date": always(day=TODAY, reason=REASON),
    **MORE,
    **gates.CALLS,
    **shares.CALLS,
    **ROUNDS,
    **PACK,
    **MEETING,
    **REGISTER,
    **FORMS,
    **LEDGERS,
    **PROGRAMMES,
}  # fmt: skip
BEFORE: dict[str, Callable[[Place, Any], None]] = {
    "commitments.grant_extension": asked,
    "commitments.refuse_extension": asked,
    "commitments.close_out": done,
    "commitments.return_done": done,
    "reporting.save_report": returned,
    "reporting.submit_report": returned,
    "reporting.add_photo": returned,
    "reporting.void_photo": returned,
    "reporting.record_observation": measured,
    "snapshots.void_adjustment": adjustment,
    **BEFORE_MORE,
    **BEFORE_ROUNDS,
    **BEFORE_MEETING,
}


def may() -> MonthSchedule:
    """The month after April, with dates in order."""
    days = {name: date(2024, 6, 1 + n) for n, name in enumerate(MonthSchedule.__slots__[1:])}
    return MonthSchedule(month=APRIL.plus(1), **days | {"opens_on": date(2024, 5, 20)})


def prepare(place: Place, verb: str, whose: str) -> None:
    """What has to have happened before."""
    if verb in BEFORE:
        BEFORE[verb](place, objects(place, whose))


def call(place: Place, verb: str, viewer: Viewer, whose: str) -> Any:
    """Carry the verb out for an object."""
    kept = objects(place, whose)
    return function_of(verb)(viewer=viewer, **CALLS[verb](place, kept))


def function_of(verb: str) -> Callable[..., Any]:
    app, _, name = verb.partition(".")
    return getattr(importlib.import_module(f"{apps.get_app_config(app).name}.actions"), name)


def all_verbs() -> set[str]:
    """Every function of an app's actions that asks who acts."""
    return set(_verbs()) - UNFINISHED_VERBS


def _verbs() -> Iterator[str]:
    for app in apps.get_app_configs():
        own_app = app.name.startswith("yipanqi.apps.") and app.label not in UNFINISHED
        if not own_app or not list(Path(app.path).glob("actions*")):
            continue
        module = importlib.import_module(f"{app.name}.actions")
        for name in getattr(module, "__all__", vars(module)):
            found = getattr(module, name)
            if (
                not name.startswith("_")
                and inspect.isfunction(found)
                and found.__module__.startswith(module.__name__)
                and "viewer" in inspect.signature(found).parameters
            ):
                yield f"{app.label}.{name}"
