"""What can be done with a workbook that came in: one verb, one function."""

from yipanqi.apps.month.imports.actions.apply import apply_import
from yipanqi.apps.month.imports.actions.discard import discard_import
from yipanqi.apps.month.imports.actions.mapping import confirm_mapping
from yipanqi.apps.month.imports.actions.settle import settle_rows
from yipanqi.apps.month.imports.actions.undo import undo_import
from yipanqi.apps.month.imports.actions.upload import upload_workbook

__all__ = [
    "apply_import",
    "confirm_mapping",
    "discard_import",
    "settle_rows",
    "undo_import",
    "upload_workbook",
]
