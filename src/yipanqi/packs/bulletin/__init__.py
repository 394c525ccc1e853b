"""The bulletin (通报): content in, official document out, every number checked back."""

from yipanqi.packs.bulletin.content import (
    BulletinContent,
    Demand,
    LeagueHonours,
    OpeningFigures,
    ProgressRow,
    ProgressTable,
    TypicalProblem,
)
from yipanqi.packs.bulletin.lists import league_honours
from yipanqi.packs.bulletin.render import draft_title, render, shipped_wording
from yipanqi.packs.bulletin.trace import unexplained

__all__ = [
    "BulletinContent",
    "Demand",
    "LeagueHonours",
    "OpeningFigures",
    "ProgressRow",
    "ProgressTable",
    "TypicalProblem",
    "draft_title",
    "league_honours",
    "render",
    "shipped_wording",
    "unexplained",
]
