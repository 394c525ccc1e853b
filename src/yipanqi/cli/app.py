"""The command's verbs, its refusals, and how it finds the city."""

import sys
from collections.abc import Callable
from typing import Annotated, Any

import typer

from yipanqi.core.refusal import Refusal

app = typer.Typer(
    name="yipanqi",
    help="一盘棋命令行：与界面相同的操作。数据目录由环境变量 YIPANQI_DATA 指定，默认 var/。",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)

MonthArgument = Annotated[str, typer.Argument(help="月份，如 2024-04", metavar="月份")]


def run() -> int:
    """Run one verb; a refusal is one sentence on the error stream and exit code 2."""
    import django

    django.setup()
    from yipanqi.cli import city, loop, month, workbooks  # noqa: F401  (register the verbs)

    try:
        app(prog_name="yipanqi", standalone_mode=False)
    except Refusal as refusal:
        return refuse(refusal)
    except typer.Exit as leave:
        return leave.exit_code
    except typer.Abort:
        return 130
    except Exception as fault:
        shown = getattr(fault, "show", None)  # the parser's own complaint about the words
        if shown is None:
            raise
        shown()
        return 2
    return 0


def refuse(refusal: Refusal) -> int:
    from yipanqi.infra.texts import say

    print(f"未办理：{say(refusal)}", file=sys.stderr)  # noqa: T201
    return 2


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
