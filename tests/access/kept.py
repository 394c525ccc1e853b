"""The objects of a town, named in what an address or a verb is given."""

from collections.abc import Callable, Mapping
from typing import Any

Kept = Mapping[str, Any]
Args = Callable[[Any, Kept], list[Any]]
Arguments = Callable[[Any, Any], dict[str, Any]]
KEY = {"key": "matrix", "version": ""}


def uid_of(name: str) -> Args:
    """The uid of that object in an address."""
    return lambda _place, kept: [kept[name].uid]


def of(parameter: str, name: str, /, **more: Any) -> Arguments:
    """The uid of an object under the verb's parameter."""
    return lambda _place, kept: {parameter: kept[name].uid, **more}
