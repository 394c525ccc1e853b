"""The report of a run: steps, a person's time, what was left, whether every row is there."""

import argparse
import io
import sqlite3
from pathlib import Path

from bench.first_week.files import done, projects, running
from bench.first_week.person import ACTS, RULE
from bench.first_week.walk import Walk


def report(walk: Walk, data: Path, options: argparse.Namespace) -> int:
    kept = _kept(walk, data)
    lines = [*_steps(walk), "", *_files(walk), "", *kept, "", "Ranking as published:"]
    lines += [f"  {line}" for line in walk.ranking]
    lines += ["", "Findings explained:", *(f"  {line}" for line in walk.explained)]
    lines += ["", "Reports that could not be handed in:", *(f"  {line}" for line in walk.left)]
    text = bulletin_text(walk.bulletin)
    lines += ["", f"Bulletin: {len(walk.bulletin)} bytes, {len(text)} characters", text[:300]]
    if walk.tried:
        lines += ["", "Workbooks of other offices:", *(f"  {line}" for line in walk.tried)]
    complaints = [f"{n}: {c}" for n, one in walk.people.items() for c in one.complaints]
    lines += ["", f"Complaints of the browser's console: {complaints or 'none'}"]
    options.out.mkdir(parents=True, exist_ok=True)
    (options.out / "bulletin.docx").write_bytes(walk.bulletin)
    (options.out / "first_week.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")
    print("\n".join(lines))
    whole = all(taken.is_whole for taken in walk.files) and not complaints
    whole = whole and not any("DIFFERENT" in line for line in kept)
    return 0 if whole and walk.ranking and len(text) > 500 else 1


def _steps(walk: Walk) -> list[str]:
    steps = walk.diary.steps
    rule = ", ".join(f"{seconds} s a {act}" for act, seconds in RULE.items())
    lines = [f"A person's time by the rule: {rule}; the machine's seconds are added.", ""]
    lines.append(f"{'machine':>8}{'person':>8}  pages/clicks/fields/choices/files  step")
    for step in steps:
        acts = "/".join(str(step.acts[act]) for act in ACTS)
        lines.append(f"{step.machine:>7.1f}s{step.person:>7}s  {acts:<34}{step.name}")
    own = [s for s in steps if "not part" not in s.name]
    machine, person = sum(s.machine for s in own), sum(s.person for s in own)
    lines.append(f"{machine:>7.1f}s{person:>7}s  together {(machine + person) / 60:.1f} minutes")
    everybody = sum(walk.diary.by.values()) / 60
    lines.append(f"A person's time over all accounts: {everybody:.1f} min")
    office = {"guanliyuan", "bangongshi", "zb"}
    hub = sum(s for who, s in walk.diary.by.items() if who in office)
    others = {who: f"{s / 60:.1f}" for who, s in walk.diary.by.items() if who not in office}
    lines.append(f"The office itself (administrator, office, person on duty): {hub / 60:.1f} min")
    lines.append(f"Everybody else, each with the first login, minutes: {others}")
    return lines


def _files(walk: Walk) -> list[str]:
    lines = ["Files: rows in = rows taken + rows listed; what was not mapped"]
    for taken in walk.files:
        sign = "=" if taken.is_whole else "≠ LOST"
        lines.append(f"  {taken.name}: {taken.rows} {sign} {taken.taken} + {len(taken.listed)}")
        lines += [f"    not imported column: {'、'.join(taken.columns)}"] if taken.columns else []
        lines += [f"    row listed: {line}" for line in taken.listed]
        lines += [f"    cell written anew: {line}" for line in taken.corrected]
        lines += [f"    rows left aside: {line}" for line in taken.aside]
    return lines


def _kept(walk: Walk, data: Path) -> list[str]:
    """What stands in the books, against what the stranger's files truly say."""
    listed = running(projects(walk.month.year))
    query = (
        "SELECT COUNT(*), SUM(year_to_date) FROM reporting_monthreport r "
        "JOIN reporting_monthwindow w ON w.id = r.window_id "
        "WHERE w.month = ? AND r.year_to_date IS NOT NULL AND r.state = 'approved'"
    )
    lines = ["Months as they stand in the books: reports, yuan since January (truth beside)"]
    with sqlite3.connect(data / "yipanqi.sqlite3") as books:
        for number in range(1, walk.month.number + 1):
            count, total = books.execute(query, [f"{walk.month.year}-{number:02d}"]).fetchone()
            truth = sum(done(p, number) for p in listed)
            same = "same" if (count, total) == (len(listed), truth) else "DIFFERENT"
            lines.append(f"  {number}: {count} of {len(listed)}, {total} and {truth}: {same}")
    return lines


def bulletin_text(content: bytes) -> str:
    import docx

    opened = docx.Document(io.BytesIO(content))
    return "\n".join(p.text for p in opened.paragraphs if p.text.strip())
