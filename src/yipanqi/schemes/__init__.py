"""Schemes shipped with the package: TOML texts, versioned and reviewed like code."""

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
