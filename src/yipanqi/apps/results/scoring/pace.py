"""Investment against plan of every unit, month by month, from the frozen rows.

A project counts for its counting unit and all above, for the zone it lies in, and for the
organisation that leads it. A package counts by its parts; its own plan stands where the
parts have none. A silent report adds nothing to what was frozen the month before.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from pathlib import Path

from yipanqi.apps.month.snapshots import folders
from yipanqi.apps.month.snapshots.models import Snapshot
from yipanqi.core.pipeline.lights import Lit, unit_light
from yipanqi.core.pipeline.pace import exact_gap
from yipanqi.core.units.kinds import ORGANISATIONS
from yipanqi.infra.score import duck

_ORGANISATIONS = ", ".join(f"'{kind}'" for kind in sorted(ORGANISATIONS))
SQL = f"""
WITH listed AS (
  SELECT * FROM project_months p
   WHERE annual_plan IS NOT NULL AND NOT (is_package AND EXISTS (
     SELECT 1 FROM project_months q WHERE q.month = p.month
        AND q.package_uid = p.project_uid AND q.annual_plan IS NOT NULL))
), counted AS (
  SELECT DISTINCT p.month, p.project_uid, u.ancestor_uid AS unit
    FROM project_months p JOIN unit_paths u
      ON u.month = p.month AND u.unit_uid IN (p.counting_unit_uid, p.zone_uid)
  UNION
  SELECT p.month, p.project_uid, u.uid FROM project_months p JOIN units u
      ON u.month = p.month AND u.uid = p.lead_unit_uid AND u.kind IN ({_ORGANISATIONS})
)
SELECT c.month, c.unit,
       COALESCE(SUM(l.annual_plan), 0), COALESCE(SUM(l.plan_to_date), 0),
       COALESCE(SUM(CASE WHEN p.report_due
         THEN COALESCE(p.year_to_date, p.previous_year_to_date, 0) END), 0),
       COUNT(*) FILTER (p.report_due),
       COUNT(*) FILTER (p.report_due AND p.report_status = 'approved')
  FROM counted c
  JOIN project_months p ON p.month = c.month AND p.project_uid = c.project_uid
  LEFT JOIN listed l ON l.month = c.month AND l.project_uid = c.project_uid
 GROUP BY 1, 2
"""  # noqa: S608  (kinds of our own enumeration)


@dataclass(frozen=True, slots=True)
class Pace:
    """One unit in one month; amounts in whole yuan, since January."""

    annual_plan: int
    due: int  # planned up to the month
    done: int
    reports_due: int
    reported: int

    @property
    def met(self) -> bool | None:
        """The month's task: at least as much done as planned by now. None: no figure."""
        if not self.reported or not self.annual_plan:
            return None
        return self.done >= self.due

    @property
    def share(self) -> Fraction | None:
        return Fraction(self.done, self.annual_plan) if self.annual_plan else None

    @property
    def due_share(self) -> Fraction | None:
        return Fraction(self.due, self.annual_plan) if self.annual_plan else None

    @property
    def gap(self) -> Fraction | None:
        return None if self.due_share is None else self.gap_to(self.due_share)

    def gap_to(self, share: Fraction) -> Fraction | None:
        return exact_gap(self.done, self.annual_plan, share)


Paces = Mapping[str, Mapping[str, Pace]]  # unit uid → month → pace


def paces(snapshots: Sequence[Snapshot]) -> Paces:
    """Every unit's pace in each of these frozen months."""
    return _paces(tuple(str(folders.folder_of(s)) for s in snapshots))


@lru_cache(maxsize=16)  # a frozen month never changes
def _paces(places: tuple[str, ...]) -> Paces:
    found: dict[str, dict[str, Pace]] = {}
    with duck.connect([Path(p) for p in places]) as connection:
        for month, unit, *figures in connection.execute(SQL).fetchall():
            found.setdefault(unit, {})[month] = Pace(*map(int, figures))
    return found


def light_of(by_month: Mapping[str, Pace], months: Iterable[str]) -> Lit:
    """Green where the month's task is met, yellow where missed, red where missed twice
    running (the rule of a published city for its districts); grey without a figure.
    """
    met = [by_month[m].met if m in by_month else None for m in months]
    return unit_light(met)
