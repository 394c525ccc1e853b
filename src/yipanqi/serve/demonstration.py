"""The demonstration city at a start: built once, built again where a build was cut off."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from yipanqi import demo
from yipanqi.demo.accounts import PASSWORD, SHOWCASE

LINE_EVERY = 5.0  # seconds between lines where no bar can be drawn


def build_where_none() -> None:
    """Nothing is done to a database that holds anything else."""
    from yipanqi.apps.ledger.units.models import User

    cut_off = unfinished_mark().exists() and demo.is_built()
    if not cut_off and (demo.is_built() or User.objects.exists()):
        return
    console = Console(highlight=False)
    console.print("· 生成演示城市，只在首次启动时进行 building the demonstration city, once …")
    started = time.monotonic()
    unfinished_mark().touch()
    with shown_progress(console) as progress:
        (demo.reset if cut_off else demo.build)(progress)
    unfinished_mark().unlink()
    console.print(f"  {time.monotonic() - started:.1f} s")


def unfinished_mark() -> Path:
    """There while a build is under way, and after one that was cut off."""
    return Path(settings.YIPANQI_DATA) / "demonstration.unfinished"


@contextmanager
def shown_progress(console: Console) -> Iterator[demo.Progress]:
    """A bar on a terminal; elsewhere a line now and then."""
    if not console.is_terminal:
        yield _lines(console)
        return
    columns = (BarColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True) as bars:
        bar = bars.add_task("")
        yield lambda done, total, what: bars.update(
            bar, completed=done, total=total, description=what
        )


def _lines(console: Console) -> demo.Progress:
    said = [time.monotonic()]

    def tell(done: int, total: int, what: str) -> None:
        if time.monotonic() - said[0] >= LINE_EVERY:
            said[0] = time.monotonic()
            console.print(f"  {done * 100 // max(1, total)}%  {what}")

    return tell


def show_accounts() -> None:
    """Role, account and what to try; only where the database holds the demonstration city."""
    if not demo.is_built():
        return
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 2), show_edge=False)
    for title in ("角色", "账号", "可以试试"):
        table.add_column(title, no_wrap=True)
    for each in SHOWCASE:
        table.add_row(each.role, each.username, each.hint)
    console = Console(highlight=False)
    width = max(console.width, 100)
    Console(highlight=False, width=width).print(table)
    console.print(f"\n  演示账号口令均为 all passwords: {PASSWORD}")
    console.print("  登录后点页面上方的“演示数据”，按导览走一遍。 The tour is behind 演示数据.\n")
