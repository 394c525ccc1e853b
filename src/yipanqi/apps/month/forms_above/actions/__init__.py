"""What can be done with forms of a superior office."""

from yipanqi.apps.month.forms_above.actions.fill import fill_form
from yipanqi.apps.month.forms_above.actions.keep import add_form, add_form_version, retire_form
from yipanqi.apps.month.forms_above.actions.mapping import map_places, repeat_row

__all__ = [
    "add_form",
    "add_form_version",
    "fill_form",
    "map_places",
    "repeat_row",
    "retire_form",
]
