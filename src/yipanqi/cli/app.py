"""What every verb of the command line stands on: the command itself, how it speaks, and that
there is a city.
"""

from collections.abc import Callable
from typing import Annotated, Any

import typer

app = typer.Typer(
    name="yipanqi",
    help="一盘棋命令行：与界面相同的操作。数据目录由环境变量 YIPANQI_DATA 指定，默认 var/。",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)

MonthArgument = Annotated[str, typer.Argument(help="月份，如 2024-04", metavar="月份")]


def tell(text: str) -> None:
    """One line for the person at the shell."""
    print(text, flush=True)  # noqa: T201


def parsed_month(text: str) -> Any:
    from yipanqi.core.month import Month

    return Month.parse(text)


def ready(verb: Callable[..., Any]) -> Callable[..., Any]:
    """A verb on a city that exists: refuses an empty data folder with the next step."""
    from functools import wraps

    @wraps(verb)
    def checked(*args: Any, **kwargs: Any) -> Any:
        from yipanqi.cli.viewers import require_city

        require_city()
        return verb(*args, **kwargs)

    return checked
