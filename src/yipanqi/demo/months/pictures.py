"""Drawn site pictures: sky, ground, a crane, and works that grow with their phase.

They are drawings on purpose: nobody may take them for photographs of a real site.
"""

import io
from collections.abc import Callable
from random import Random

from PIL import Image, ImageDraw

from yipanqi.demo.city.dice import dice

WIDTH, HEIGHT, HORIZON = 640, 420, 270
PHASES, VARIANTS = 6, 2
SCENES = ("plant", "building", "road", "water", "network", "ground")
Pen = ImageDraw.ImageDraw
STEEL, CONCRETE, SOIL = (96, 112, 128), (178, 176, 170), (158, 128, 96)


def picture(scene: str, phase: int, variant: int) -> bytes:
    """JPEG of a scene in phase 0 … 5."""
    chance = dice("picture", scene, phase, variant)
    image = Image.new("RGB", (WIDTH, HEIGHT), (206, 222, 236))
    pen = ImageDraw.Draw(image)
    for line in range(HORIZON):
        shade = line * 30 // HORIZON
        pen.line((0, line, WIDTH, line), (196 + shade, 214 + shade // 2, 232 + shade // 3))
    _hills(pen, chance)
    pen.rectangle((0, HORIZON, WIDTH, HEIGHT), SOIL)
    for _ in range(160):
        x, y = chance.randint(0, WIDTH), chance.randint(HORIZON, HEIGHT)
        pen.ellipse((x, y, x + 5, y + 2), tuple(c + chance.randint(-18, 12) for c in SOIL))
    DRAWN[scene](pen, phase, chance)
    if scene in {"plant", "building"} and phase < 5:
        _crane(pen, chance.randint(60, 560), chance.randint(60, 110))
    _fence(pen, chance)
    out = io.BytesIO()
    image.save(out, "JPEG", quality=72)
    return out.getvalue()


def _hills(pen: Pen, chance: Random) -> None:
    for shade in (168, 148):
        x, points = 0, [(0, HORIZON)]
        while x < WIDTH:
            points.append((x, HORIZON - chance.randint(20, 80)))
            x += chance.randint(60, 140)
        pen.polygon([*points, (WIDTH, HORIZON)], (shade - 30, shade, shade - 20))


def _crane(pen: Pen, x: int, top: int) -> None:
    yellow = (214, 164, 44)
    pen.rectangle((x, top, x + 7, HORIZON + 20), yellow)
    pen.rectangle((x - 50, top, x + 150, top + 5), yellow)
    pen.line((x + 110, top, x + 110, top + 70), (60, 60, 60), 2)
    for y in range(top + 8, HORIZON + 12, 14):
        pen.line((x, y, x + 7, y + 12), (150, 110, 20), 1)


def _fence(pen: Pen, chance: Random) -> None:
    green = (64, 120 + chance.randint(0, 30), 90)
    pen.rectangle((0, HEIGHT - 34, WIDTH, HEIGHT - 6), green)
    for x in range(0, WIDTH, 40):
        pen.line((x, HEIGHT - 34, x, HEIGHT - 6), (230, 236, 230), 2)


def _plant(pen: Pen, phase: int, chance: Random) -> None:
    """Columns, then roof, then walls."""
    left, right, top = 90, 540, HORIZON - 50 - chance.randint(0, 30)
    if phase == 0:
        for x in range(left, right, 34):
            pen.rectangle((x, HORIZON + 10, x + 8, HORIZON + 40), CONCRETE)
        return
    for x in range(left, left + (right - left) * min(phase, 3) // 3 + 1, 45):
        pen.rectangle((x, top, x + 6, HORIZON + 36), STEEL)
    if phase >= 2:
        pen.polygon([(left, top), (right // 2 + 50, top - 30), (right, top)], (120, 134, 150))
    if phase >= 4:
        pen.rectangle((left, top, right, HORIZON + 36), (186, 200, 212))
        for x in range(left + 20, right - 20, 60):
            pen.rectangle((x, top + 20, x + 30, top + 44), (96, 132, 160))


def _building(pen: Pen, phase: int, chance: Random) -> None:
    """Towers that rise floor by floor."""
    pen.rectangle((60, HORIZON + 10, 580, HORIZON + 46), (120, 98, 76))
    for place, left in enumerate((110, 260, 410)):
        floors = max(0, phase * 3 - place + chance.randint(0, 1))
        for floor in range(floors):
            y = HORIZON + 20 - floor * 13
            pen.rectangle((left, y - 11, left + 100, y), CONCRETE, (140, 138, 132))
            if phase >= 4:
                for x in range(left + 8, left + 92, 20):
                    pen.rectangle((x, y - 9, x + 11, y - 3), (98, 128, 156))


def _road(pen: Pen, phase: int, chance: Random) -> None:
    """A road to the horizon: earth, stone, asphalt, lines."""
    colour = ((140, 108, 78), (150, 126, 100), (170, 166, 158), (150, 150, 150), (70, 72, 76))
    far = 320 + chance.randint(-60, 60)
    wide = 90 + phase * 36
    edge = [(far - 8, HORIZON), (far + 8, HORIZON)]
    pen.polygon([*edge, (320 + wide, HEIGHT), (320 - wide, HEIGHT)], colour[min(phase, 4)])
    if phase >= 5:
        for y in range(HORIZON + 6, HEIGHT, 26):
            pen.line((far + (320 - far) * (y - HORIZON) // 150, y, far, y + 12), "white", 3)
    for pier in range(phase):
        x = 30 + pier * 40
        pen.rectangle((x, HORIZON - 56, x + 12, HORIZON + 8), CONCRETE)
    if phase >= 3:
        pen.rectangle((10, HORIZON - 66, 40 + phase * 44, HORIZON - 54), (160, 158, 152))


def _water(pen: Pen, phase: int, chance: Random) -> None:
    """A dike along water, with a gate house at last."""
    pen.polygon([(0, 300), (WIDTH, 280), (WIDTH, 360), (0, 380)], (92, 134, 158))
    for y in range(300, 360, 12):
        pen.arc((chance.randint(0, 300), y, chance.randint(320, WIDTH), y + 10), 0, 180, "white")
    high = 12 + phase * 9
    pen.polygon([(0, 300), (WIDTH, 280), (WIDTH, 280 - high), (0, 300 - high)], (170, 160, 140))
    if phase >= 4:
        pen.rectangle((380, 190, 450, 290), CONCRETE, STEEL)
        pen.rectangle((395, 250, 435, 290), STEEL)


def _network(pen: Pen, phase: int, chance: Random) -> None:
    """A trench with pipes and a row of pylons."""
    pen.polygon([(40, HEIGHT), (300, HORIZON + 6), (330, HORIZON + 6), (150, HEIGHT)], (96, 74, 54))
    if phase >= 1:
        pen.line((95, HEIGHT, 315, HORIZON + 6), (60, 90, 120), 8)
    for place in range(phase):
        x = 400 + place * 44 + chance.randint(-4, 4)
        pen.line((x, HORIZON + 10, x + 8, 170), STEEL, 3)
        pen.line((x + 16, HORIZON + 10, x + 8, 170), STEEL, 3)
        pen.line((x - 10, 190, x + 26, 190), STEEL, 3)


def _ground(pen: Pen, phase: int, chance: Random) -> None:
    """Old houses along a street that is put in order."""
    for place in range(6):
        left, high = 30 + place * 100, 60 + chance.randint(0, 40)
        done = place < phase
        wall = (232, 228, 218) if done else (176, 168, 156)
        pen.rectangle((left, HORIZON - high + 20, left + 80, HORIZON + 20), wall, (90, 84, 78))
        roof = [(left - 8, HORIZON - high + 20), (left + 40, HORIZON - high - 8)]
        pen.polygon([*roof, (left + 88, HORIZON - high + 20)], (70, 72, 78))
    if phase >= 4:
        pen.rectangle((0, HORIZON + 40, WIDTH, HORIZON + 70), (150, 150, 148))


DRAWN: dict[str, Callable[[Pen, int, Random], None]] = {
    "plant": _plant,
    "building": _building,
    "road": _road,
    "water": _water,
    "network": _network,
    "ground": _ground,
}
