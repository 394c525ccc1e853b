"""What stands around every page: month, unit, what waits, who asks, what day it is.

``shell_of(request)`` asks one source for these; the source is the only place where the
frame touches the ledger. Every value here is ready to show.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Protocol
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse

from yipanqi.core.month import Month
from yipanqi.core.scope import Viewer


@dataclass(frozen=True, slots=True)
class MonthChoice:
    """A month in the switcher; ``state`` is open, reviewing, frozen or published."""

    month: Month
    state: str
    revision: int | None = None
    href: str = ""
    is_current: bool = False


@dataclass(frozen=True, slots=True)
class UnitChoice:
    """A unit in the scope switcher; ``depth`` 0 is the root."""

    uid: str
    name: str
    depth: int = 0
    href: str = ""
    is_current: bool = False


@dataclass(frozen=True, slots=True)
class Frame:
    """Everything ``web/base.html`` needs besides the page itself."""

    city: str = ""
    day: date | None = None
    is_demo: bool = False
    months: Sequence[MonthChoice] = ()
    units: Sequence[UnitChoice] = ()
    waiting: int | None = None
    name: str = ""
    post: str = ""
    on_behalf_of: str = ""
    scope: Mapping[str, str] = field(default_factory=dict)

    @property
    def month(self) -> MonthChoice | None:
        return next((choice for choice in self.months if choice.is_current), None)

    @property
    def unit(self) -> UnitChoice | None:
        """The chosen unit, else the widest one the viewer reaches."""
        widest = self.units[0] if self.units else None
        return next((choice for choice in self.units if choice.is_current), widest)

    @property
    def scope_query(self) -> str:
        """``?month=…&unit=…`` to append to links that keep the chosen month and unit."""
        return f"?{urlencode(self.scope)}" if self.scope else ""


class FrameSource(Protocol):
    """Builds the frame of one request for one viewer; read only."""

    def frame(self, request: HttpRequest, viewer: Viewer) -> Frame: ...


class EmptySource:
    """The frame without a ledger: only the page."""

    def frame(self, request: HttpRequest, viewer: Viewer) -> Frame:  # noqa: ARG002
        return Frame(name=viewer.name)


_source: FrameSource = EmptySource()


def use_source(source: FrameSource) -> None:
    """Called once, from ``WebConfig.ready``."""
    global _source  # noqa: PLW0603  (one installation, one source)
    _source = source


def frame_of(request: HttpRequest) -> Frame:
    viewer = getattr(request, "viewer", None)
    if viewer is None:
        return Frame()
    return _source.frame(request, viewer)


def same_page(request: HttpRequest, **changes: str) -> str:
    """This page for another month or unit: by path where the path names it, else by query."""
    match = request.resolver_match
    kwargs = dict(match.kwargs) if match else {}
    query = request.GET.copy()
    query.pop("page", None)
    for name, value in changes.items():
        if name in kwargs:
            kwargs[name] = value
        else:
            query[name] = value
    path = request.path
    if match and match.view_name and kwargs != match.kwargs:
        try:
            path = reverse(match.view_name, args=match.args, kwargs=kwargs)
        except NoReverseMatch:
            path = request.path
    return f"{path}?{query.urlencode()}" if query else path
