"""Who does what in the first week, in order."""

from pathlib import Path

from bench.first_week import close, ledgers
from bench.first_week.files import (
    BY_PHONE,
    COUNTIES,
    DEPARTMENTS,
    month_books,
    projects,
    running,
    setup_tables,
)
from bench.first_week.walk import Walk

ADMIN, OFFICE, LEADER = "guanliyuan", "bangongshi", "ld"
DUTY = "zb"  # the office's person on duty, who takes the calls: a reporter of the whole city


def play(walk: Walk, seed: int) -> None:
    _set_up(walk, seed)
    with walk.diary.step("who owes a report; text to chase copied"):
        office = walk.person(OFFICE)
        office.see(f"/reporting/{walk.month}/standing/")
        office.click("[data-copy=chase-all]")
        office.page.get_by_text("已复制").first.wait_for()
    _month_arrives(walk, seed)
    _month_closes(walk)


def _set_up(walk: Walk, seed: int) -> None:
    month = str(walk.month)
    typed = {
        "projects": {"month": month, "document_number": "云重项〔1〕号"},
        "targets": {"month": month, "agreed_by": "市政府"},
        "past_months": {"month": str(walk.month.previous)},
    }
    for table in setup_tables(seed, walk.month):
        by = ADMIN if table.kind in {"units", "people"} else OFFICE
        with walk.diary.step(f"bring in {table.kind} ({table.rows} rows)"):
            walk.load(by, table, **typed.get(table.kind, {}))
    if walk.month.number > 1:
        with walk.diary.step(f"freeze {walk.month.number - 1} past months"):
            close.freeze_past(walk, OFFICE)


def _month_arrives(walk: Walk, seed: int) -> None:
    listed = running(projects(walk.month.year))
    for unit, mess in month_books(seed, walk.month):
        by = f"tb{[c[0] for c in COUNTIES].index(unit)}"
        with walk.diary.step(f"{unit}'s one workbook ({len(mess.rows)} projects)"):
            walk.send_book(by, unit, mess)
        with walk.diary.step(f"{unit} completes it and hands in"):
            close.hand_in(walk, by, unit)
    by_phone = {str(p["name"]) for p in listed if p["county"] == BY_PHONE}
    for unit in (BY_PHONE, DEPARTMENTS[1]):
        with walk.diary.step(f"{unit}: figures told by phone, typed by the office, handed in"):
            walk.enter_by_phone(DUTY, unit, by_phone)
            close.hand_in(walk, DUTY, unit)


def _month_closes(walk: Walk) -> None:
    for number, (unit, _, _) in enumerate(COUNTIES):
        with walk.diary.step(f"{unit}'s reviewer agrees"):
            close.review(walk, f"sh{number}")
    with walk.diary.step("the city's review"):
        close.review(walk, OFFICE)
    with walk.diary.step("freeze the month"):
        close.freeze(walk, OFFICE, walk.month)
    with walk.diary.step("put a shipped scheme in force, score"):
        close.adopt(walk, OFFICE)
        close.score(walk, OFFICE)
    with walk.diary.step("draft the board"):
        close.draft(walk, OFFICE)
    with walk.diary.step("the leader approves it"):
        close.approve(walk, LEADER)
    with walk.diary.step("publish, make and save the bulletin"):
        close.publish(walk, OFFICE)


def try_others(walk: Walk, folder: Path) -> None:
    """After the week: workbooks that were never meant for it."""
    before = dict(walk.diary.by)
    with walk.diary.step("workbooks of other offices tried (not part of the week)"):
        ledgers.tried(walk, OFFICE, folder)
    walk.diary.by = before


def picture(walk: Walk, folder: Path) -> None:
    """What everybody saw when the walk stopped."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, one in walk.people.items():
        one.page.screenshot(path=folder / f"{name}.png", full_page=True)
        (folder / f"{name}.html").write_text(one.page.content(), encoding="utf-8")
    (folder / "where.txt").write_text(
        "\n".join(f"{name} {one.page.url}" for name, one in walk.people.items()), encoding="utf-8"
    )
