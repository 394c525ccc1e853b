"""What can be done to set a city up."""

from yipanqi.apps.board.setup.actions.apply import apply_load
from yipanqi.apps.board.setup.actions.found import FoundingAccount, found_city
from yipanqi.apps.board.setup.actions.undo import undo_load
from yipanqi.apps.board.setup.actions.upload import confirm_columns, settle_load, upload_table

__all__ = [
    "FoundingAccount",
    "apply_load",
    "confirm_columns",
    "found_city",
    "settle_load",
    "undo_load",
    "upload_table",
]
