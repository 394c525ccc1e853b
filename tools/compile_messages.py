"""Compile every message catalogue (.po → .mo) whose text is newer than its compiled form.

Run it after editing a catalogue; ``./run`` and ``./test`` run it by themselves, and the build
hook runs it so that a wheel carries compiled texts.
"""

import os
import sys
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

SOURCE = Path(__file__).resolve().parents[1] / "src" / "yipanqi"


def catalogues(source: Path = SOURCE) -> list[Path]:
    """Every .po file, in a fixed order."""
    return sorted(source.glob("**/locale/*/LC_MESSAGES/*.po"))


def compile_catalogue(path: Path) -> None:
    """Writes aside and renames: a reader never meets half a catalogue."""
    with path.open("rb") as text:
        catalogue = read_po(text, locale=path.parents[1].name, abort_invalid=True)
    aside = path.with_name(f".{path.stem}.{os.getpid()}.mo")
    with aside.open("wb") as out:
        write_mo(out, catalogue)
    aside.replace(path.with_suffix(".mo"))


def compile_stale(source: Path = SOURCE) -> list[Path]:
    """Returns the compiled files that were written."""
    written = []
    for path in catalogues(source):
        compiled = path.with_suffix(".mo")
        if not compiled.exists() or compiled.stat().st_mtime_ns <= path.stat().st_mtime_ns:
            compile_catalogue(path)
            written.append(compiled)
    return written


if __name__ == "__main__":
    print(f"{len(compile_stale())} of {len(catalogues())} message catalogues compiled")
    sys.exit(0)
