"""Slides (演示稿) of a frozen month as .pptx, with native charts that can be edited."""

from yipanqi.packs.slides.deck import render_slides
from yipanqi.packs.slides.readback import slide_numbers

__all__ = ["render_slides", "slide_numbers"]
