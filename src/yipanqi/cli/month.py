"""The whole loop on a folder of workbooks: read, hand in, review, freeze, score, write."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from yipanqi.apps.ledger.units.queries import tree_on
from yipanqi.apps.month.imports.batch import FolderOutcome, Outcome, import_folder, workbooks_in
from yipanqi.apps.month.reporting.actions import approve_many, submit_unit
from yipanqi.apps.month.reporting.models import MonthReport, MonthWindow
from yipanqi.apps.month.snapshots.actions import freeze_month
from yipanqi.apps.month.snapshots.models import Snapshot
from yipanqi.cli.app import MonthArgument, app, parsed_month, ready, tell
from yipanqi.cli.loop import SCHEME
from yipanqi.cli.publication import publication_of, write_documents
from yipanqi.cli.viewers import clerk
from yipanqi.core.month import Month
from yipanqi.core.refusal import Missing, Refusal
from yipanqi.core.scope import Viewer
from yipanqi.infra.texts import say
from yipanqi.web.verification import verify_everything

State = MonthReport.State
LEVELS = 5  # of review, at the most


@dataclass
class Summary:
    """What the run did, counted as it happened."""

    files: FolderOutcome | None = None
    submitted: int = 0
    left_out: list[str] = field(default_factory=list)
    approved: int = 0
    not_approved: list[str] = field(default_factory=list)
    snapshot: Snapshot | None = None
    ranks: list[str] = field(default_factory=list)
    written: list[Path] = field(default_factory=list)
    faults: tuple[str, ...] = ()


@app.command(help="一次办完一个月：导入目录中的工作簿，提交、审核、封账、计分，写出晾晒表和通报。")
@ready
def month(
    month: MonthArgument,
    from_: Annotated[Path, typer.Option("--from", help="工作簿所在目录", metavar="目录")],
    out: Annotated[Path, typer.Option("--out", help="输出目录", metavar="目录")] = Path("out"),
    scheme: Annotated[str, typer.Option("--scheme", help="考核方案代号")] = SCHEME,
) -> None:
    wanted = parsed_month(month)
    if not from_.is_dir() or not workbooks_in(from_):
        raise Missing("cli.no_workbooks", folder=str(from_))
    summary = run(wanted, from_, out, scheme)
    tell_summary(summary)
    if summary.faults:
        raise typer.Exit(1)


def run(month: Month, folder: Path, out: Path, scheme: str) -> Summary:
    """The loop, with a progress bar on the error stream."""
    summary = Summary()
    columns = (
        TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn()
    )  # fmt: skip
    with Progress(*columns, console=Console(stderr=True)) as bar:
        total = len(workbooks_in(folder))
        reading = bar.add_task("导入工作簿", total=total)
        summary.files = import_folder(
            clerk("命令行导入"), month, folder, confirm_mappings=True,
            on_file=lambda *_: bar.advance(reading),
        )  # fmt: skip
        steps = bar.add_task("提交、审核、封账、计分、成文", total=6)
        for step in (_submit, _review, _freeze):
            step(summary, month)
            bar.advance(steps)
        machine = Viewer.system("命令行办理月度流程")
        publication = publication_of(machine, month, scheme)
        ranks = publication.sheet.ranks.order_by("league", "sort")
        summary.ranks = [
            f"{r.league} {r.rank or '—'} {r.unit_name} {r.total or '—'}" for r in ranks
        ]
        bar.advance(steps)
        summary.written = write_documents(machine, month, scheme, out)
        bar.advance(steps)
        summary.faults = verify_everything(str(month)).faults
        bar.advance(steps)
    return summary


def _submit(summary: Summary, month: Month) -> None:
    try:
        done = submit_unit(viewer=clerk("命令行提交"), month=month, unit_uid=tree_on().root.uid)
    except Refusal as refusal:
        summary.left_out.append(say(refusal))
        return
    summary.submitted = len(done.submitted)
    summary.left_out = [
        f"{row.project}：{say(row.findings[0]) if row.findings else '尚未填报'}"
        for row in done.left_out
    ]


def _review(summary: Summary, month: Month) -> None:
    """Level by level: agree to every waiting report without a finding; the others stay."""
    if MonthWindow.objects.get(month=str(month)).is_closed:
        return
    machine = Viewer.system("命令行批量审核无疑点的月报")
    for _level in range(LEVELS):
        waiting = dict(
            MonthReport.objects.visible_to(machine)
            .filter(window__month=str(month), state=State.SUBMITTED)
            .values_list("uid", "version")
        )
        if not waiting:
            return
        try:
            done = approve_many(
                viewer=machine, month=month, versions={str(u): v for u, v in waiting.items()}
            )
        except Refusal as refusal:
            if refusal.code != "report.nothing_to_approve":
                raise
            names = MonthReport.objects.visible_to(machine).filter(uid__in=waiting)
            summary.not_approved = [
                f"{name}：有核对发现，须由审核员逐项审核"
                for name in names.values_list("project__current__name", flat=True)
            ]
            return
        summary.approved += sum(r.state == State.APPROVED for r in done.approved)
        summary.not_approved = [f"{row.project}：{say(row.refusal)}" for row in done.left_out]


def _freeze(summary: Summary, month: Month) -> None:
    window = MonthWindow.objects.get(month=str(month))
    if window.is_closed:
        summary.snapshot = Snapshot.objects.filter(window=window).order_by("-revision").first()
        return
    summary.snapshot = freeze_month(viewer=Viewer.system("命令行封账"), month=month)


def tell_summary(summary: Summary) -> None:
    """What was read, refused, frozen, ranked and written."""
    files = summary.files
    if files is not None:
        applied, same = files.count(Outcome.APPLIED), files.count(Outcome.UNCHANGED)
        tell(f"读取 {len(files.files)} 个工作簿：导入 {applied} 个，无变化 {same} 个，"
             f"未导入 {len(files.refused)} 个；改动 {files.cells_changed} 格。")  # fmt: skip
        for one in files.refused:
            tell(f"  未导入 {one.name}：{one.why}")
    tell(f"提交 {summary.submitted} 份，未提交 {len(summary.left_out)} 份；"
         f"审核通过 {summary.approved} 份，未通过 {len(summary.not_approved)} 份。")  # fmt: skip
    for line in [*summary.left_out[:20], *summary.not_approved[:20]]:
        tell(f"  {line}")
    if summary.snapshot:
        tables = summary.snapshot.manifest["tables"]["project_months"]
        tell(f"封账 {summary.snapshot}：{tables['rows']} 个项目，行哈希 "
             f"{summary.snapshot.rows_hash[:16]}…")  # fmt: skip
    tell("排名：")
    for line in summary.ranks:
        tell(f"  {line}")
    for path in summary.written:
        tell(f"写出 {path}")
    for fault in summary.faults:
        tell(f"不符：{fault}")
    tell("校验未通过。" if summary.faults else "校验通过。")
