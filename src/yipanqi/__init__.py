"""Yipanqi (一盘棋): the monthly loop by which a city delivers its major projects."""

__version__ = "0.1.0"
