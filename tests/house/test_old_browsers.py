"""The pages work in the oldest browsers that domestic desktops ship; see ``browser_table``."""

from pathlib import Path

import pytest

from house.browser_table import (
    CHROMIUM,
    CSS,
    FIREFOX,
    JS,
    nested_rules,
    plain_css,
    plain_js,
    too_new,
)
from house.source_tree import PACKAGE, ROOT

FETCHED = "npm"  # libraries, built for older browsers than ours


def own(ending: str) -> list[Path]:
    found = PACKAGE.rglob(f"static/**/*.{ending}")
    return sorted(p for p in found if FETCHED not in p.parts)


def test_no_style_is_younger_than_the_oldest_browsers():
    told = [
        f"{path.relative_to(PACKAGE)}:{found}"
        for path in own("css")
        for text in [plain_css(path.read_text(encoding="utf-8"))]
        for found in [*too_new(text, CSS), *nested_rules(text)]
    ]
    assert told == [], "\n" + "\n".join(told)


def test_no_script_is_younger_than_the_oldest_browsers():
    told = [
        f"{path.relative_to(PACKAGE)}:{found}"
        for path in own("js")
        for found in too_new(plain_js(path.read_text(encoding="utf-8")), JS)
    ]
    assert told == [], "\n" + "\n".join(told)


@pytest.mark.parametrize(
    "css",
    [
        "tr:has(td) { color: red; }",
        ".a { .b { color: red; } }",
        ".a { &:hover { color: red; } }",
        "@media (width <= 700px) { .a { color: red; } }",
        ".a { width: 20cqw; }",
        ".a { color: color-mix(in srgb, red, blue); }",
        ".a { height: 100dvh; }",
        "@media print { .a { .b { color: red; } } }",
    ],
)
def test_the_table_sees_new_styles(css):
    text = plain_css(css)
    assert [*too_new(text, CSS), *nested_rules(text)]


@pytest.mark.parametrize(
    "css",
    [
        "@supports (width: 1cqw) { .a { width: 1cqw; } }",
        "@media (max-width: 700px) { .a { color: red; } }",
        "/* :has( */ .a { inset: 0; gap: 2px; accent-color: red; }",
    ],
)
def test_the_table_lets_old_and_guarded_styles_pass(css):
    text = plain_css(css)
    assert [*too_new(text, CSS), *nested_rules(text)] == []


@pytest.mark.parametrize(
    "script",
    ["rows.at(-1)", "x.findLast(f)", "crypto.randomUUID()", "structuredClone(a)", "a.toSorted()"],
)
def test_the_table_sees_new_script(script):
    assert list(too_new(plain_js(script), JS))


def test_script_of_the_oldest_browsers_passes():
    script = "// rows.at(-1)\nthis.at(row, 1); a?.b ?? c; x ??= y; s.replaceAll('a', 'b');"
    assert list(too_new(plain_js(script), JS)) == []


@pytest.mark.parametrize("name", ["README.md", "README.zh-CN.md", "docs/guide/administrator.md"])
def test_the_oldest_browsers_are_stated(name):
    text = (ROOT / name).read_text(encoding="utf-8")
    assert f"Chromium {CHROMIUM}" in text
    assert f"Firefox ESR {FIREFOX}" in text
