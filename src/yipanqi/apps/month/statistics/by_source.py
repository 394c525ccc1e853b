"""Figures of one project and month side by side: dispatch, month-end, statistics."""

from collections.abc import Mapping

from yipanqi.core.projects.shares import FigureSource


class BySource:
    """Whole yuan since January by source; None where that source has none."""

    __slots__ = ()
    figures: Mapping[str, int | None]

    @property
    def dispatch(self) -> int | None:
        return self.figures.get(FigureSource.DISPATCH)

    @property
    def month_end(self) -> int | None:
        return self.figures.get(FigureSource.MONTH_END)

    @property
    def statistics(self) -> int | None:
        return self.figures.get(FigureSource.STATISTICS)

    @property
    def base(self) -> int | None:
        """What the statistics are held against: the month-end figure, else the dispatch one."""
        return self.dispatch if self.month_end is None else self.month_end

    @property
    def gap(self) -> int | None:
        """Statistics minus ``base``, in yuan."""
        return minus(self.statistics, self.base)


def minus(one: int | None, other: int | None) -> int | None:
    return None if one is None or other is None else one - other
