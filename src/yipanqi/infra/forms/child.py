"""Forms through the limited child: opened as a grid or as paragraphs, filled from values."""

import json
from collections.abc import Mapping
from typing import Any

from yipanqi.infra.forms.containers import kind_of_form
from yipanqi.infra.workbooks.pool import POOL, Pool


def opened(content: bytes, name: str, *, pool: Pool = POOL) -> dict[str, Any]:
    """What the form shows; raises ``form_above.…`` and ``workbook.…`` refusals."""
    kind_of_form(content, name)
    _, body = pool.ask({"job": "open_form", "name": name}, content)
    told: dict[str, Any] = json.loads(body)
    return told


def filled(content: bytes, name: str, fill: Mapping[str, Any], *, pool: Pool = POOL) -> bytes:
    kind_of_form(content, name)
    _, body = pool.ask({"job": "fill_form", "name": name, "fill": dict(fill)}, content)
    return body
