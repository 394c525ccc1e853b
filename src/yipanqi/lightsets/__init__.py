"""Published rule sets of lights shipped with the package: TOML texts, reviewed like code."""

from functools import cache
from importlib.resources import files

from yipanqi.core.light_rules import LightSet, load

DEFAULT = "yinchuan"


def keys() -> tuple[str, ...]:
    """Keys of the shipped sets, which are also their file names."""
    names = (entry.name for entry in files(__name__).iterdir())
    return tuple(sorted(n.removesuffix(".toml") for n in names if n.endswith(".toml")))


def text_of(key: str) -> str:
    return files(__name__).joinpath(f"{key}.toml").read_text(encoding="utf-8")


@cache
def shipped(key: str) -> LightSet:
    """The checked set; KeyError for a key that is not shipped."""
    if key not in keys():
        raise KeyError(key)
    return load(text_of(key))
