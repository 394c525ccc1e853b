"""Every fault of a plan in words: for the annotated copy, the page and the command line."""

from yipanqi.apps.month.imports.plan import Plan
from yipanqi.infra.workbooks.remarks import Remark, remark


def remarks_of_plan(plan: Plan) -> list[Remark]:
    """In reading order; rows left out by name are no fault."""
    return [
        remark(row.sheet, trouble.address, trouble.value, trouble.finding)
        for row in plan.troubled
        for trouble in row.troubles
    ]
