"""Somebody at a browser. Every click, field, choice and file is counted, and what it costs a
person is estimated by one rule; what the machine takes is measured.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

# seconds of a person who does it for the first time; a click is with the look at what it brings
RULE = {"page": 0, "click": 10, "field": 10, "choice": 30, "file": 30}
ACTS = tuple(RULE)
WAIT_MS = 30_000


@dataclass
class Step:
    name: str
    acts: dict[str, int] = field(default_factory=lambda: dict.fromkeys(RULE, 0))
    machine: float = 0.0

    @property
    def person(self) -> int:
        """Seconds of a person's own work; the machine's are beside."""
        return sum(RULE[act] * n for act, n in self.acts.items())


@dataclass
class Diary:
    """The steps in their order."""

    steps: list[Step] = field(default_factory=list)
    by: dict[str, int] = field(default_factory=dict)  # seconds of each account's person

    @contextmanager
    def step(self, name: str) -> Iterator[Step]:
        one = Step(name)
        self.steps.append(one)
        began = time.monotonic()
        try:
            yield one
        finally:
            one.machine = time.monotonic() - began
            print(f"  {name}: {one.machine:.1f} s, {one.person} s of a person", flush=True)

    def count(self, who: str, act: str, times: int = 1) -> None:
        self.steps[-1].acts[act] += times
        self.by[who] = self.by.get(who, 0) + RULE[act] * times


class Person:
    """One account in a window of its own."""

    def __init__(self, browser: Any, base: str, diary: Diary, name: str) -> None:
        self.base, self.diary, self.name = base, diary, name
        self.complaints: list[str] = []
        self.context = browser.new_context(
            viewport={"width": 1440, "height": 900}, accept_downloads=True
        )
        self.page = self.context.new_page()
        self.page.set_default_timeout(WAIT_MS)
        self.page.on("console", self._heard)
        self.page.on("pageerror", lambda fault: self.complaints.append(str(fault)))

    def _heard(self, message: Any) -> None:
        if message.type == "error" and "status of 422" not in message.text:
            self.complaints.append(message.text)

    def did(self, act: str, times: int = 1) -> None:
        self.diary.count(self.name, act, times)

    def log_in(self, username: str, first: str, password: str) -> None:
        """With the first password, which must be replaced at once."""
        self.see("/login/")
        self.type("[name=username]", username)
        self.type("[name=password]", first)
        self.press("form button.btn-primary")
        if self.page.locator("[name=current]").count():
            self.type("[name=current]", first)
        self.type("[name=new]", password)
        self.type("[name=again]", password)
        self.press(".btn-primary")

    def see(self, path: str) -> None:
        """A page opened by a link of the one before: one click and a look."""
        self.did("click")
        self.did("page")
        answer = self.page.goto(self.base + path if path.startswith("/") else path)
        if answer.status != 200:
            raise AssertionError(f"{path}: {answer.status}")

    def press(self, what: str) -> None:
        """A click that answers with a page."""
        self.click(what)
        self.page.wait_for_load_state("load")
        self.did("page")

    def click(self, what: str) -> None:
        self.did("click")
        self.page.locator(what).first.click()

    def type(self, where: str, text: str) -> None:
        self.did("field")
        self.page.locator(where).first.fill(text)

    def choose(self, where: Any, value: str) -> None:
        self.did("choice")
        where.select_option(value)

    def pick(self, where: str, name: str, content: bytes) -> None:
        self.did("file")
        media = "application/octet-stream"
        self.page.set_input_files(where, [{"name": name, "mimeType": media, "buffer": content}])

    def text(self, where: str = "main") -> str:
        return str(self.page.locator(where).first.inner_text())
