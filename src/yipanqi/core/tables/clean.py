"""One normal form of written text: full width to half, no spaces, no line breaks."""

import re
import unicodedata
from functools import lru_cache

_BLANKS = re.compile(r"[\s\u200b\u200c\u200d\ufeff\u00ad]+")
_DASHES = "—–―−－‐‑‒─━～〜﹣"
_UNIFIED = str.maketrans("【】［］〔〕｛｝" + _DASHES, "()()()()" + "-" * len(_DASHES))
_NORMAL = re.compile(r"[\u4e00-\u9fff\x21-\x7e]*")  # its own normal form, as most names are

NONE_WORDS = frozenset(
    ("", "-", "--", "---", "----", "/", "//", "\\", "无", "暂无", "没有", "空", "n/a", "na", "null")
)


LONG = 12  # none of the words above is that long, even spaced out


@lru_cache(maxsize=20_000)
def squeeze(text: str) -> str:
    """NFKC without any white space; brackets and dashes unified."""
    if _NORMAL.fullmatch(text):
        return text
    folded = unicodedata.normalize("NFKC", text.translate(_UNIFIED))
    return _BLANKS.sub("", folded)


def is_none_word(text: str) -> bool:
    """“-”, “/”, “—”, “无” and blanks: nothing was reported here."""
    if len(text) >= LONG:
        return text.isspace()
    return squeeze(text).lower() in NONE_WORDS


def name_key(name: str) -> str:
    """Two spellings of one project name share this: width, case, spaces, quotes, brackets."""
    return re.sub(r"""[()"'“”‘’《》<>、,，.。·・:;_-]""", "", squeeze(name)).lower()
