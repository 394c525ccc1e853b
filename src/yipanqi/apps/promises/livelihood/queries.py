"""Reads of livelihood works: the year's board, one work, what waits on the viewer."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Q, QuerySet
from django.http import QueryDict

from yipanqi.apps.ledger.units.queries import tree_on
from yipanqi.apps.promises.commitments.access import WORKING
from yipanqi.apps.promises.commitments.models import Commitment
from yipanqi.apps.promises.livelihood.models import (
    LivelihoodCount,
    LivelihoodItem,
    LivelihoodShare,
    Survey,
)
from yipanqi.apps.promises.livelihood.reminders import OVER
from yipanqi.core.ledgers.livelihood import Standing, due_share, together
from yipanqi.core.month import Month
from yipanqi.core.scope import Viewer
from yipanqi.infra import clock
from yipanqi.infra.inputs import one_of, whole, words
from yipanqi.infra.models import AuditEntry

NEARS_ITS_END = 20  # day of the month


@dataclass(frozen=True, slots=True)
class Filters:
    """What the sentence over the board asks for."""

    year: int
    month: Month
    standing: str = ""  # behind, met
    unit: str = ""
    words: str = ""
    sort: str = ""

    @classmethod
    def of(cls, query: QueryDict) -> "Filters":
        today = clock.business_today()
        asked = whole(query.get("year", ""))
        year = asked if asked and 2000 <= asked <= 2100 else today.year
        return cls(
            year=year,
            month=counted_by(year, today),
            standing=one_of(query.get("standing", ""), {"behind", "met"}),
            unit=query.get("unit", ""),
            words=words(query.get("q", "")),
            sort=query.get("sort", ""),
        )


def counted_by(year: int, today: date) -> Month:
    """The month whose counts are asked for: the last one until this one nears its end."""
    month = Month.of(today) if today.day >= NEARS_ITS_END else Month.of(today).previous
    return max(Month(year, 1), min(month, Month(year, 12)))


@dataclass(frozen=True, slots=True)
class Line:
    """A work on the board."""

    row: LivelihoodItem
    unit: str
    stands: Standing
    due: Decimal
    satisfaction: Decimal | None  # 1 = 100 %
    state: str

    @property
    def done(self) -> Decimal:
        return descaled(self.stands.done, self.row.decimals)

    @property
    def target(self) -> Decimal:
        return descaled(self.stands.target, self.row.decimals)

    @property
    def is_behind(self) -> bool:
        share = self.stands.share
        return share is not None and not self.stands.is_met and share < self.due


@dataclass(frozen=True, slots=True)
class ShareLine:
    share: LivelihoodShare
    unit: str
    stands: Standing
    latest: LivelihoodCount | None
    due: Decimal
    decimals: int

    @property
    def done(self) -> Decimal:
        return descaled(self.stands.done, self.decimals)

    @property
    def target(self) -> Decimal:
        return descaled(self.stands.target, self.decimals)


def descaled(scaled: int, decimals: int) -> Decimal:
    return Decimal(scaled).scaleb(-decimals)


def board(viewer: Viewer, filters: Filters) -> list[Line]:
    """The year's works in a constant number of queries, by number unless asked otherwise."""
    rows = _rows(viewer, filters)
    counted = _counted(rows, filters.month)
    content = _satisfaction(rows, filters.month.last)
    nodes = tree_on().nodes
    found = [
        Line(
            row=row,
            unit=nodes[row.unit_id].short_name if row.unit_id in nodes else "",
            stands=together(s for s, _ in counted[row.pk].values()),
            due=due_share(filters.month),
            satisfaction=content.get(row.pk),
            state=row.commitment.state,
        )
        for row in rows
    ]
    if filters.standing == "behind":
        found = [line for line in found if line.is_behind]
    elif filters.standing == "met":
        found = [line for line in found if line.stands.is_met]
    return _sorted(found, filters.sort)


def _rows(viewer: Viewer, filters: Filters) -> "QuerySet[LivelihoodItem]":
    seen = LivelihoodItem.objects.visible_to(viewer).filter(year=filters.year)
    rows = seen.select_related("commitment").order_by("promised_by", "number")
    node = tree_on().by_uid.get(filters.unit)
    if node is not None and node.pk != tree_on().root.pk:
        under = tree_on().under(node.pk)
        rows = rows.filter(Q(unit__in=under) | Q(shares__unit__in=under)).distinct()
    return rows.filter(title__icontains=filters.words) if filters.words else rows


def _sorted(found: list[Line], sort: str) -> list[Line]:
    name, turned = sort.lstrip("-"), sort.startswith("-")
    low = Decimal(-1)
    if name == "share":
        return sorted(found, key=lambda x: x.stands.share or low, reverse=turned)
    if name == "satisfaction":
        return sorted(found, key=lambda x: x.satisfaction or low, reverse=turned)
    return list(reversed(found)) if turned else found


Counted = dict[int, dict[int, tuple[Standing, LivelihoodCount | None]]]


def _counted(rows: Iterable[LivelihoodItem], month: Month) -> Counted:
    """Work → share → how it stands by the month, with the count that says so."""
    shares = list(LivelihoodShare.objects.filter(item__in=rows))
    told = LivelihoodCount.objects.filter(share__in=shares, month__lte=str(month))
    latest = {count.share_id: count for count in told.order_by("month", "pk")}
    found: Counted = {row.pk: {} for row in rows}
    for share in shares:
        count = latest.get(share.pk)
        stands = Standing(
            done=count.done_scaled if count else 0,
            target=share.target_scaled,
            silent=int(count is None or count.month != str(month)),
        )
        found.setdefault(share.item_id, {})[share.pk] = (stands, count)
    return found


def _satisfaction(rows: Iterable[LivelihoodItem], day: date) -> dict[int, Decimal]:
    """The latest survey of each work up to the day, as a ratio."""
    asked = Survey.objects.filter(item__in=rows, on__lte=day).order_by("on", "pk")
    return {s.item_id: descaled(s.satisfaction_scaled, 4) for s in asked}


def standing_of(row: LivelihoodItem, month: Month) -> Standing:
    return together(stands for stands, _ in _counted([row], month)[row.pk].values())


def shares_of(row: LivelihoodItem, month: Month) -> list[ShareLine]:
    nodes = tree_on().nodes
    counted = _counted([row], month)[row.pk]
    return [
        ShareLine(
            share=share,
            unit=nodes[share.unit_id].short_name if share.unit_id in nodes else "",
            stands=counted[share.pk][0],
            latest=counted[share.pk][1],
            due=due_share(month),
            decimals=row.decimals,
        )
        for share in row.shares.all()
    ]


def may_see_commitment(viewer: Viewer, row: LivelihoodItem) -> bool:
    return Commitment.objects.visible_to(viewer).filter(pk=row.commitment_id).exists()


def history(row: LivelihoodItem) -> list[AuditEntry]:
    counts = LivelihoodCount.objects.filter(share__item=row).values_list("uid", flat=True)
    uids = [str(row.uid), *map(str, counts), *(str(s.uid) for s in row.surveys.all())]
    return list(AuditEntry.objects.filter(subject_uid__in=uids).order_by("-id")[:40])


def waiting_counts(viewer: Viewer) -> dict[str, tuple[int, date | None]]:
    """Shares of the viewer's units without a count of last month."""
    month = Month.of(clock.business_today()).previous
    posts = viewer.posts_as(*WORKING)
    rows = LivelihoodShare.objects.filter(unit__in=posts, item__year=month.year)
    rows = rows.exclude(item__commitment__state__in=OVER).exclude(counts__month=str(month))
    return {"to_count": (rows.count(), None)}
