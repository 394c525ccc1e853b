"""Freeze, score, publish and the bulletin."""

from pathlib import Path
from typing import Annotated

import typer

from yipanqi.cli.app import MonthArgument, app, parsed_month, ready, tell
from yipanqi.cli.viewers import acting

As = Annotated[str, typer.Option("--as", help="以某账号的身份办理", metavar="用户名")]
SCHEME = "city_2024"
Scheme = Annotated[str, typer.Option("--scheme", help="考核方案代号", metavar="方案")]


@app.command(help="封账：把一个月固定为不可改动的快照。")
@ready
def freeze(month: MonthArgument, as_: As = "") -> None:
    from yipanqi.apps.month.snapshots.actions import freeze_month

    snapshot = freeze_month(viewer=acting(as_, "命令行封账"), month=parsed_month(month))
    rows = sum(t["rows"] for t in snapshot.manifest["tables"].values())
    tell(f"已封账 {snapshot}：{rows} 行，行哈希 {snapshot.rows_hash[:16]}…")


@app.command(help="计分：按考核方案对已封账的月份计分、排名。")
@ready
def score(month: MonthArgument, scheme: Scheme = SCHEME, as_: As = "") -> None:
    from yipanqi.apps.results.scoring.actions import score_month

    sheet = score_month(
        viewer=acting(as_, "命令行计分"), month=parsed_month(month), scheme_key=scheme
    )
    for line in sheet.ranks.order_by("league", "sort"):
        tell(f"{line.league:<12} {line.rank or '—':>3} {line.unit_name:<12} {line.total or '—'}")


@app.command(help="晾晒：形成发布稿；--final 由 --as 指定的账号审定并发布。")
@ready
def publish(
    month: MonthArgument,
    scheme: Scheme = SCHEME,
    as_: As = "",
    final: Annotated[bool, typer.Option("--final", help="审定并发布")] = False,
) -> None:
    from yipanqi.cli.publication import publish_month
    from yipanqi.web.parts import STATES

    publication = publish_month(acting(as_, "命令行晾晒"), parsed_month(month), scheme, final=final)
    tell(f"{publication.month} 发布稿状态：{STATES[publication.state][0]}")


@app.command(help="通报：由已封账数据生成通报 Word 文件和晾晒表。")
@ready
def bulletin(
    month: MonthArgument,
    out: Annotated[Path, typer.Option("--out", help="输出目录", metavar="目录")] = Path("out"),
    scheme: Scheme = SCHEME,
    as_: As = "",
) -> None:
    from yipanqi.cli.publication import write_documents

    for path in write_documents(acting(as_, "命令行通报"), parsed_month(month), scheme, out):
        tell(f"已生成 {path}")


@app.command(
    help="会议材料包：由已封账数据生成通报、演示稿、数据表、阅读材料和晾晒海报，逐个数字回核快照。"
)
@ready
def pack(
    month: MonthArgument,
    out: Annotated[Path, typer.Option("--out", help="输出目录", metavar="目录")] = Path("out"),
    scheme: Scheme = SCHEME,
    as_: As = "",
    film: Annotated[bool, typer.Option("--film", help="同时合成典型问题专题片")] = False,
) -> None:
    from yipanqi.cli.publication import write_pack

    viewer = acting(as_, "命令行材料包")
    for path in write_pack(viewer, parsed_month(month), scheme, out, film=film):
        tell(f"已生成 {path}")
