"""What the office has on its desk besides the months: next year's list, a superior's form."""

from datetime import date
from typing import Any

from django.core.files.base import ContentFile

from city import WAN
from forms_above.made import table
from yipanqi.apps.board.list_rounds import actions as list_rounds
from yipanqi.apps.ledger.projects.actions import start_draft
from yipanqi.apps.month.forms_above import actions as forms_above
from yipanqi.apps.month.reporting.access import window_of
from yipanqi.apps.month.reporting.actions.sign import keep_signed
from yipanqi.apps.month.reporting.sheet import sheet
from yipanqi.apps.month.reporting.signing import SHOWN, code_of
from yipanqi.core.month import Month
from yipanqi.core.projects.stages import AnnualClass

MARCH, APRIL = Month(2024, 3), Month(2024, 4)


def office_papers(place: Any) -> None:
    form_above(place)
    list_round(place)
    signed_sheets(place)


def signed_sheets(place: Any) -> None:
    """The office brought the signed papers of both counties' units back."""
    office = place.town.viewer("office")
    for kept in (place.own, place.foreign):
        page = sheet(office, window_of(APRIL), str(kept["unit"].uid))
        kept["signed"] = keep_signed(
            viewer=office,
            month=APRIL,
            unit_uid=kept["unit"].uid,
            file=ContentFile(b"%PDF-1.4 signed"),
            name="签字.pdf",
            code=code_of(page)[:SHOWN],
        )


def list_round(place: Any) -> None:
    """Next year's draft is being collected: a county and the other have each asked for one."""
    office = place.town.viewer("office")
    draft = start_draft(viewer=office, year=2025, based_on=place.town.annual_list)
    found = list_rounds.open_round(
        viewer=office, draft=draft, collect_until=date(2024, 5, 20), screen_until=date(2024, 5, 30)
    )
    for kept, who in ((place.own, "town_reporter"), (place.foreign, "west_reporter")):
        kept["nomination"] = list_rounds.nominate(
            viewer=place.town.viewer(who),
            uid=found.uid,
            project_uid=kept["project"].uid,
            annual_class=AnnualClass.NEW_START,
            annual_plan=5_000 * WAN,
            reason="前期手续已齐",
        )
    floor = list_rounds.set_floor(
        viewer=office,
        annual_class=AnnualClass.NEW_START,
        list_level="",
        least_total=1_000 * WAN,
        least_plan=0,
        from_year=2025,
    )
    place.own |= {"round": found, "round_draft": draft, "floor": floor}


def form_above(place: Any) -> None:
    """A superior's table, mapped and filled for March."""
    office = place.town.viewer("office")
    version = forms_above.add_form(
        viewer=office, name="省表", month=MARCH, content=table(), file_name="省表.xlsx"
    )
    version = forms_above.map_places(
        viewer=office,
        uid=version.uid,
        figures={"汇总表!B8": {"measure": "annual_plan", "form": "wan"}},
    )
    filled = forms_above.fill_form(viewer=office, uid=version.form.uid, month=MARCH)
    place.own |= {"form": version.form, "form_version": version, "filled": filled}
