"""What the old city kept on disk: wiped once the new one is written, and only below this
installation's own folders.
"""

import shutil
from pathlib import Path

from django.conf import settings

from yipanqi.infra import evidence
from yipanqi.infra.models import EvidenceFile


def wipe_folders() -> None:
    """Empty snapshots and documents; of the evidence keep what the new city's rows name."""
    for name in ("YIPANQI_SNAPSHOTS", "YIPANQI_DOCUMENTS"):
        for entry in _own(name):
            _remove(entry)
    hashes = EvidenceFile.objects.values_list("sha256", flat=True).distinct()
    kept = {evidence.place(sha256) for sha256 in hashes}
    for shelf in _own("YIPANQI_EVIDENCE"):
        for entry in shelf.iterdir() if shelf.is_dir() else ():
            if f"{shelf.name}/{entry.name}" not in kept:
                _remove(entry)


def _own(name: str) -> list[Path]:
    """What lies in a folder of the settings; refuses one outside ``YIPANQI_DATA``."""
    folder = Path(getattr(settings, name)).resolve()
    if Path(settings.YIPANQI_DATA).resolve() not in folder.parents:
        msg = f"{name} lies outside YIPANQI_DATA"
        raise RuntimeError(msg)
    return list(folder.iterdir()) if folder.is_dir() else []


def _remove(entry: Path) -> None:
    if entry.is_dir() and not entry.is_symlink():
        shutil.rmtree(entry)
    else:
        entry.unlink()
