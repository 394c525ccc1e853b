"""What can be done with units, people and the installation."""

from yipanqi.apps.ledger.units.actions.names import add_alias, end_alias
from yipanqi.apps.ledger.units.actions.people import (
    add_person,
    appoint,
    change_password,
    delegate,
    end_appointment,
    end_delegation,
    reset_password,
    set_active,
)
from yipanqi.apps.ledger.units.actions.regions import load_region_codes
from yipanqi.apps.ledger.units.actions.tree import (
    add_unit,
    change_unit,
    end_unit,
    set_business_date,
)

__all__ = [
    "add_alias",
    "add_person",
    "add_unit",
    "appoint",
    "change_password",
    "change_unit",
    "delegate",
    "end_alias",
    "end_appointment",
    "end_delegation",
    "end_unit",
    "load_region_codes",
    "reset_password",
    "set_active",
    "set_business_date",
]
