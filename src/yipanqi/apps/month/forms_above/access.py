"""The root office maps and fills; whoever reads the whole city reads what was filled."""

from yipanqi.core.refusal import Forbidden
from yipanqi.core.scope import Viewer


def check_reader(viewer: Viewer) -> None:
    """Raises ``form_above.not_yours``."""
    if not viewer.whole_tree:
        raise Forbidden("form_above.not_yours")


def check_office(viewer: Viewer) -> None:
    """Raises ``form_above.office_only``."""
    if not viewer.is_root_office:
        raise Forbidden("form_above.office_only")
