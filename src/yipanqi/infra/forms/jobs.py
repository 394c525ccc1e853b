"""What the limited child does with a form."""

import json
from typing import Any

from yipanqi.core.refusal import Refusal
from yipanqi.infra.forms.containers import FormKind, check_form

Reply = tuple[dict[str, Any], bytes]


def open_form(content: bytes, request: dict[str, Any]) -> Reply:
    name = request["name"]
    kind = check_form(content, name)
    if kind is FormKind.XLSX:
        from yipanqi.infra.forms.grids import open_grid

        told = open_grid(content, name)
    else:
        from yipanqi.infra.forms.papers import open_paper

        told = open_paper(content, name)
    return {}, json.dumps(told, ensure_ascii=False).encode("utf-8", "replace")


def fill_form(content: bytes, request: dict[str, Any]) -> Reply:
    """The filled form; it is opened once more, so that nothing unreadable is handed out."""
    name = request["name"]
    kind = check_form(content, name)
    if kind is FormKind.XLSX:
        from yipanqi.infra.forms.sheets import fill_sheets

        made = fill_sheets(content, name, request["fill"])
    else:
        from yipanqi.infra.forms.papers import fill_paper

        made = fill_paper(content, name, request["fill"])
    if check_form(made, name) is not kind:
        raise Refusal("workbook.damaged", name=name)
    return {}, made
