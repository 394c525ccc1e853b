"""Calls of the verbs of forms from above."""

from typing import Any

from access.place import MARCH
from forms_above.made import table

FORMS: dict[str, Any] = {
    "forms_above.add_form": lambda _place, _kept: {
        "name": "另一张省表", "month": MARCH, "content": table(), "file_name": "省表.xlsx",
    },
    "forms_above.add_form_version": lambda place, _kept: {
        "uid": place.own["form"].uid, "month": MARCH, "content": table(), "file_name": "省表.xlsx",
    },
    "forms_above.fill_form": lambda place, _kept: {"uid": place.own["form"].uid, "month": MARCH},
    "forms_above.map_places": lambda place, _kept: {
        "uid": place.own["form_version"].uid,
        "figures": {"汇总表!B4": {"measure": "annual_plan"}},
    },
    "forms_above.repeat_row": lambda place, _kept: {
        "uid": place.own["form_version"].uid, "sheet": "项目表", "row": 1,
        "repeat": {"over": "projects"},
    },
    "forms_above.retire_form": lambda place, _kept: {
        "uid": place.own["form"].uid, "reason": "省里停报",
    },
}  # fmt: skip
