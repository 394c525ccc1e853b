"""The same verbs as the screens, from a shell: ``yipanqi VERB``."""

import os
import sys


def main() -> None:
    """Entry of the installed command."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yipanqi.settings.local")
    from yipanqi.cli.run import run

    sys.exit(run())
