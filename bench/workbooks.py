"""Bench (a): reading and checking 1,000 workbooks of 60 × 40 cells.

Against two yardsticks, both in this file and both run in the same process and minute:

* ``calamine``: python-calamine merely reading every sheet in the same limited child process,
  sending nothing back (goal: we take at most 5 times as long);
* ``openpyxl``: the same job the usual way: openpyxl, then one query and one insert per row
  through Django's ORM, one transaction a file (goal: we are at least 10 times faster). It is
  slow, so it runs on fewer files and is scaled; the number is printed. Ours runs on all of them,
  since a worker is replaced after some hundred files and each file bears its part of that.

Our job: limits and scan, parse, JSON, recognise heads, read every cell exactly, identify every
project, fingerprint, and (against openpyxl) write the rows. The rows written must be equal.

    .venv/bin/python bench/workbooks.py [--files 1000] [--pairs 7] [--slow-files 40]
"""

import argparse
import io
import os
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

import django
import xlsxwriter
from django.conf import settings

from yipanqi.core.month import Month
from yipanqi.core.tables.extract import extract
from yipanqi.core.tables.fields import TableField
from yipanqi.core.tables.fingerprint import fingerprint
from yipanqi.core.tables.matching import KnownProject, Register, identify
from yipanqi.core.tables.propose import propose
from yipanqi.infra.workbooks import read_ahead, read_workbook
from yipanqi.infra.workbooks.pool import Pool

MONTH = Month(2024, 4)
ROWS, COLUMNS = 60, 40
HEADS = (
    "序号", "项目代码", "项目名称", "责任单位", "建设单位", "总投资", "2024年计划投资",
    "4月完成投资", "1-4月累计完成投资", "列统投资", "5月计划投资", "形象进度", "存在问题",
    "计划开工时间", "实际开工时间",
)  # fmt: skip
MONEY = range(5, 11)
FIELDS = (
    TableField.TOTAL_INVESTMENT, TableField.ANNUAL_PLAN, TableField.THIS_MONTH,
    TableField.YEAR_TO_DATE, TableField.STATISTICS_COUNTED, TableField.NEXT_MONTH_PLAN,
)  # fmt: skip
NAMES = ("total_investment", "annual_plan", "this_month", "year_to_date", "statistics", "next_plan")


def workbook(number: int) -> tuple[bytes, list[KnownProject]]:
    """One unit's table: 2 lines above, a head, 57 projects, 25 columns of the unit's own."""
    rng = random.Random(number)
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    sheet = book.add_worksheet("月报")
    sheet.merge_range(0, 0, 0, COLUMNS - 1, "2024年4月重大项目投资完成情况表")
    sheet.write(1, COLUMNS - 1, "单位：万元")
    sheet.write_row(2, 0, [*HEADS, *(f"本单位台账栏{n}" for n in range(COLUMNS - len(HEADS)))])
    known = []
    for row in range(3, ROWS):
        name, code = (
            f"第{number}单位第{row}号重大产业项目",
            f"2304-330602-04-01-{number * 100 + row:06}",
        )
        known.append(KnownProject(code, name, code))
        sheet.write_row(row, 0, [row - 2, code, name, "某某街道办事处", "某某建设开发有限公司"])
        sheet.write_row(row, 5, [rng.randrange(10**7) / 100 for _ in MONEY])
        sheet.write_row(row, 11, ["主体结构施工，完成总量的一半", "无"])
        sheet.write_number(row, 13, 45300 + row, day)
        sheet.write_number(row, 14, 45310 + row, day)
        for column in range(15, COLUMNS):
            odd = column % 2
            sheet.write(row, column, f"台账文字{row}" if odd else rng.randrange(10**6) / 100)
    book.close()
    return out.getvalue(), known


@dataclass(slots=True)
class Phases:
    seconds: dict[str, float] = field(default_factory=dict)

    def timed(self, name: str, call: Callable[..., object], *args: object, **more: object):
        start = time.perf_counter()
        result = call(*args, **more)
        self.seconds[name] = self.seconds.get(name, 0) + time.perf_counter() - start
        return result


def configure(folder: Path):
    """A small ledger of its own in a SQLite file; the disk waits for neither way."""
    settings.configure(
        DATABASES={
            "default": {
                "ENGINE": "django.db.backends.sqlite3",
                "NAME": folder / "bench.db",
                "OPTIONS": {"init_command": "PRAGMA journal_mode=WAL;PRAGMA synchronous=OFF;"},
            }
        },
        DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
        USE_TZ=True,
    )
    django.setup()
    from django.db import connection, models

    class Project(models.Model):  # noqa: DJ008
        code = models.CharField(max_length=40, unique=True)

        class Meta:
            app_label = "bench"

    class Report(models.Model):  # noqa: DJ008
        project = models.ForeignKey(Project, on_delete=models.PROTECT)
        progress = models.TextField()
        planned_start = models.DateField(null=True)

        class Meta:
            app_label = "bench"

    for name in NAMES:
        models.BigIntegerField(null=True).contribute_to_class(Report, name)
    with connection.schema_editor() as editor:
        editor.create_model(Project)
        editor.create_model(Report)
    return Project, Report


def merely_read(pool: Pool, files: list[bytes]) -> float:
    start = time.perf_counter()
    for content in files:
        pool.ask({"job": "bare_read", "name": "a.xlsx"}, content)
    return time.perf_counter() - start


def ours(pool: Pool, job: "Job", *, write: bool, ahead: int) -> tuple[float, Phases]:
    """``ahead`` 0 reads one file after the other; else that many while one is checked."""
    phases, start = Phases(), time.perf_counter()
    named = [(content, "a.xlsx") for content in job.files]
    books = (
        read_ahead(named, ahead=ahead, pool=pool)
        if ahead
        else (read_workbook(content, name, pool=pool) for content, name in named)
    )
    for register in job.registers:
        book = phases.timed("read (limits, parse, JSON)", next, books)
        proposal = phases.timed("recognise", propose, book, MONTH)
        found = phases.timed("read cells", extract, book, proposal.tables)
        who = phases.timed("identify", identify, found.rows, register)
        phases.timed("fingerprint", fingerprint, found.rows)
        if found.refused or who.unmatched or len(who.matches) != ROWS - 3:
            sys.exit("the bench's own workbook was not read whole")
        if write:
            phases.timed("write", write_rows, who.matches, job.ledger)
    return time.perf_counter() - start, phases


def write_rows(matches, ledger: "Ledger") -> None:
    from django.db import transaction

    with transaction.atomic():
        ledger.report.objects.bulk_create(
            ledger.report(
                project_id=ledger.ids[m.uid],
                progress=m.row.values[TableField.PHYSICAL_PROGRESS],
                planned_start=m.row.values[TableField.PLANNED_START],
                **{n: m.row.values[f] for n, f in zip(NAMES, FIELDS, strict=True)},
            )
            for m in matches
        )


def usual_way(files: list[bytes], project, report, *, checked: bool) -> float:
    """openpyxl and the ORM row by row, as such imports are commonly written.

    ``checked``: every row goes through ``full_clean``, Django's own way to check a row.
    """
    import openpyxl
    from django.db import transaction

    start = time.perf_counter()
    for content in files:
        sheet = openpyxl.load_workbook(io.BytesIO(content), data_only=True).worksheets[0]
        heads = [c.value for c in sheet[3]]
        at = {head: heads.index(head) for head in HEADS}
        with transaction.atomic():
            for row in sheet.iter_rows(min_row=4, values_only=True):
                found = project.objects.get(code=row[at["项目代码"]])
                money = [int(Decimal(str(row[at[HEADS[c]]])) * 10_000) for c in MONEY]
                line = report(
                    project=found,
                    progress=row[at["形象进度"]],
                    planned_start=row[at["计划开工时间"]].date(),
                    **dict(zip(NAMES, money, strict=True)),
                )
                if checked:
                    line.full_clean()
                line.save()
    return time.perf_counter() - start


def written(report) -> list[tuple[object, ...]]:
    columns = ("project__code", "progress", "planned_start", *NAMES)
    rows = list(report.objects.order_by("project__code").values_list(*columns))
    report.objects.all().delete()
    return rows


def summary(name: str, numbers: list[float]) -> str:
    middle = statistics.median(numbers)
    return f"  {name:<46}{middle:8.2f}  ({min(numbers):.2f} … {max(numbers):.2f})"


def main() -> None:
    ask = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    ask.add_argument("--files", type=int, default=1000)
    ask.add_argument("--pairs", type=int, default=7)
    ask.add_argument("--slow-files", type=int, default=40)
    asked = ask.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        project, report = configure(Path(folder))
        made = [workbook(n) for n in range(asked.files)]
        files, known = [m[0] for m in made], [m[1] for m in made]
        registers = [Register(k) for k in known]
        project.objects.bulk_create(project(code=p.code) for k in known for p in k)
        ids = dict(project.objects.values_list("code", "pk"))
        print(
            f"{asked.files} workbooks of {ROWS} × {COLUMNS}, {sum(map(len, files)) / 2**20:.1f} MB"
        )
        job = Job(files, registers, Ledger(project, report, ids))
        compare_all(
            job,
            Job(files[: asked.slow_files], registers[: asked.slow_files], job.ledger),
            asked.pairs,
        )


@dataclass(frozen=True, slots=True)
class Ledger:
    project: Any
    report: Any
    ids: dict[str, int]


@dataclass(frozen=True, slots=True)
class Job:
    files: list[bytes]
    registers: list[Register]
    ledger: Ledger


def compare_all(job: Job, few: Job, pairs: int) -> None:
    pool, ledger = Pool(2), job.ledger
    times: dict[str, list[float]] = {}
    phases = Phases()

    def note(name: str, seconds: float) -> None:
        times.setdefault(name, []).append(
            seconds / (len(job.files) if name in WHOLE else len(few.files)) * 1000
        )

    ours(pool, few, write=False, ahead=2)
    for _ in range(pairs):
        note("bare", merely_read(pool, job.files))
        seconds, phases = ours(pool, job, write=False, ahead=0)
        note("checked", seconds)
        note("ahead", ours(pool, job, write=False, ahead=2)[0])
        note("usual", usual_way(few.files, ledger.project, ledger.report, checked=True))
        theirs = written(ledger.report)
        note("unchecked", usual_way(few.files, ledger.project, ledger.report, checked=False))
        if written(ledger.report) != theirs:
            sys.exit("full_clean changed a row")
        note("written", ours(pool, job, write=True, ahead=2)[0])
        codes = {row[0] for row in theirs}
        if [row for row in written(ledger.report) if row[0] in codes] != theirs:
            sys.exit("the two ways wrote different rows")
    pool.close()
    say(times, phases, len(few.files), pairs)


WHOLE = ("bare", "checked", "ahead", "written")


def say(times: dict[str, list[float]], phases: Phases, few: int, pairs: int) -> None:
    print(f"median (range) of {pairs} interleaved runs, {os.cpu_count()} cores, ms a workbook")
    print(summary("calamine merely reading, limited child", times["bare"]))
    print(summary("reading and checking, one after the other", times["checked"]))
    print(summary("reading and checking, two files ahead", times["ahead"]))
    print(summary(f"openpyxl + ORM with full_clean ({few} files)", times["usual"]))
    print(summary(f"openpyxl + ORM without checks ({few} files)", times["unchecked"]))
    print(summary("read, check and write, two ahead", times["written"]))
    print("ratios")
    print(summary("checked / calamine (goal ≤ 5)", over(times["checked"], times["bare"])))
    print(summary("usual / read, check, write (goal ≥ 10)", over(times["usual"], times["written"])))
    print(
        summary("  the same against no checks at all", over(times["unchecked"], times["written"]))
    )
    print("rows written by all ways are equal; one after the other, by phase, last run:")
    for name, seconds in phases.seconds.items():
        print(f"  {name:<46}{seconds:8.2f} s")


def over(upper: list[float], lower: list[float]) -> list[float]:
    return [u / d for u, d in zip(upper, lower, strict=True)]


if __name__ == "__main__":
    main()
