"""Who divides projects: whoever keeps the register of the project; transfers are the root
office's, since two units' scores are at stake.
"""

from yipanqi.core.refusal import Forbidden
from yipanqi.core.scope import Viewer


def may_transfer(viewer: Viewer) -> bool:
    return viewer.is_system or viewer.is_root_office


def check_transfer(viewer: Viewer) -> None:
    if not may_transfer(viewer):
        raise Forbidden("share.office_only")
