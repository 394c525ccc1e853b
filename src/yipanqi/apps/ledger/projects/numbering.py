"""Own codes for projects that have no approval code yet: ``YPQ-2024-0001``."""

from yipanqi.apps.ledger.projects.models import Project

PREFIX = "YPQ"


def next_own_code(year: int) -> str:
    """The next free own code of a year; the unique constraint settles a race."""
    head = f"{PREFIX}-{year}-"
    last = (
        Project.objects.unscoped("codes are unique across all scopes")
        .filter(own_code__startswith=head)
        .order_by("-own_code")
        .values_list("own_code", flat=True)
        .first()
    )
    number = int(last.removeprefix(head)) + 1 if last else 1
    return f"{head}{number:04d}"
