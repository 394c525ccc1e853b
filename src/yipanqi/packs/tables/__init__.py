"""Scoreboards as workbooks."""

from yipanqi.packs.tables.scoreboard import ScoreboardWorkbook, render_scoreboard

__all__ = ["ScoreboardWorkbook", "render_scoreboard"]
