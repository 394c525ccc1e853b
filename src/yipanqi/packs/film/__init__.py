"""The film (专题片) of typical cases: storyboard, cards, subtitles, the finished MP4."""

from yipanqi.packs.film.check import film_strangers, scene_strangers
from yipanqi.packs.film.content import (
    CaseDate,
    CaseMonth,
    CityShape,
    FilmCase,
    FilmContent,
    FilmScene,
)
from yipanqi.packs.film.draft import drafted, film_title, inspection_source
from yipanqi.packs.film.shoot import MadeFilm, make_film
from yipanqi.packs.film.stills import still

__all__ = [
    "CaseDate",
    "CaseMonth",
    "CityShape",
    "FilmCase",
    "FilmContent",
    "FilmScene",
    "MadeFilm",
    "drafted",
    "film_strangers",
    "film_title",
    "inspection_source",
    "make_film",
    "scene_strangers",
    "still",
]
