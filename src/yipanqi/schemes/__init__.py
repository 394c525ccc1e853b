"""Schemes shipped with the package: TOML texts, versioned and reviewed like code."""

import re
from functools import cache
from importlib.resources import files

from yipanqi.core.scheme import Scheme, load


def keys() -> tuple[str, ...]:
    """File names of the shipped schemes: their keys, with ``_2`` … for later versions."""
    names = (entry.name for entry in files(__name__).iterdir())
    return tuple(sorted(n.removesuffix(".toml") for n in names if n.endswith(".toml")))


def text_of(key: str) -> str:
    return files(__name__).joinpath(f"{key}.toml").read_text(encoding="utf-8")


@cache
def shipped(key: str) -> Scheme:
    """The checked scheme; KeyError for a key that is not shipped."""
    if key not in keys():
        raise KeyError(key)
    return load(text_of(key))


def of_year(key: str, year: int) -> str:
    """The newest shipped text of a scheme, dated anew: its title and its days in force.

    Comments stay as they are; a text that is in force without an end is not touched.
    """
    text = text_of(max(k for k in keys() if shipped(k).key == key))
    if not re.search(r"(?m)^in_force_to\b", text):
        return text
    text = re.sub(r'(?m)^(title = ")\d{4}年', rf"\g<1>{year}年", text, count=1)
    text = re.sub(r"(?m)^(in_force_from = ).*$", rf"\g<1>{year}-01-01", text, count=1)
    return re.sub(r"(?m)^(in_force_to = ).*$", rf"\g<1>{year}-12-31", text, count=1)
