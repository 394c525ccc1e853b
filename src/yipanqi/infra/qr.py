"""QR codes as pictures: what a phone reads from a wall or a printed card."""

import io

import segno


def qr_svg(text: str) -> bytes:
    """An SVG with its quiet zone; a seventh of it may be smudged and it is still read."""
    out = io.BytesIO()
    segno.make(text, error="m", micro=False).save(out, kind="svg", scale=8, border=4)
    return out.getvalue()
