"""Colours of the design tokens keep 4.5 : 1 where they carry text (WCAG, 适老化 rules)."""

import re
from pathlib import Path

import pytest

import yipanqi.web

TOKENS = Path(yipanqi.web.__file__).parent / "static" / "web" / "tokens.css"
TEXT = ["ink", "ink-2", "ink-3", "accent", "accent-ink", "red", "yellow", "green", "grey"]
PAIRS = [
    *((text, ground) for text in TEXT for ground in ("surface", "ground")),
    *((text, "sunken") for text in ("ink", "ink-2", "ink-3")),
    *((colour, f"{colour}-weak") for colour in ("red", "yellow", "green")),
    ("accent-ink", "accent-weak"),
    ("on-accent", "accent"),
]


def tokens(selector: str) -> dict[str, str]:
    blocks = dict(
        re.findall(r"^(\S+) \{(.*?)^\}", TOKENS.read_text("utf-8"), re.MULTILINE | re.DOTALL)
    )
    light, wanted = (
        dict(re.findall(r"--([\w-]+): (#\w+);", blocks[name])) for name in (":root", selector)
    )
    return light | wanted


def luminance(colour: str) -> float:
    digits = colour.lstrip("#")
    if len(digits) == 3:
        digits = "".join(d * 2 for d in digits)
    parts = [int(digits[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    r, g, b = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * r + 0.7152 * g + 0.0722 * b


@pytest.mark.parametrize("selector", [":root", ".elder", ".kind-stage"])
@pytest.mark.parametrize(("text", "ground"), PAIRS)
def test_text_is_readable(selector, text, ground):
    colours = tokens(selector)
    high, low = sorted((luminance(colours[text]), luminance(colours[ground])), reverse=True)
    assert (high + 0.05) / (low + 0.05) >= 4.5, (selector, text, ground)
