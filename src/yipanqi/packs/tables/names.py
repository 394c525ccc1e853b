"""Names a spreadsheet accepts for its sheets."""

import re
from collections.abc import Sequence

_LONGEST = 31
_FORBIDDEN = re.compile(r"[\[\]:*?/\\\x00-\x1f]")


def sheet_names(titles: Sequence[str]) -> list[str]:
    """A valid name per title, told apart by a number where two would be the same."""
    names: list[str] = []
    taken: set[str] = set()
    for title in titles:
        base = _FORBIDDEN.sub("", title).strip("' ")[:_LONGEST] or "1"
        name, count = base, 1
        while name.casefold() in taken:
            count += 1
            mark = f"-{count}"
            name = base[: _LONGEST - len(mark)] + mark
        taken.add(name.casefold())
        names.append(name)
    return names
