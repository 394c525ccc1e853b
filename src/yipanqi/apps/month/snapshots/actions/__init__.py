"""What can be done with frozen months."""

from yipanqi.apps.month.snapshots.actions.freeze import freeze_month
from yipanqi.apps.month.snapshots.actions.ledgers import (
    record_adjustment,
    record_mark,
    void_adjustment,
    void_mark,
)
from yipanqi.apps.month.snapshots.actions.orders import order_freeze, order_verification
from yipanqi.apps.month.snapshots.actions.recover import recover_freezes
from yipanqi.apps.month.snapshots.actions.restate import accept_base, begin_restatement
from yipanqi.apps.month.snapshots.actions.several import order_freezes

__all__ = [
    "accept_base",
    "begin_restatement",
    "freeze_month",
    "order_freeze",
    "order_freezes",
    "order_verification",
    "record_adjustment",
    "record_mark",
    "recover_freezes",
    "void_adjustment",
    "void_mark",
]
