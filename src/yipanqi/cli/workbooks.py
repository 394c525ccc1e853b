"""Workbooks out and in."""

from pathlib import Path
from typing import Annotated

import typer

from yipanqi.cli.app import MonthArgument, app, parsed_month, ready, tell
from yipanqi.cli.viewers import acting, clerk

Unit = Annotated[str, typer.Option("--unit", help="只办理这个单位（全称或简称）", metavar="单位")]
Out = Annotated[Path, typer.Option("--out", help="输出目录", metavar="目录")]
As = Annotated[str, typer.Option("--as", help="以某账号的身份办理", metavar="用户名")]


@app.command(help="导出填报模板：每个填报单位一个工作簿，带出上月数据。")
@ready
def template(month: MonthArgument, out: Out = Path("templates"), unit: Unit = "") -> None:
    from yipanqi.apps.ledger.projects.queries import due_reports
    from yipanqi.apps.ledger.units.queries import tree_on
    from yipanqi.apps.month.imports.workbook import unit_workbook
    from yipanqi.core.refusal import Missing

    wanted = parsed_month(month)
    nodes = tree_on().nodes
    reporting = set(due_reports(wanted).values())
    chosen = [
        nodes[pk] for pk in sorted(reporting)
        if not unit or unit in {nodes[pk].name, nodes[pk].short_name}
    ]  # fmt: skip
    if not chosen:
        raise Missing("cli.no_reporting_unit", unit=unit, month=wanted)
    out.mkdir(parents=True, exist_ok=True)
    for node in chosen:
        name, content = unit_workbook(acting("", "命令行导出模板"), wanted, node.uid)
        (out / name).write_bytes(content)
    tell(f"已导出 {len(chosen)} 个工作簿到 {out}")


@app.command(help="预检工作簿：只读不写，逐个指出不能导入的单元格。")
@ready
def check(
    month: MonthArgument,
    files: Annotated[list[Path], typer.Argument(help="工作簿文件", metavar="文件…")],
) -> None:
    from yipanqi.apps.month.imports.batch import Outcome, check_file

    viewer, wanted = clerk("命令行预检"), parsed_month(month)
    refused = 0
    for path in files:
        found = check_file(viewer, wanted, path)
        _tell_file(found)
        refused += found.outcome is Outcome.REFUSED
    if refused:
        raise typer.Exit(1)


@app.command("import", help="导入一个目录中的工作簿：每个文件要么全部导入，要么一格不动。")
@ready
def import_(
    month: MonthArgument,
    folder: Annotated[Path, typer.Argument(help="工作簿所在目录", metavar="目录")],
    confirm: Annotated[
        bool, typer.Option("--confirm", help="列名全部认得准的外来表格可直接导入")
    ] = False,
    as_: As = "",
) -> None:
    from yipanqi.apps.month.imports.batch import import_folder

    viewer = acting(as_, "") if as_ else clerk("命令行导入")
    found = import_folder(
        viewer,
        parsed_month(month),
        folder,
        confirm_mappings=confirm,
        on_file=lambda number, total, one: _tell_file(one, f"[{number}/{total}] "),
    )
    tell(
        f"共 {len(found.files)} 个文件，未导入 {len(found.refused)} 个，"
        f"改动 {found.cells_changed} 格。"
    )
    if found.refused:
        raise typer.Exit(1)


def _tell_file(one: object, before: str = "") -> None:
    from yipanqi.apps.month.imports.batch import FileOutcome, Outcome

    assert isinstance(one, FileOutcome)  # noqa: S101
    words = {
        Outcome.APPLIED: f"已导入，改动 {one.rows_changed} 行 {one.cells_changed} 格",
        Outcome.UNCHANGED: "内容与现有数据相同，没有改动",
        Outcome.READY: f"可以导入，将改动 {one.rows_changed} 行 {one.cells_changed} 格",
        Outcome.REFUSED: f"未导入：{one.why}",
    }
    tell(f"{before}{one.name}：{words[one.outcome]}")
    for remark in one.remarks:
        tell(f"    {remark}")
