"""Tell a unit something, once; a person has read it.

``tell`` is called inside a verb (the verb is audited, not the telling).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from yipanqi.apps.notices.models import Notice, NoticeRead
from yipanqi.core.scope import Viewer
from yipanqi.infra import clock
from yipanqi.infra.verbs import plain


@dataclass(frozen=True, slots=True)
class Told:
    """What to say to whom; ``key`` is unique for the event, the unit is added to it."""

    units: Iterable[int]
    code: str
    key: str
    params: Mapping[str, Any] = field(default_factory=dict)
    url_name: str = ""
    subject_uid: str = ""


def tell(*messages: Told) -> int:
    """Write what has not been told yet; returns how many notices that were."""
    day, at = clock.business_today(), clock.now()
    rows = {
        f"{m.key}:{unit}": Notice(
            unit_id=unit,
            code=m.code,
            params=plain(dict(m.params)),
            url_name=m.url_name,
            subject_uid=m.subject_uid,
            key=f"{m.key}:{unit}",
            told_on=day,
            created_at=at,
        )
        for m in messages
        for unit in m.units
    }
    known = set(Notice.objects.filter(key__in=rows).values_list("key", flat=True))
    fresh = [row for key, row in rows.items() if key not in known]
    Notice.objects.bulk_create(fresh, batch_size=500, ignore_conflicts=True)
    return len(fresh)


def mark_read(*, viewer: Viewer, uids: Iterable[str] | None = None) -> int:
    """The viewer has read these (default: all). A reading mark is no business write."""
    if viewer.user is None:
        return 0
    mine = Notice.objects.visible_to(viewer).exclude(reads__user=viewer.user)
    if uids is not None:
        mine = mine.filter(uid__in=list(uids))
    rows = [
        NoticeRead(notice_id=pk, user_id=viewer.user, read_at=clock.now())
        for pk in mine.values_list("pk", flat=True)
    ]
    NoticeRead.objects.bulk_create(rows, batch_size=500, ignore_conflicts=True)
    return len(rows)
