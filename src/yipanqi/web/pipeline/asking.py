"""Who asks, for which month and unit: the same for every page of the pipeline."""

from typing import Any

from django.http import HttpRequest

from yipanqi.apps.life.pipeline.months import snapshot_of
from yipanqi.core.month import Month
from yipanqi.core.refusal import Forbidden, Missing
from yipanqi.core.scope import Role, Viewer
from yipanqi.web.frame import chosen_month
from yipanqi.web.pipeline.tabs import tabs_of
from yipanqi.web.trail import shown_live_or_frozen, trail_of


def asking(request: HttpRequest) -> Viewer:
    """The viewer, unless the post reads no business data."""
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    if viewer.roles and viewer.roles <= {Role.ADMIN}:
        raise Forbidden("access.no_business_data")
    return viewer


def month_of(request: HttpRequest) -> Month:
    month = chosen_month(request)
    if month is None:
        raise Missing("month.none_open")
    return month


def page_of(request: HttpRequest, month: Month) -> dict[str, Any]:
    """What every page carries."""
    snapshot = snapshot_of(month)
    return {
        "month": month,
        "trail": trail_of(request),
        "tabs": tabs_of(request),
        "is_live": snapshot is None,
        "shown_as": shown_live_or_frozen(request, month, snapshot),
    }
