"""Run one verb; a refusal is one sentence on the error stream and exit code 2."""

import sys

import typer

from yipanqi.core.refusal import Refusal


def run() -> int:
    import django

    django.setup()
    from yipanqi.cli import city, forms, init, loop, month, workbooks  # noqa: F401  (register the verbs)
    from yipanqi.cli.app import app

    try:
        code = app(prog_name="yipanqi", standalone_mode=False)
    except Refusal as refusal:
        return refuse(refusal)
    except typer.Abort:
        return 130
    except Exception as fault:
        shown = getattr(fault, "show", None)  # the parser's own complaint about the words
        if shown is None:
            raise
        shown()
        return 2
    return code if isinstance(code, int) else 0  # what a verb gave ``typer.Exit``


def refuse(refusal: Refusal) -> int:
    from yipanqi.infra.texts import say

    print(f"未办理：{say(refusal)}", file=sys.stderr)  # noqa: T201
    return 2
