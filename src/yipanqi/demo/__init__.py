"""演示数据: a city shaped like Shaoxing, invented from a seed, the same every time.

It lives on 5 May 2024: months up to March are frozen and published, April's dispatch report
is in review. Real are the names and codes of places; projects, enterprises, people and
figures are invented.
"""

from collections.abc import Callable

Progress = Callable[[int, int, str], None]  # done, total, what is being done (Chinese)


def build(progress: Progress | None = None, *, freeze: bool = True) -> None:
    """Build the city in an empty database. Raises ``demo.not_empty``."""
    from yipanqi.demo.builder import build_city

    build_city(progress, freeze=freeze)


def reset(progress: Progress | None = None, *, freeze: bool = True) -> None:
    """Put a demonstration city back to its start; raises ``demo.not_a_demo``."""
    from yipanqi.demo.builder import reset_city

    reset_city(progress, freeze=freeze)


def is_built() -> bool:
    """Whether this database holds a finished demonstration city."""
    from yipanqi.demo.builder import city_is_built

    return city_is_built()
