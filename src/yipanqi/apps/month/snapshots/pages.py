"""Small things every page of frozen months needs: its month, what it shows, how jobs look."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest
from django.utils.translation import gettext as _

from yipanqi.apps.ledger.units.queries import tree_on
from yipanqi.apps.month.snapshots.models import Snapshot
from yipanqi.apps.month.snapshots.queries import default_month
from yipanqi.core.month import Month
from yipanqi.core.refusal import Forbidden, Missing, Refusal
from yipanqi.core.scope import Role, Viewer
from yipanqi.infra.inputs import whole
from yipanqi.infra.models import Job
from yipanqi.infra.texts import render, say


@dataclass(frozen=True, slots=True)
class ShownAs:
    """Whose figures of which month; ``revision`` None is live."""

    unit: str
    month: Month
    revision: int | None = None
    as_of: datetime | date | None = None

    @property
    def is_live(self) -> bool:
        return self.revision is None

    @classmethod
    def of(cls, snapshot: Snapshot) -> "ShownAs":
        month = Month.parse(snapshot.month)
        return cls(tree_on().root.name, month, snapshot.revision, snapshot.frozen_on)


@dataclass(frozen=True, slots=True)
class JobLine:
    """A job as the ``job`` tag shows it."""

    state: str
    text: str
    done: int = 0
    total: int | None = None
    href: str = ""
    result_href: str = ""


def asking(request: HttpRequest) -> Viewer:
    """The viewer of a page with business in it; raises ``access.no_business_data``."""
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    if viewer.roles <= {Role.ADMIN}:
        raise Forbidden("access.no_business_data")
    return viewer


def month_of(request: HttpRequest) -> Month:
    """The month asked for, else the newest that has opened; raises ``month.none_open``."""
    text = request.POST.get("month") or request.GET.get("month")
    month = Month.parse(text) if text else default_month()
    if month is None:
        raise Missing("month.none_open")
    return month


def asked_elsewhere(request: HttpRequest, month: str) -> Month | None:
    """The month chosen in the frame, where the page shows a thing of another month."""
    text = request.GET.get("month")
    return Month.parse(text) if text and text != month else None


def version_of(request: HttpRequest) -> int | None:
    """The version number the form was filled against."""
    return whole(request.POST.get("version", ""))


def seen_versions(request: HttpRequest) -> dict[str, int]:
    """Months and their versions as the form listed them: ``2024-03:5``."""
    pairs = [text.partition(":") for text in request.POST.getlist("seen")]
    return {month: whole(version) or 0 for month, _colon, version in pairs}


def key_of(request: HttpRequest) -> str | None:
    """The form's own key: sending it twice does the work once."""
    return request.POST.get("key", "")[:100] or None


@contextmanager
def told(request: HttpRequest) -> Iterator[None]:
    """A refusal inside becomes a message on the next page; no scope and no right do not."""
    try:
        yield
    except (Missing, Forbidden):
        raise
    except Refusal as refusal:
        messages.error(request, say(refusal))


def job_line(job: Job | None, text: str, href: str, result_href: str = "") -> JobLine | None:
    """``text`` says what the job does; a refused one says why instead."""
    if job is None:
        return None
    words: Any = text
    if job.state == Job.State.FAILED:
        refusal = job.refusal or {}
        words = (
            render(refusal["code"], refusal["params"])
            if refusal
            else _("The work broke off. Nothing has been changed; please order it again.")
        )
    return JobLine(job.state, words, job.done, job.total or None, href, result_href)
