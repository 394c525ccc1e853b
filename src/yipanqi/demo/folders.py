"""What the city keeps on disk: wiped with it, and only below this installation's own folders."""

import shutil
from pathlib import Path

from django.conf import settings

OWN = ("YIPANQI_SNAPSHOTS", "YIPANQI_EVIDENCE", "YIPANQI_DOCUMENTS")


def wipe_folders() -> None:
    """Empty snapshots, evidence and documents; refuses a folder outside ``YIPANQI_DATA``."""
    home = Path(settings.YIPANQI_DATA).resolve()
    for name in OWN:
        folder = Path(getattr(settings, name)).resolve()
        if home not in folder.parents:
            msg = f"{name} lies outside YIPANQI_DATA"
            raise RuntimeError(msg)
        if folder.is_dir():
            for entry in folder.iterdir():
                _remove(entry)


def _remove(entry: Path) -> None:
    if entry.is_dir() and not entry.is_symlink():
        shutil.rmtree(entry)
    else:
        entry.unlink()
