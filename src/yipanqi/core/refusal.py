"""The one way to say no.

A refusal and a finding carry a code and parameters, never a sentence: the text comes
from the catalogue at the edge (``yipanqi.infra.texts``), so rules are tested by code and
the wording can be changed by people who do not program.
"""

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class Severity(StrEnum):
    """How a finding binds: ``hard`` blocks, ``soft`` needs a word of explanation."""

    HARD = "hard"
    SOFT = "soft"


class Refusal(Exception):  # noqa: N818  (the domain's word)
    """A verb was asked for and is refused.

    ``code`` names the reason (``report.month_frozen``), ``field`` the input at fault if
    there is one, ``params`` fill the catalogue's sentence.
    """

    def __init__(self, code: str, /, *, field: str | None = None, **params: Any) -> None:
        super().__init__(code)
        self.code = code
        self.field = field
        self.params: dict[str, Any] = params

    def __str__(self) -> str:
        return f"{self.code} {self.params}" if self.params else self.code


class Forbidden(Refusal):
    """The viewer may see the thing but not use the verb: HTTP 403."""


class Missing(Refusal):
    """There is no such thing for this viewer: HTTP 404, whether it exists or not."""


class Conflict(Refusal):
    """Somebody else was faster (version number or state moved on): HTTP 409."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One observation of a rule about one record, with the field it is shown at."""

    code: str
    severity: Severity
    field: str | None = None
    params: Mapping[str, Any] = dataclasses.field(default_factory=dict)

    @property
    def is_hard(self) -> bool:
        return self.severity is Severity.HARD
