"""Workbooks of other offices, that were never meant for this: what is made of each.

Each file is sent to the set-up page as a project list; what the product reads, leaves aside or
refuses is noted, and nothing of it is brought in.
"""

from pathlib import Path

from bench.first_week.person import Person
from bench.first_week.walk import Walk

READ = {".xlsx", ".xls", ".xml", ".et", ".ftl"}


def tried(walk: Walk, by: str, folder: Path) -> None:
    one = walk.person(by)
    for path in sorted(folder.iterdir()):
        if path.suffix in READ:
            walk.tried.append(f"{path.name}: {sent(one, '/setup/projects/', path)}")


def sent(one: Person, where: str, path: Path) -> str:
    one.see(where)
    one.pick("input[name=file]", path.name, path.read_bytes())
    one.press("button[data-busy], form[data-upload] .btn-primary")
    page = one.page
    fault = page.locator("[data-refusal], .form-errors, .field .error, .field-error")
    if "/columns/" not in page.url and fault.count():
        return f"refused: {' '.join(fault.first.inner_text().split())}"
    tables = page.locator("section.card:has(tr[data-column])")
    columns = page.locator("tr[data-column]")
    fields = [row.locator("select[data-field]").input_value() for row in columns.all()]
    mapped = sum(bool(f) for f in fields)
    note = " ".join(" ".join(page.locator(".grid-note").all_inner_texts()).split())
    return (
        f"{tables.count()} tables, {columns.count()} columns: {mapped} mapped, "
        f"{len(fields) - mapped} listed as not imported; {note[:400]}"
    )
