"""What a load made: the rows to remember it by, and the secrets told once."""

from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.db import models

from yipanqi.apps.board.setup.models import Load, LoadedRow


@dataclass(frozen=True, slots=True)
class FirstPassword:
    """Shown once, on paper; never stored in clear."""

    unit: str
    name: str
    username: str
    password: str


@dataclass(slots=True)
class Made:
    rows: list[LoadedRow] = field(default_factory=list)
    passwords: list[FirstPassword] = field(default_factory=list)
    counts: dict[str, Any] = field(default_factory=dict)

    def add(self, load: Load, row: models.Model, name: str, address: str = "") -> None:
        self.rows.append(
            LoadedRow(
                load=load,
                model=row._meta.label,
                row_id=row.pk,
                name=name[:120],
                address=address[-60:],
            )
        )


def instance(row: LoadedRow) -> models.Model | None:
    """What the row points at; None where it is gone."""
    found: models.Model | None = (
        apps.get_model(row.model)._base_manager.filter(pk=row.row_id).first()
    )
    return found
