"""The board as it is shown: plain values with the Chinese in them, ready to be kept for good."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any

from yipanqi.apps.month.snapshots.queries import table
from yipanqi.apps.results.publishing.models import Exemption, Publication
from yipanqi.apps.results.scoring.models import RankLine, ScoreSheet
from yipanqi.apps.results.scoring.pace import Paces, light_of, paces
from yipanqi.apps.results.scoring.queries import core_sheet, rank_lines, scheme_of, snapshots_read
from yipanqi.core.publishing import honours
from yipanqi.core.rounding import rounded
from yipanqi.core.scheme import Cell, Scheme
from yipanqi.core.scheme.month_scheme import MonthCriterion, MonthScheme, at
from yipanqi.infra.texts import render

FORMAT = 1
IDLE = "score.nothing_to_score"  # no task this month: named below the table, not in it
Board = dict[str, Any]


def board_of(publication: Publication) -> Board:
    """The board of a publication under its exemptions. Scores and ranks are the sheet's."""
    row = publication.sheet
    scheme, sheet = scheme_of(row.scheme), core_sheet(row)
    snapshots = snapshots_read(row)
    ranks: dict[str, list[RankLine]] = {}
    for line in rank_lines(row):
        ranks.setdefault(line.league, []).append(line)
    maker = _Maker(
        scheme=scheme,
        plan=at(scheme, sheet.month),
        cells={(c.league, c.unit_uid, c.criterion): c for c in sheet.cells},
        by_unit=paces(snapshots),
        months=[s.month for s in snapshots],
        sort={u["uid"]: u["sort"] for u in table(snapshots[-1], "units")},
        exemptions=[e for e in publication.exemptions.all() if e.withdrawn_at is None],
        first_last=publication.first_last,
    )
    return {
        "format": FORMAT,
        "month": row.month,
        "title": scheme.title,
        **_provenance(row, scheme),
        "profile": publication.profile,
        "first_last": publication.first_last,
        "leagues": [
            maker.league(g.key, g.title, ranks[g.key]) for g in scheme.leagues if g.key in ranks
        ],
        "light_rule": render("board.light_rule"),
        "honours_rule": render("board.honours_rule", {"k": publication.first_last}),
    }


def _provenance(row: ScoreSheet, scheme: Scheme) -> Board:
    return {
        "sheet": {"uid": str(row.uid), "hash": row.sheet_hash, "rules": row.rules_version},
        "scheme": {
            "key": scheme.key,
            "title": scheme.title,
            "version": scheme.version,
            "hash": scheme.hash,
        },
        "snapshot": {"ref": str(row.snapshot), "hash": row.snapshot.manifest_hash},
        "inputs": row.inputs,
    }


@dataclass(frozen=True)
class _Maker:
    """Makes the leagues of one board."""

    scheme: Scheme
    plan: MonthScheme
    cells: Mapping[tuple[str, str, str], Cell]
    by_unit: Paces
    months: Sequence[str]
    sort: Mapping[str, int]
    exemptions: Sequence[Exemption]
    first_last: int

    @cached_property
    def omitted(self) -> frozenset[str]:
        omit = Exemption.Effect.OMIT
        return frozenset(e.unit_uid for e in self.exemptions if e.effect == omit)

    def league(self, key: str, title: str, lines: Sequence[RankLine]) -> Board:
        criteria = self.plan.in_total(key)
        ranks = Counter(line.rank for line in lines if line.rank is not None)
        shared = {rank for rank, count in ranks.items() if count > 1}
        rows = [self._row(line, criteria, tied=line.rank in shared) for line in lines]
        return {
            "key": key,
            "title": title,
            "places": self.scheme.total.places,
            "criteria": [self._criterion(c) for c in criteria],
            "rows": [r for r in rows if r["unit"] not in self.omitted and not r["is_idle"]],
            "idle": [r["name"] for r in rows if r["unit"] not in self.omitted and r["is_idle"]],
            "omitted": sum(row["unit"] in self.omitted for row in rows),
            "honours": self._honours(rows),
        }

    def _criterion(self, criterion: MonthCriterion) -> Board:
        full = criterion.weight
        return {
            "key": criterion.key,
            "title": criterion.rule.title,
            "full": None if full is None else f"{full.normalize():f}",
        }

    def _row(self, line: RankLine, criteria: Iterable[MonthCriterion], *, tied: bool) -> Board:
        pace = self.by_unit.get(line.unit_uid, {})
        light = light_of(pace, self.months)
        now = pace.get(self.months[-1])
        return {
            "unit": line.unit_uid,
            "name": line.unit_name,
            "sort": self.sort.get(line.unit_uid, 0),
            "rank": line.rank,
            "tied": tied,
            "change": line.change,
            "total": line.total and self._fixed(line.total, self.scheme.total.places),
            "points": {c.key: self._points(line, c) for c in criteria},
            "light": {
                "colour": str(light.light),
                "text": render(light.code, light.params),
            },
            "is_idle": line.note["code"] == IDLE,
            "met": now.met if now else None,
            "note": self._note(line),
        }

    def _points(self, line: RankLine, criterion: MonthCriterion) -> str | None:
        cell = self.cells.get((line.league, line.unit_uid, criterion.key))
        if cell is None or cell.points is None:
            return None
        places = criterion.rule.places
        return self._fixed(str(cell.points), 4 if places is None else places)

    def _fixed(self, text: str, places: int) -> str:
        return f"{rounded(Decimal(text), places, self.scheme.rounding):f}"

    def _note(self, line: RankLine) -> str:
        held = [v.title for v in self.scheme.vetoes if v.key in line.vetoes]
        if held:
            return render("board.vetoed", {"vetoes": held})
        if line.rank is None:
            return render(line.note["code"])
        return ""

    def _honours(self, rows: Sequence[Board]) -> Board:
        names = {row["unit"]: row["name"] for row in rows}
        lists = honours.honours(
            [honours.Standing(r["unit"], r["rank"], r["met"]) for r in rows],
            first=self.first_last,
            last=self.first_last,
            exemptions=self._withheld(names),
        )
        return {
            "first": self.first_last,
            "last": self.first_last,
            "praised": [names[u] for u in lists.praised if u not in self.omitted],
            "criticised": [names[u] for u in lists.criticised if u not in self.omitted],
            "withheld": [
                {"unit": names[e.unit], "side": str(e.side), "reason": e.reason}
                for e in lists.withheld
                if e.unit not in self.omitted
            ],
        }

    def _withheld(self, names: Mapping[str, str]) -> list[honours.Exemption]:
        """Orders not to name a unit in the criticism list."""
        return [
            honours.Exemption(e.unit_uid, honours.Side.CRITICISM, e.reason)
            for e in self.exemptions
            if e.unit_uid in names and e.effect == Exemption.Effect.EXEMPT
        ]
