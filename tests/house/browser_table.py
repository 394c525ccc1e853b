"""Features of pages by the browsers that know them, and which of ours would be left behind.

The oldest supported: Chromium 90 (what 统信 UOS 20 and 银河麒麟 V10 desktops ship, in the browsers
that came with the systems since 2021) and Firefox ESR 102. Versions are those of the
compatibility tables on developer.mozilla.org.
"""

import re
from collections.abc import Iterator

CHROMIUM, FIREFOX = 90, 102

# name, pattern, first Chromium, first Firefox; a feature both oldest know may be used freely
CSS: tuple[tuple[str, str, int, int], ...] = (
    (":has()", r":has\(", 105, 121),
    ("container queries", r"@container\b", 105, 110),
    ("container units", r"(?<![\w-])[\d.]+cq(?:w|h|i|b|min|max)\b", 105, 110),
    ("color-mix()", r"color-mix\(", 111, 113),
    ("lab, lch, oklab, oklch", r"\b(?:ok)?l(?:ab|ch)\(", 111, 113),
    ("relative colours", r"\b(?:rgb|hsl)\(\s*from\b", 119, 128),
    ("light-dark()", r"light-dark\(", 123, 120),
    ("@layer", r"@layer\b", 99, 97),
    ("@scope", r"@scope\b", 118, 128),
    ("@starting-style", r"@starting-style\b", 117, 129),
    ("@property", r"@property\b", 85, 128),
    ("range media queries", r"@media[^{]*\([^):]*[<>]", 104, 63),
    ("small, large, dynamic viewport units", r"(?<![\w-])[\d.]+[sld]v(?:w|h|min|max)\b", 108, 101),
    ("subgrid", r"\bsubgrid\b", 117, 71),
    (
        "translate, rotate, scale as properties",
        r"(?<![\w-])(?:translate|rotate|scale)\s*:",
        104,
        72,
    ),
    (":modal", r":modal\b", 105, 103),
    (":popover-open", r":popover-open\b", 114, 125),
    (":user-invalid", r":user-(?:in)?valid\b", 119, 88),
    (":dir()", r":dir\(", 120, 49),
    ("nth-child of", r":nth-child\([^)]*\bof\b", 111, 113),
    ("anchor positioning", r"\banchor\(|position-anchor", 125, 999),
    ("trigonometry", r"\b(?:sin|cos|tan|round|mod|rem)\(", 111, 108),
    ("lh, rlh, ic", r"(?<![\w-])[\d.]+(?:r?lh|ric|ic)\b", 109, 120),
)
# unknown ones are left out by a browser, and only a look is lost
HARMLESS = ("accent-color", "scrollbar-gutter", "container-type", "text-wrap", "color-scheme")

JS: tuple[tuple[str, str, int, int], ...] = (
    ("Array.prototype.at", r"\.at\(\s*-", 92, 90),
    ("findLast, findLastIndex", r"\.findLast(?:Index)?\(", 97, 104),
    ("toSorted, toReversed, toSpliced, with", r"\.to(?:Sorted|Reversed|Spliced)\(", 110, 115),
    ("Object.hasOwn", r"Object\.hasOwn\(", 93, 92),
    ("Object.groupBy", r"(?:Object|Map)\.groupBy\(", 117, 119),
    ("structuredClone", r"\bstructuredClone\(", 98, 94),
    ("crypto.randomUUID", r"crypto\.randomUUID", 92, 95),
    ("Array.fromAsync", r"Array\.fromAsync", 121, 115),
    ("Promise.withResolvers", r"Promise\.withResolvers", 119, 121),
    ("AbortSignal.timeout, any", r"AbortSignal\.(?:timeout|any)\(", 103, 100),
    ("URL.canParse", r"URL\.canParse\(", 120, 115),
    ("URLPattern", r"\bURLPattern\b", 95, 142),
    ("Intl.Segmenter", r"Intl\.Segmenter", 87, 125),
    ("scheduler", r"\bscheduler\.", 94, 142),
    ("popover", r"\b(?:show|hide|toggle)Popover\(", 114, 125),
    ("view transitions", r"startViewTransition", 111, 144),
    ("private fields tested with in", r"#\w+\s+in\s", 91, 90),
    ("static blocks", r"\bstatic\s*\{", 94, 93),
    ("regular expressions with v or d", r"/[a-z]*[vd][a-z]*(?=[.,;)\s])(?<=\w/[a-z])", 112, 116),
    ("set methods", r"\.(?:isSubsetOf|isSupersetOf|symmetricDifference)\(", 122, 127),
    ("import attributes", r"\bfrom\s+[\"'][^\"']+[\"']\s+with\s*\{", 123, 138),
    ("error cause", r"new Error\([^)]*\{\s*cause", 93, 91),
    ("scrollend", r"[\"']scrollend[\"']", 114, 109),
    ("checkVisibility", r"\.checkVisibility\(", 105, 106),
)


def too_new(source: str, features: tuple[tuple[str, str, int, int], ...]) -> Iterator[str]:
    """Features in ``source`` that one of the oldest browsers does not know."""
    for name, pattern, chromium, firefox in features:
        if chromium <= CHROMIUM and firefox <= FIREFOX:
            continue
        for found in re.finditer(pattern, source):
            line = source.count("\n", 0, found.start()) + 1
            yield f"{line}: {name} (Chromium {chromium}, Firefox {firefox})"


def plain_css(source: str) -> str:
    """Without comments, and without what ``@supports`` keeps from browsers that lack it."""
    text = re.sub(r"/\*.*?\*/", _blank, source, flags=re.DOTALL)
    while (found := re.search(r"@supports\b[^{]*\{", text)) is not None:
        depth, end = 1, found.end()
        while depth and end < len(text):
            depth += {"{": 1, "}": -1}.get(text[end], 0)
            end += 1
        text = text[: found.start()] + _blank(text[found.start() : end]) + text[end:]
    return text


def plain_js(source: str) -> str:
    """Without comments."""
    text = re.sub(r"/\*.*?\*/", _blank, source, flags=re.DOTALL)
    return re.sub(r"(?m)(?<![:\"'`\\])//.*$", "", text)


def nested_rules(source: str) -> Iterator[str]:
    """Rules inside rules (Chromium 112, Firefox 117): only at-rules may hold rules."""
    inside: list[bool] = []  # whether each open brace belongs to an at-rule
    prelude = ""
    for at, sign in enumerate(source):
        if sign == "{":
            if inside and not inside[-1]:
                yield f"{source.count(chr(10), 0, at) + 1}: nesting"
            inside.append(prelude.strip().startswith("@"))
            prelude = ""
        elif sign == "}":
            if inside:
                inside.pop()
            prelude = ""
        elif sign == ";":
            prelude = ""
        else:
            prelude += sign


def _blank(text: "str | re.Match[str]") -> str:
    found = text if isinstance(text, str) else text[0]
    return "\n" * found.count("\n")
