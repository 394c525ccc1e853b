"""Render a .docx or .xlsx to page images, to be looked at.

    python tools/preview_document.py FILE OUT

Needs LibreOffice and pdftoppm. The official type faces (仿宋_GB2312 …) are not free, so
for the preview only they are stood in for by whatever free faces are installed, or lie
in a folder given with --fonts (the Fandol family is the closest).
"""

import argparse
import os
import subprocess
import tempfile
from pathlib import Path
from xml.sax.saxutils import escape

STAND_INS = {
    "仿宋_GB2312": ("FandolFang R", "Noto Serif CJK SC"),
    "楷体_GB2312": ("FandolKai", "LXGW WenKai", "Noto Serif CJK SC"),
    "黑体": ("FandolHei", "Noto Sans CJK SC"),
    "宋体": ("FandolSong", "Noto Serif CJK SC"),
    "方正小标宋简体": ("Noto Serif CJK SC",),
}
HEAVY = ("方正小标宋简体",)
_BOLD = '<edit name="weight" mode="assign" binding="strong"><const>bold</const></edit>'
_HEAD = '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig>'


def _rule(name: str, others: tuple[str, ...]) -> str:
    families = "".join(f"<string>{escape(other)}</string>" for other in others)
    return (
        f'<match target="pattern"><test name="family"><string>{escape(name)}</string></test>'
        f'<edit name="family" mode="assign" binding="strong">{families}</edit>'
        f"{_BOLD if name in HEAVY else ''}</match>"
    )


def font_configuration(folder: Path | None) -> str:
    rules = "".join(_rule(name, others) for name, others in STAND_INS.items())
    extra = f"<dir>{escape(str(folder.resolve()))}</dir>" if folder else ""
    include = '<include ignore_missing="yes">/etc/fonts/fonts.conf</include>'
    return f"{_HEAD}{include}{extra}{rules}</fontconfig>"


def render(source: Path, out: Path, *, fonts: Path | None, dpi: int) -> list[Path]:
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        configuration = Path(scratch) / "fonts.conf"
        configuration.write_text(font_configuration(fonts), encoding="utf-8")
        environment = {**os.environ, "FONTCONFIG_FILE": str(configuration), "HOME": scratch}
        convert = ["soffice", "--headless", "--convert-to", "pdf", "--outdir", str(out)]
        subprocess.run([*convert, str(source)], env=environment, check=True, capture_output=True)
    pdf = out / f"{source.stem}.pdf"
    pages = out / source.stem
    subprocess.run(["pdftoppm", "-r", str(dpi), "-png", str(pdf), str(pages)], check=True)
    return sorted(out.glob(f"{source.stem}-*.png"))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("source", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--fonts", type=Path, help="a folder with free stand-in fonts")
    parser.add_argument("--dpi", type=int, default=60)
    given = parser.parse_args()
    for page in render(given.source, given.out, fonts=given.fonts, dpi=given.dpi):
        print(page)


if __name__ == "__main__":
    main()
