"""Verbs about the city as a whole: serve it, build the demonstration city, keep it whole."""

from pathlib import Path
from typing import Annotated

import typer

from yipanqi.cli.app import MonthArgument, app, parsed_month, ready, tell
from yipanqi.core.scope import Viewer


@app.command(
    context_settings={"allow_extra_args": True, "ignore_unknown_options": True},
    help="启动网站和后台任务（与 ./run 相同）。",
    add_help_option=False,
)
def serve(context: typer.Context) -> None:
    from yipanqi.serve.main import main

    raise typer.Exit(main(context.args, "yipanqi serve"))


@app.command(help="生成演示城市；--reset 恢复到初始状态（之后录入的内容会丢失）。")
def demo(
    reset: Annotated[bool, typer.Option("--reset", help="恢复演示城市的初始状态")] = False,
) -> None:
    from django.core.management import call_command

    from yipanqi import demo as demonstration

    call_command("migrate", verbosity=0, interactive=False)
    if reset:
        demonstration.reset(progress=_progress)
    elif demonstration.is_built():
        tell("演示城市已存在。如需恢复初始状态，请用 yipanqi demo --reset。")
        return
    else:
        demonstration.build(progress=_progress)
    tell("演示城市已就绪。")


@app.command(help="演示城市：写出各填报单位已填好的月报工作簿，供 yipanqi month 使用。")
@ready
def workbooks(
    month: MonthArgument,
    out: Annotated[Path, typer.Option("--out", help="输出目录", metavar="目录")] = Path(
        "workbooks"
    ),
) -> None:
    from yipanqi.demo.months.workbooks import write_workbooks

    count = sum(1 for _ in write_workbooks(parsed_month(month), out))
    tell(f"已写出 {count} 个工作簿到 {out}")


def _progress(*args: object) -> None:
    tell("· " + " ".join(str(a) for a in args))


@app.command(help="校验审计链、封账数据和考核结果；指定月份时只核对该月的封账数据。")
@ready
def verify(
    month: Annotated[str, typer.Argument(help="月份，如 2024-04", metavar="[月份]")] = "",
) -> None:
    from yipanqi.apps.month.snapshots.models import Snapshot
    from yipanqi.web.verification import verify_everything

    wanted = str(parsed_month(month)) if month else None
    found = verify_everything(wanted)
    tell(f"审计记录：已上链 {found.sealed} 条，待上链 {found.unsealed} 条。")
    count = Snapshot.objects.filter(**({"month": wanted} if wanted else {})).count()
    tell(f"封账数据：核对 {count} 份。")
    for fault in found.faults:
        tell(f"不符：{fault}")
    if found.faults:
        raise typer.Exit(1)
    tell("校验通过：重新计算的结果与记录全部一致。")


@app.command(
    help="载入行政区划代码：目录中各版 GB/T 2260 表（文件名含年月，如 gb2260_201810.tsv）。"
)
@ready
def codes(
    folder: Annotated[Path, typer.Argument(help="代码表所在目录", metavar="目录")],
) -> None:
    from yipanqi.apps.ledger.units.actions import load_region_codes
    from yipanqi.cli.codes import revisions_in, shaoxing_successions

    revisions = revisions_in(folder)
    count = load_region_codes(
        viewer=Viewer.system("命令行载入行政区划代码"),
        revisions=revisions,
        source="、".join(sorted(revisions)),
        successions=shaoxing_successions(),
    )
    tell(f"已载入 {len(revisions)} 版代码表，共 {count} 行。")


@app.command(help="清理被中断的封账：恢复月份状态，删除无主的数据目录。")
@ready
def recover() -> None:
    from yipanqi.apps.month.snapshots.actions import recover_freezes

    found = recover_freezes(at_start=True)
    tell(f"恢复 {len(found.reopened)} 个月份，清理 {len(found.removed)} 个目录。")
