"""The steps of the first week in their order, each through the pages an office's people use."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from bench.first_week.files import Table, done, month_row, projects, running
from bench.first_week.person import Diary, Person
from yipanqi.core.month import Month
from yipanqi.core.tables.book import position
from yipanqi.core.tables.fields import TableField as F
from yipanqi.demo.mess import Mess

PASSWORD = "Di-yi-zhou-2024"  # noqa: S105  (accounts of one run on a temporary folder)
INFORMANT = "南屏区推进办联络员"
ONCE = 4  # rounds of questions at the most


@dataclass
class Taken:
    """What one file gave: rows truly in it, taken in, listed with a reason; columns left."""

    name: str
    rows: int
    taken: int = 0
    listed: list[str] = field(default_factory=list)
    aside: list[str] = field(default_factory=list)
    corrected: list[str] = field(default_factory=list)  # of the taken: cells written anew
    columns: list[str] = field(default_factory=list)

    @property
    def is_whole(self) -> bool:
        return self.rows == self.taken + len(self.listed)


@dataclass
class Walk:
    """One run: the people logged in so far, the files, what came of them."""

    browser: Any
    base: str
    month: Month
    diary: Diary
    people: dict[str, Person] = field(default_factory=dict)
    first: dict[str, str] = field(default_factory=dict)
    files: list[Taken] = field(default_factory=list)
    ranking: list[str] = field(default_factory=list)
    bulletin: bytes = b""
    tried: list[str] = field(default_factory=list)
    left: list[str] = field(default_factory=list)  # reports that could not be handed in, with why
    explained: list[str] = field(default_factory=list)  # findings that wanted a word

    def person(self, username: str) -> Person:
        if username not in self.people:
            one = self.people[username] = Person(self.browser, self.base, self.diary, username)
            one.log_in(username, self.first[username], PASSWORD)
        return self.people[username]

    # --- day one: the tables of the office
    def load(self, by: str, table: Table, **typed: str) -> None:
        one = self.person(by)
        onward = f".page-head a.btn-primary[href$='/setup/{table.kind}/']"
        if not one.page.locator(onward).count():
            one.see("/setup/")
        if one.page.locator(onward).count():
            one.press(onward)
        else:
            one.see(f"/setup/{table.kind}/")
        one.pick("input[name=file]", table.name, table.content)
        for name, value in typed.items():
            one.type(f"[name={name}]", value)
        one.press("button[data-busy]")
        taken = Taken(table.name, table.rows)
        self.files.append(taken)
        self.columns(one, taken, table.columns)
        one.press(".page-head .btn-primary")
        for _ in range(ONCE):
            if one.page.locator("button[value=apply]").count():
                break
            for row in one.page.locator("table.asks tbody tr.is-open").all():
                answered(one, row, table.words)
            one.press("button[value=update]")
        one.press("button[value=apply]")
        if table.kind == "people":
            for row in one.page.locator("main tbody tr").all():
                cells = row.locator("td.code").all_inner_texts()
                self.first[cells[0].strip()] = cells[1].strip()
            one.press(".page-head .btn-primary")
        told = keys(one)
        taken.taken = told["载入行数"] + told["城市已有"]
        taken.listed = ["left out by hand"] * told["您选择不导入"]
        taken.aside = aside(one)

    def columns(self, one: Person, taken: Taken, truth: Mapping[str, F]) -> None:
        """Correct what a head was taken for where it was not known; note what stays outside."""
        for row in one.page.locator("tr[data-column]").all():
            words = "".join(row.locator("td.text").first.inner_text().split())
            last = words.split("/")[-1].split("(")[0].split("（")[0]
            chosen, unit = row.locator("select[data-field]"), row.locator("select[data-unit]")
            wanted = truth.get(last)
            if wanted and chosen.input_value() != wanted.value:
                one.choose(chosen, wanted.value)
            if unit.is_visible() and not unit.input_value():
                one.choose(unit, table_unit(one.page))
            if not chosen.input_value():
                taken.columns.append(words)

    # --- the month
    def send_book(self, by: str, unit: str, mess: Mess) -> None:
        """A district's consolidated workbook: mapping preview, rows, spoiled cells written anew."""
        one = self.person(by)
        one.see(f"/imports/?month={self.month}")
        one.pick("input[name=file]", mess.name, mess.content)
        one.press("form[data-upload] .btn-primary")
        taken = Taken(f"{unit} {mess.name}", len(mess.rows))
        self.files.append(taken)
        if one.page.locator("#columns").count():
            self.book_columns(one, taken, mess)
            one.press(".page-head .btn-primary")
        if one.page.locator("#informant").count():
            one.type("#informant", "各镇推进办书面报送")
        for row in one.page.locator("table.open-rows tbody tr").all():
            self.correct(one, taken, mess, row)
        if taken.listed or taken.corrected:
            one.press("button[value=update]")
        told = keys(one)
        taken.taken = told["读到项目"] - told["您选择不导入"]
        taken.aside = aside(one)
        one.press("button[value=apply]")
        if not one.page.get_by_text("已入库").count():
            raise AssertionError(f"{taken.name} was not imported")

    def correct(self, one: Person, taken: Taken, mess: Mess, row: Any) -> None:
        """What a person who knows the figure types in place of the cell; else the row is left."""
        name = row.locator("th").inner_text().split("\n")[0]
        why = " ".join(row.locator("td.faults").inner_text().split())
        boxes = row.locator(".correction input").all()
        truth = {p["name"]: p for p in running(projects(self.month.year))}.get(name)
        words = [written(mess, box.get_attribute("name"), truth, self.month) for box in boxes]
        if not truth or not words or not all(words):
            taken.listed.append(f"{name}：{why}")
            one.did("click")
            row.locator("input[name=exclude]").check()
            return
        taken.corrected.append(f"{name}：{why} → {'、'.join(words)}")
        for box, word in zip(boxes, words, strict=True):
            one.did("field")
            box.fill(word)

    def book_columns(self, one: Person, taken: Taken, mess: Mess) -> None:
        truth = {(c.sheet, c.column): c for c in mess.columns}
        for card in one.page.locator("section.card:has(tr[data-column])").all():
            sheet = card.locator("header b").inner_text()
            for row in card.locator("tr[data-column]").all():
                chosen = row.locator("select[data-field]")
                at = int((chosen.get_attribute("name") or "").rsplit("-", 1)[1])
                column = next(c for (s, n), c in truth.items() if s in sheet and n == at)
                is_open = "is-open" in (row.get_attribute("class") or "")
                if is_open and column.field and chosen.input_value() != column.field.value:
                    one.choose(chosen, column.field.value)
                unit = row.locator("select[data-unit]")
                wrong = column.unit and unit.input_value() != column.unit.value
                if column.unit and wrong and unit.is_visible():
                    one.choose(unit, column.unit.value)
                if not chosen.input_value():
                    taken.columns.append(row.locator("td.text").first.inner_text())

    def enter_by_phone(self, by: str, unit: str, names: set[str]) -> None:
        """Rows typed by the office: whose word, by phone, when; figures from the call."""
        one, page = self.person(by), self.person(by).page
        one.see(self.sheet_of(one, unit))
        one.type("[data-telling=informant]", INFORMANT)
        one.choose(page.locator("[data-telling=source]"), "phone")
        figures = {str(p["name"]): p for p in running(projects(self.month.year))}
        for row in page.locator("tr[data-row]").all():
            name = row.locator("th a").first.inner_text().strip()
            if name in names:
                now = done(figures[name], self.month.number)
                before = done(figures[name], self.month.number - 1)
                for of, value in (
                    ("this_month", now - before),
                    ("year_to_date", now),
                    ("next_month_plan", now - before),
                ):
                    one.did("field")
                    row.locator(f'td[data-field="{of}"] input').fill(f"{value / 10_000:.2f}")
                one.did("field")
                row.locator('td[data-field="physical_progress"] input').fill("主体结构施工")
                row.locator('td[data-field="physical_progress"] input').press("Tab")
        page.wait_for_function(
            "() => !document.querySelector('tr.is-saving') && document.querySelector('[data-row]')"
        )
        page.wait_for_timeout(1500)

    def complete(self, one: Person) -> None:
        """What the district's table had no column for and a report can't do without."""
        known = {str(p["name"]): p for p in running(projects(self.month.year))}
        for row in one.page.locator("tr[data-row]").all():
            project = known.get(row.locator("th a").first.inner_text().strip())
            if project is None or not row.locator('td[data-field="year_to_date"] input').count():
                continue
            if not row.locator('td[data-field="year_to_date"] input').input_value():
                continue
            number = self.month.number
            now, before = done(project, number), done(project, number - 1)
            for of, word in (
                ("physical_progress", "主体结构施工"),
                ("next_month_plan", f"{(now - before) / 10_000:.2f}"),
            ):
                box = row.locator(f'td[data-field="{of}"] input, td[data-field="{of}"] textarea')
                if not box.first.input_value():
                    one.did("field")
                    box.first.fill(word)
                    box.first.press("Tab")
        one.page.wait_for_timeout(1500)

    def sheet_of(self, one: Person, unit: str) -> str:
        one.see(f"/reporting/{self.month}/standing/")
        link = one.page.locator(f"main a:text-is('{unit}')").first
        href = str(link.get_attribute("href"))
        if "?unit=" in href:  # the table of its parts; the switcher keeps the unit
            uid = href.partition("unit=")[2].partition("&")[0]
            return f"/reporting/{self.month}/unit/{uid}/"
        return href


def written(mess: Mess, box: str, project: Mapping[str, object] | None, month: Month) -> str:
    """The true value of the cell the box ``cell:Sheet1!F13`` stands for, as its column takes it."""
    sheet, _, cell = box.removeprefix("cell:").rpartition("!")
    _row, index = position(cell)
    tables = [c for c in mess.columns if c.sheet == sheet and c.column == index]
    column = tables[0] if tables else None
    if project is None or column is None or column.field is None:
        return ""
    value = month_row(project, month).values.get(column.field)
    if isinstance(value, int) and column.unit:
        return f"{Decimal(value) / column.unit.per:f}"
    return "" if value is None else str(value)


def table_unit(page: Any) -> str:
    """The unit the other columns of money have: the file states one for all."""
    held = [u.input_value() for u in page.locator("select[data-unit]").all() if u.is_visible()]
    return next(unit for unit in held if unit)


def keys(one: Person) -> dict[str, int]:
    """The key figures of a page by their words."""
    found = {}
    for key in one.page.locator("dl.keyline .key").all():
        digits = "".join(c for c in key.locator(".value").inner_text() if c.isdigit())
        found[key.locator("dt").inner_text().strip()] = int(digits or 0)
    return found


def aside(one: Person) -> list[str]:
    """Rows the page lists as no rows of data: titles, totals, notes, categories."""
    rows = one.page.locator("#skipped tbody tr").all()
    return [" ".join((row.text_content() or "").split()) for row in rows]


def answered(one: Person, row: Any, words: Mapping[str, str]) -> None:
    question = row.locator("th").inner_text()
    choice = row.locator("select")
    labels = choice.locator("option").all_inner_texts()
    wanted = next((answer for part, answer in words.items() if part in question), "")
    label = next((text for text in labels if wanted and wanted in text), "")
    if not label:
        raise AssertionError(f"no answer known to: {question} {labels}")
    one.did("choice")
    choice.select_option(label=label)
