"""Plans of a year as first issued, beside those in force after adjustments."""

from collections.abc import Sequence

from yipanqi.apps.ledger.projects.models import AnnualEntry, AnnualList, Project


def first_list(year: int) -> AnnualList | None:
    """The year's list as first issued."""
    return AnnualList.objects.filter(year=year).order_by("number").first()


def first_plans(year: int, projects: Sequence[int] | None = None) -> dict[int, int]:
    """project → plan (yuan) of the year's first version; packages count by their parts."""
    rows = AnnualEntry.objects.filter(annual_list=first_list(year), project__is_package=False)
    if projects is not None:
        rows = AnnualEntry.objects.filter(annual_list=first_list(year), project__in=projects)
    return dict(rows.values_list("project", "annual_plan"))


def plan_history(project: Project, year: int) -> list[AnnualEntry]:
    """The project's lines of every version of a year, in the order of issue."""
    rows = AnnualEntry.objects.filter(project=project, annual_list__year=year)
    return list(rows.select_related("annual_list").order_by("annual_list__number"))
