"""Realistic mess: from clean rows to workbooks as they are really sent, with the truth known.

``make_mess(seed, month)`` gives a ``Mess``: bytes, file name, true rows with the cells that
must be refused, true meaning of every column, and the traits drawn. Same seed, same bytes.
Used by tests, the bench and the demonstration's folder of workbooks.
"""

from random import Random

from yipanqi.core.month import Month
from yipanqi.demo.mess import write
from yipanqi.demo.mess.clean import CleanRow, Mess, TrueColumn, TrueRow, clean_rows
from yipanqi.demo.mess.sheet import Grid, Table

__all__ = ["CleanRow", "Mess", "TrueColumn", "TrueRow", "clean_rows", "make_mess"]


def make_mess(
    seed: int,
    month: Month,
    *,
    rows: list[CleanRow] | None = None,
    spoil: float = 0.03,
    as_xml: bool | None = None,
) -> Mess:
    """``spoil`` is the share of money and date cells made unreadable on purpose."""
    rng = Random(seed)  # noqa: S311  (mess, not secrets)
    pool = rows or clean_rows(rng, rng.randrange(4, 40))
    traits: set[str] = set()
    grids, true_rows, columns = [], [], []
    at = 0
    for number in range(1 if rng.random() < 0.8 else 2):
        grid = Grid(f"项目表{number + 1}" if number else "Sheet1")
        grids.append(grid)
        tables = 1 if rng.random() < 0.8 else 2
        share = max(1, len(pool) // tables)
        for table in range(tables):
            part = pool[at : at + share] or pool[:share]
            at += share
            drawn = Table(rng, month, grid, table, traits).draw(part, spoil)
            true_rows += drawn[0]
            columns += drawn[1]
            grid.next_row += rng.randrange(1, 4)
        if tables > 1:
            traits.add("several tables")
    if rng.random() < 0.2:
        traits.add("sheet of notes")
        notes = Grid("填报说明")
        notes.put(0, 0, "填报说明")
        notes.put(1, 0, "一、本表按月填报，单位为万元。")
        grids.insert(rng.randrange(2), notes)
    xml = rng.random() < 0.1 if as_xml is None else as_xml
    content = write.spreadsheetml(grids) if xml else write.xlsx(grids)
    name = f"重大项目月报{seed}{'.xml' if xml else '.xlsx'}"
    return Mess(name, content, tuple(true_rows), tuple(columns), frozenset(traits))
