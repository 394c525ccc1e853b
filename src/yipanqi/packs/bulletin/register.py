"""A bulletin's figures from the register of its month."""

from collections.abc import Sequence

from yipanqi.core.frozen.month_register import Register, Row, bureau_statistics, done, statistics
from yipanqi.packs.bulletin.content import OpeningFigures, ProgressRow

__all__ = ["Register", "Row", "done", "opening_figures", "progress_row"]


def opening_figures(
    register: Register, last_year: Register | None, figures: Sequence[Row] = ()
) -> OpeningFigures:
    """``figures``: the month's figures by source; the bureau's own go before what units say."""
    starts = register.starts
    bureau, bureau_month = bureau_statistics(figures)
    said, said_month = statistics(register)
    is_from_bureau = bureau is not None
    counted = bureau if is_from_bureau else said
    counted_month = bureau_month if is_from_bureau else said_month
    return OpeningFigures(
        projects=register.projects,
        projects_split=register.projects_split,
        total_investment=register.total_investment,
        annual_plan=register.annual_plan,
        year_to_date=register.year_to_date,
        pace=register.pace,
        starts_planned_year=starts.planned,
        starts_due=starts.due,
        started=starts.started,
        started_early=starts.early,
        due_not_started=starts.not_started,
        not_reported=register.not_reported,
        last_year_to_date=last_year.year_to_date if last_year else None,
        statistics_counted=counted,
        statistics_month=counted_month,
        is_from_bureau=is_from_bureau,
    )


def progress_row(name: str, register: Register, *, is_of_which: bool = False) -> ProgressRow:
    starts = register.starts
    return ProgressRow(
        unit=name,
        projects=register.projects,
        annual_plan=register.annual_plan,
        year_to_date=register.year_to_date,
        pace=register.pace,
        starts_due=starts.due,
        started=starts.started,
        due_not_started=starts.not_started,
        is_of_which=is_of_which,
    )
