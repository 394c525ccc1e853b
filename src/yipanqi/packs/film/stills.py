"""Pictures of a scene: the still that is looked at while editing, and what the film is cut from.

A map flies from the whole city into the place: its ground is drawn twice as large, and heading,
words and source lie on a strip above it. A clip plays under such a strip, too.
"""

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PIL import Image

from yipanqi.core.meetings.storyboard import SceneKind, spoken
from yipanqi.packs.film.cards import HIGH, MAP_SCALE, WIDE, card, draw
from yipanqi.packs.film.content import FilmContent, FilmScene

Box = tuple[int, int, int, int]  # left, top, right, bottom on the ground
NEAR = 0.42  # of the city's width is seen at the end of the fly-in


@dataclass(frozen=True, slots=True)
class Shot:
    """One card a piece of subtitle; a map has its ground, too."""

    cards: tuple[bytes, ...]  # PNG; transparent for a map and a clip
    ground: bytes = b""
    end: Box = (0, 0, WIDE * MAP_SCALE, HIGH * MAP_SCALE)


def told_of(content: FilmContent, scene: FilmScene) -> list[dict[str, Any]]:
    """The cards of a scene, one a piece of subtitle; at least one."""
    pieces = [] if scene.kind.says_its_words else spoken(scene.text)
    told = [card(content, scene, piece) for piece in pieces or [""]]
    if scene.kind is SceneKind.MAP:
        return [one | {"kind": "strip"} for one in told]
    return told


def shot(content: FilmContent, scene: FilmScene, told: Sequence[Mapping[str, Any]]) -> Shot:
    photo = scene.picture if scene.kind is SceneKind.PHOTO else None
    cards = tuple(draw(told, photo=photo))
    if scene.kind is not SceneKind.MAP:
        return Shot(cards)
    ground = card(content, scene) | {"foot": "", "mark": "", "subtitle": ""}
    (drawn,) = draw([ground], scale=MAP_SCALE)
    return Shot(cards, drawn, _near(ground["drawing"]["mark"]))


def _near(mark: Sequence[int] | None) -> Box:
    whole = (0, 0, WIDE * MAP_SCALE, HIGH * MAP_SCALE)
    if mark is None:
        return whole
    wide, high = int(whole[2] * NEAR), int(whole[3] * NEAR)
    left = min(max(0, mark[0] * MAP_SCALE - wide // 2), whole[2] - wide)
    top = min(max(0, mark[1] * MAP_SCALE - high // 2), whole[3] - high)
    return (left, top, left + wide, top + high)


def still(content: FilmContent, scene: FilmScene, width: int = WIDE) -> bytes:
    """The scene as one JPEG, for its preview. A clip shows its first picture."""
    made = shot(content, scene, told_of(content, scene)[:1])
    top = Image.open(io.BytesIO(made.cards[0])).convert("RGBA")
    below = _below(scene, made)
    if below is not None:
        below.paste(top, (0, 0), top)
    whole = below or top.convert("RGB")
    if width < WIDE:
        whole = whole.resize((width, width * HIGH // WIDE), Image.Resampling.LANCZOS)
    out = io.BytesIO()
    whole.save(out, "JPEG", quality=86)
    return out.getvalue()


def _below(scene: FilmScene, made: Shot) -> Image.Image | None:
    if made.ground:
        ground = Image.open(io.BytesIO(made.ground)).convert("RGB")
        return ground.resize((WIDE, HIGH), Image.Resampling.BILINEAR, box=made.end)
    if scene.kind is SceneKind.CLIP and scene.picture is not None:
        return first_picture(scene.picture)
    return None


def first_picture(clip: Path) -> Image.Image:
    """From the child that cuts films: the server decodes no stranger's video itself."""
    from yipanqi.packs.film.shoot import child_picture

    return child_picture(clip)
