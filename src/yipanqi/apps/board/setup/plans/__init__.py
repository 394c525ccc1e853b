"""One module per kind of table: ``plan`` reads rows, ``write`` calls the verbs, ``take_back``
removes one thing it made.
"""

from collections.abc import Mapping
from typing import Any

from yipanqi.apps.board.setup.plans import (
    commitments,
    past_months,
    people,
    projects,
    targets,
    units,
)

MAKERS: Mapping[str, Any] = {
    "units": units,
    "people": people,
    "projects": projects,
    "targets": targets,
    "past_months": past_months,
    "commitments": commitments,
}
