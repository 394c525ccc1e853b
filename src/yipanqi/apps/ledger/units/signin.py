"""What a login leaves behind, and which accounts a demonstration city shows."""

from collections.abc import Sequence
from typing import Any

from django.contrib.auth.signals import user_login_failed
from django.dispatch import receiver

from yipanqi.apps.ledger.units.models import User
from yipanqi.apps.ledger.units.queries import viewer_for
from yipanqi.core.scope import Viewer
from yipanqi.infra.models import Installation
from yipanqi.infra.verbs import act

_showcase: list[Any] = []


def offer(accounts: Sequence[Any]) -> None:
    """Called by the demonstration package: the accounts a visitor may try."""
    _showcase[:] = accounts


def showcase() -> list[Any]:
    """Accounts shown on the login page of a demonstration city, else none."""
    if _showcase and Installation.objects.filter(pk=1, is_demo=True).exists():
        return _showcase
    return []


def note_login(user: User) -> None:
    with act(viewer_for(user), "log_in") as verb:
        verb.record(user)


def note_logout(user: User) -> None:
    with act(viewer_for(user), "log_out") as verb:
        verb.record(user)


@receiver(user_login_failed)
def note_failure(credentials: dict[str, Any], **_: Any) -> None:
    """A failed login is a fact of the record; the name typed is kept, the password never is.

    Django's own signal is the only place where the framework tells of it.
    """
    home = Installation.objects.filter(pk=1).first()
    if home is None:
        return
    with act(Viewer.system("log in"), "log_in_failed") as verb:
        verb.record(home, after={"username": str(credentials.get("username", ""))[:40]})
