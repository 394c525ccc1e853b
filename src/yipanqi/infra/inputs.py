"""What arrives as text from outside and stands for a number, an identifier, a choice or words.

``str.isdigit`` says yes to ² and to digits of every script, and ``int`` refuses numbers that
are very long: both would end as a server error where nothing was meant to be read at all.
"""

from collections.abc import Iterable
from uuid import UUID

WORDS = 60  # looked for; databases refuse patterns of tens of thousands
DIGITS = 9  # a version, a page, a share; nothing typed here is a sum of money


def whole(text: str) -> int | None:
    """A whole number of at most nine plain digits; None for anything else."""
    plain = text.strip()
    is_number = plain.isascii() and plain.isdecimal() and len(plain) <= DIGITS
    return int(plain) if is_number else None


def identifier(text: object) -> UUID | None:
    """A public identifier; None for anything that can't be one."""
    try:
        return text if isinstance(text, UUID) else UUID(str(text))
    except ValueError:
        return None


def words(text: str, most: int = WORDS) -> str:
    """What somebody looks for, without blanks around it, at most ``most`` characters."""
    return text.strip()[:most]


def one_of(text: str, allowed: Iterable[str], usual: str = "") -> str:
    """A choice that exists; ``usual`` for anything else."""
    return text if text in set(allowed) else usual
