"""Forms of a superior office: fill all of them, or one, for a month."""

from pathlib import Path
from typing import Annotated

import typer

from yipanqi.cli.app import MonthArgument, app, parsed_month, ready, tell
from yipanqi.cli.viewers import acting


@app.command(name="fill-forms", help="上级报表：用已封账数据填写已指定好的报表。")
@ready
def fill_forms(
    month: MonthArgument,
    name: Annotated[str, typer.Option("--name", help="只填这张报表", metavar="名称")] = "",
    out: Annotated[Path, typer.Option("--out", help="输出目录", metavar="目录")] = Path("out"),
    as_: Annotated[str, typer.Option("--as", help="以某账号的身份办理", metavar="用户名")] = "",
) -> None:
    from yipanqi.apps.month.forms_above.actions import fill_form
    from yipanqi.apps.month.forms_above.frozen import content_of
    from yipanqi.apps.month.forms_above.queries import forms
    from yipanqi.apps.month.forms_above.wording import silence_words
    from yipanqi.core.refusal import Missing

    viewer, wanted = acting(as_, "命令行填上级报表"), parsed_month(month)
    rows = [f for f in forms(viewer) if f.retired_at is None and name in ("", f.name)]
    if not rows:
        raise Missing("form_above.not_found")
    out.mkdir(parents=True, exist_ok=True)
    for form in rows:
        made = fill_form(viewer=viewer, uid=form.uid, month=wanted)
        path = out / made.file.name
        path.write_bytes(content_of(made.file))
        count, empty = len(made.figures), len(made.silent)
        tell(f"已填 {path}：{count} 个数，取自 {made.snapshot}；留空 {empty} 处。")
        for told in made.silent:
            tell(f"  留空 {told['at']}：{silence_words(told['code'], told['params'])}")
