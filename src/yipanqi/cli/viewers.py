"""As whom the command line acts: as a named account, or as the machine with its reason."""

from django.db import OperationalError, ProgrammingError

from yipanqi.apps.ledger.units.models import User
from yipanqi.apps.ledger.units.queries import tree_on, viewer_for
from yipanqi.core.refusal import Missing
from yipanqi.core.scope import Grant, Role, Viewer
from yipanqi.infra.models import Installation


def require_city() -> Installation:
    """The installation, or ``cli.no_city`` where the data folder holds none."""
    try:
        home = Installation.objects.filter(pk=1).first()
    except (OperationalError, ProgrammingError):
        home = None
    if home is None:
        raise Missing("cli.no_city")
    return home


def acting(username: str, reason: str) -> Viewer:
    """The viewer of an account, or the machine stating its reason."""
    if not username:
        return Viewer.system(reason)
    user = User.objects.filter(username=username, is_active=True).first()
    if user is None:
        raise Missing("cli.no_account", username=username)
    return viewer_for(user)


def clerk(reason: str) -> Viewer:
    """Who enters workbooks for every unit from the shell: a reporter at the root without an
    account, named in the audit by the reason.
    """
    root = tree_on().root
    grant = Grant(Role.REPORTER, root.pk, tree_on().under(root.pk))
    return Viewer(user=None, name=reason, grants=(grant,), root=root.pk)
