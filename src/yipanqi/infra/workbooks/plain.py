"""Text that is safe to write: a cell must never start a formula in somebody's Excel.

Written text is always a string cell, and text that begins like a formula also carries
Excel's own quote prefix, so that it stays text when somebody edits the cell. The value
itself is unchanged and comes back as it went out.
"""

_STARTERS = ("=", "+", "-", "@", "\t", "\r", "\n")
LONGEST = 32_767  # characters a cell holds


def plain_text(text: str) -> str:
    """Without control characters and within what a cell holds."""
    cleaned = "".join(c for c in text if c >= " " or c in "\n\t")
    return cleaned if len(cleaned) <= LONGEST else cleaned[: LONGEST - 1] + "…"


def needs_quote(text: str) -> bool:
    """Begins like a formula: = + - @ or a blank that hides one."""
    return text.lstrip(" \u3000").startswith(_STARTERS)
