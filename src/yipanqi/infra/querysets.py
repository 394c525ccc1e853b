"""Querysets that say for whom they read."""

from typing import Generic, Self, TypeVar

from django.db import models

from yipanqi.core.scope import Viewer

Row = TypeVar("Row", bound=models.Model)


class ScopedQuerySet(models.QuerySet[Row], Generic[Row]):
    """Base of every queryset with rows that follow a scope.

    Subclasses define ``visible_to``. ``unscoped`` is the only other door and states why.
    """

    def visible_to(self, viewer: Viewer) -> Self:
        raise NotImplementedError

    def unscoped(self, reason: str) -> Self:
        if not reason:
            raise ValueError("an unscoped read states its reason")
        return self.all()
