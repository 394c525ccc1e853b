"""Gates, pauses, moved dates, permits and leads: their objects, and how verbs and addresses ask.

A lead of 青石镇 is its own: not even 东山区 above it or the office of the city learn of it.
"""

import io
from collections.abc import Callable
from datetime import date
from typing import Any

from django.core.files.base import File
from PIL import Image

from access.kept import KEY, Arguments, Kept, of
from city import YI, instant
from yipanqi.apps.ledger.projects.models import MilestoneDate
from yipanqi.apps.life.gates import actions as gates
from yipanqi.apps.life.gates.actions import Paper, PauseOrder, Proposal
from yipanqi.apps.life.gates.checklists import in_force
from yipanqi.apps.life.leads import actions as leads
from yipanqi.apps.life.leads.actions import Contact, LeadData, Promised, Signing
from yipanqi.apps.life.leads.models import InvestmentOffice, SigningPromise
from yipanqi.apps.life.preliminary import actions as preliminary
from yipanqi.apps.life.preliminary.actions import Officer, StepChange, StepPlan
from yipanqi.core.projects.gates import Gate
from yipanqi.core.projects.leads import ContactKind, LeadStage, Side

REASON = "经核实，情况属实。"
TODAY, LATER = date(2024, 5, 5), date(2024, 6, 30)


def shot(colour: str) -> File:
    out = io.BytesIO()
    Image.new("RGB", (8, 8), colour).save(out, "PNG")
    out.seek(0)
    return File(out, f"{colour}.png")


def proposal(gate: Gate, *items: str) -> Proposal:
    papers = [
        Paper(item, shot(colour), "材料.png", TODAY)
        for item, colour in zip(items, ("red", "green", "blue"), strict=False)
    ]
    return Proposal(gate, date(2024, 5, 2), REASON, papers)


def build(place: Any) -> None:
    """One of each for 青石镇's plant and for 西河县's warehouse."""
    town = place.town
    for kept, who, gate, items, unit in (
        (place.own, "town_reporter", Gate.COMPLETED, ("acceptance", "photo"), "town"),
        (place.foreign, "west_reporter", Gate.APPROVED, ("approval",), "west"),
    ):
        viewer, project = town.viewer(who), kept["project"]
        common = {"viewer": viewer, "project_uid": project.uid}
        kept["passage"] = gates.propose_gate(**common, proposal=proposal(gate, *items))
        kept["gate_paper"] = kept["passage"].papers.first()
        order = PauseOrder(date(2024, 5, 1), LATER, "征迁未完成", "六月底前完成签约。")
        kept["pause"] = gates.ask_pause(**common, order=order)
        steps = [StepPlan("建设用地批准（供地）", LATER, "land")]
        kept["step"] = preliminary.draw_up_steps(**common, steps=steps)[0]
        kept["moved"] = _moved(project)
        data = LeadData(
            name=f"{unit}的机器人产业园",
            investor_name="远山精密公司",
            unit=town.unit[unit],
            owner="招商专班负责人",
            amount=YI,
        )
        lead = leads.open_lead(viewer=viewer, lead=data)
        kept["lead"] = leads.move_lead(
            viewer=viewer, lead_uid=lead.uid, stage=LeadStage.NEGOTIATING
        )
        promised = Promised(Side.CITY, "八月底前交地", LATER, town.unit[unit])
        kept["draft_promise"] = leads.add_promise(
            viewer=viewer, lead_uid=lead.uid, promised=promised
        )
        kept["promise"] = SigningPromise.objects.create(
            lead=lead, project=project, side=Side.CITY, text="通电", due_on=LATER,
            unit=town.unit[unit],
        )  # fmt: skip
    place.own["investment_office"] = InvestmentOffice.objects.create(
        unit=town.unit["housing"], from_on=TODAY
    )


def _moved(project: Any) -> MilestoneDate:
    """A completion planned for the year after, then for half a year later."""
    for on in (date(2025, 6, 1), date(2025, 12, 1)):
        row = MilestoneDate.objects.create(
            project=project, milestone="completion", basis="planned", happens_on=on,
            effective_on=TODAY, recorded_at=instant(TODAY, 9 + on.month // 6),
        )  # fmt: skip
    return row


def of_lead(**more: Any) -> Arguments:
    return of("lead_uid", "lead", **more)


def lead_data(place: Any, kept: Kept) -> LeadData:
    unit = place.town.unit["town" if kept is place.own else "west"]
    return LeadData(name="新线索", investor_name="某公司", unit=unit, owner="镇长", amount=YI)


def signed(place: Any, kept: Kept) -> dict[str, Any]:
    unit = place.town.unit["town" if kept is place.own else "west"]
    signing = Signing(
        on=TODAY, contract=shot("white"), contract_name="合同.png", counting_unit=unit,
        lead_unit=unit, reporting_unit=unit, total_investment=YI, planned_start_on=LATER,
        planned_completion_on=date(2026, 1, 1), is_another=True,
    )  # fmt: skip
    return {"lead_uid": kept["lead"].uid, "signing": signing}


ORDER = PauseOrder(date(2024, 5, 1), LATER, REASON, REASON)
CALLS: dict[str, Arguments] = {
    "gates.accept_gate": of("passage_uid", "passage"),
    "gates.adopt_checklist": lambda *_: {
        "checklist": in_force()[Gate.STARTED], "reason": REASON,
    },
    "gates.approve_pause": of("pause_uid", "pause"),
    "gates.approve_slip": of("moved_uid", "moved"),
    "gates.ask_pause": of("project_uid", "project", order=ORDER),
    "gates.contest_slip": of("moved_uid", "moved", reason=REASON),
    "gates.end_pause": of("pause_uid", "pause", on=TODAY, words=REASON),
    "gates.extend_pause": of("pause_uid", "pause", review_on=LATER, reason=REASON),
    "gates.propose_gate": of("project_uid", "project", proposal=proposal(Gate.STARTED)),
    "gates.refuse_gate": of("passage_uid", "passage", reason=REASON),
    "gates.refuse_pause": of("pause_uid", "pause", reason=REASON),
    "leads.add_promise": of_lead(promised=Promised(Side.INVESTOR, "首期到资", LATER)),
    "leads.amend_lead": lambda place, kept: {
        "lead_uid": kept["lead"].uid, "lead": lead_data(place, kept),
    },
    "leads.end_investment_office": lambda place, _: {
        "office": place.own["investment_office"], "reason": REASON,
    },
    "leads.hand_over_promise": of("promise_uid", "promise"),
    "leads.keep_promise": of("promise_uid", "promise", on=TODAY, words=REASON),
    "leads.log_contact": of_lead(contact=Contact(ContactKind.CALL, TODAY, "镇长", REASON)),
    "leads.move_lead": of_lead(stage=LeadStage.READY),
    "leads.name_investment_office": lambda place, _: {"unit": place.town.unit["industry"]},
    "leads.open_lead": lambda place, kept: {"lead": lead_data(place, kept)},
    "leads.sign_lead": signed,
    "leads.withdraw_promise": of("promise_uid", "draft_promise"),
    "preliminary.draw_up_steps": of(
        "project_uid", "project", steps=[StepPlan("节能审查", LATER, "energy")]
    ),
    "preliminary.name_officer": lambda place, kept: {
        "project_uid": kept["project"].uid,
        "officer": Officer("代办专员", place.town.unit["east"]),
    },
    "preliminary.set_step": of("step_uid", "step", change=StepChange(LATER, TODAY)),
}  # fmt: skip


def uid(name: str, *more: str) -> Callable[[Any, Kept], list[Any]]:
    return lambda _place, kept: [kept[name].uid, *more]


ARGS: dict[str, Any] = {
    "gates:checklist": lambda *_: ["started"],
    "gates:paper": uid("gate_paper"),
    "gates:decide": uid("passage", "accept"),
    "gates:pause-do": uid("pause", "approve"),
    "gates:slip-do": uid("moved", "approve"),
    "gates:project": uid("project"),
    "gates:pause": uid("project"),
    "gates:propose": uid("project", "enrolled"),
    "leads:record": uid("lead"),
    "leads:amend": uid("lead"),
    "leads:sign": uid("lead"),
    "leads:do": uid("lead", "move"),
    "leads:promise": uid("promise"),
    "leads:promise-do": uid("promise", "keep"),
    "leads:office-end": lambda place, _: [place.own["investment_office"].uid],
    "preliminary:project": uid("project"),
    "preliminary:add": uid("project"),
    "preliminary:officer": uid("project"),
    "preliminary:step": uid("step"),
}
SENT: dict[str, Any] = {
    "leads:do": lambda *_: KEY | {"stage": "ready"},
    "leads:promise-do": lambda *_: KEY | {"on": "2024-05-05", "words": REASON},
    "leads:office-end": lambda *_: KEY | {"reason": REASON},
    "preliminary:step": lambda *_: KEY | {"actual_on": "2024-05-05", "is_needed": "1"},
    "gates:slip-do": lambda *_: KEY | {"words": REASON},
}
