"""The meeting of 6 May 2024 in real browsers: the console, the main venue, a county and Binhai
at their projections, a town on a phone. Everything goes through the pages, as people do it.
"""

import re
import time
from collections.abc import Callable
from typing import Any

from yipanqi.demo.accounts import PASSWORD

MAY = "全市重大项目推进工作例会（5月6日视频会）"
ITEM, SLIDE = "[data-live-item]", "[data-live-slide]"
SOON, LATER = 10_000, 30_000
MINUTES_WITHIN = 60  # seconds from closing to minutes and list of tasks
TASK = "诸暨市5月底前完成店口片区剩余地块交付"

MANY = 0  # as many as there are
# what the model case asks for, in its order: words, form, how many
AGENDA = (
    ("专题片", "会上放映", 1),
    ("上次例会议定事项", "会上放映", 1),
    ("典型问题", "会上放映", 2),
    ("停工", "会上放映", 1),  # found on an unannounced inspection
    ("全市重大项目推进情况", "会上放映", 1),
    ("三个“一号工程”", "会上放映", 1),
    ("2023年度重大项目综合考评", "会上放映", 1),
    ("晾晒", "会上放映", 1),
    ("年度目标风险", "会上放映", 1),
    ("汇报|报告", "书面", MANY),  # the leading group's office, its groups and task forces
    ("交流发言", "口头", 5),
    ("书面交流", "书面", 4),
    ("领导讲话", "口头", 1),
    ("议定事项", "口头", 1),
)
# what the screens show with a result, by words of its title
SHOWN = {
    "全市重大项目推进情况": "年1—3月全市重大项目推进情况",
    "三个“一号工程”": "一号开放工程",
    "综合考评": "2023年12月晾晒",
}
SPEAKERS = ("区|县|市", "局|委员会", "高新技术产业开发区", "街道", "街道")


class Cast:
    """Who takes part, each in a browser of their own."""

    def __init__(self, chromium: Any, base: str, complaints: list[str]) -> None:
        self.chromium, self.base, self.complaints = chromium, base, complaints
        self.contexts: list[Any] = []

    def enter(self, username: str, width: int = 1440, height: int = 900) -> Any:
        context = self.chromium.new_context(viewport={"width": width, "height": height})
        self.contexts.append(context)
        page = context.new_page()
        page.on("console", lambda m: self.complaints.append(m.text) if m.type == "error" else None)
        page.on("pageerror", lambda fault: self.complaints.append(str(fault)))
        page.goto(f"{self.base}/login/")
        page.fill("[name=username]", username)
        page.fill("[name=password]", PASSWORD)
        page.press("[name=password]", "Enter")
        page.wait_for_url(lambda url: "/login/" not in url)
        return page

    def leave(self) -> None:
        for context in self.contexts:
            context.close()


class May:
    """The meeting as it goes on; ``screens`` are the projections by the names of their venues."""

    def __init__(self, cast: Cast) -> None:
        self.cast = cast
        self.console = cast.enter("bangongshi")
        self.console.goto(f"{cast.base}/meetings/")
        self.console.click(f"text={MAY}")
        self.home = self.console.url.rstrip("/")
        self.screens: dict[str, Any] = {}

    # --- before and during

    def open(self) -> list[str]:
        """From the notice to the console; gives the agenda's titles."""
        self.console.click("[data-dialog=open]")
        self.console.locator("dialog[open] .btn-firm").click()
        self.console.wait_for_url("**/console/")
        lines = self.console.locator(".console-agenda button")
        return [re.sub(r"\s+", " ", text) for text in lines.all_inner_texts()]

    def sign_in(self, venue: str, username: str) -> None:
        page = self.cast.enter(username, 1920, 1080)
        page.goto(self.home)
        page.locator("main a", has_text="投屏").first.click()
        page.click(".sign-in button")
        page.locator(".sign-in").wait_for(state="detached")
        self.screens[venue] = page

    def begin(self, number: int) -> None:
        """Item ``number`` (from 1) at every venue that is on the line."""
        self.console.locator(".console-agenda button").nth(number - 1).click()
        for screen in self.screens.values():
            screen.locator(ITEM, has_text=re.compile(rf"^{number}\. ")).wait_for(timeout=SOON)

    def seen(self, text: str, within: int = SOON) -> None:
        for screen in self.screens.values():
            screen.locator(SLIDE, has_text=text).first.wait_for(timeout=within)

    def film_runs(self) -> None:
        """No film is cut in this city: the storyboard runs, on one second everywhere."""
        self.begin(1)
        for screen in self.screens.values():
            screen.locator(".slide-still").wait_for(timeout=SOON)
        self.console.fill("[data-film-second]", "8")
        self.console.click("button[data-kind=film][data-second=here]:not([data-runs])")
        runs = """() => { const p = document.querySelector(".slide-still");
            return Number(p?.dataset.second) >= 8 && p.complete && p.naturalWidth === 1600; }"""
        for screen in self.screens.values():
            screen.wait_for_function(runs, timeout=SOON)
        self.console.fill("[data-film-second]", "30")
        self.console.click("button[data-kind=film][data-runs='0']")
        held = "() => document.querySelector('.slide-still')?.dataset.second === '30'"
        for screen in self.screens.values():
            screen.wait_for_function(held, timeout=SOON)
        at = {s.locator(".slide-still").get_attribute("src") for s in self.screens.values()}
        assert len(at) == 1, at

    def boards(self) -> None:
        """The scoreboards of districts and of departments, from the console."""
        leagues = self.console.locator("button[data-kind=board][data-league]")
        for title, row in (("区、县（市）", "诸暨市"), ("牵头部门", "绍兴市交通运输局")):
            leagues.filter(has_text=title).click()
            self.seen(title)
            self.seen(row)

    def cut_and_back(self, venue: str, items: list[int]) -> None:
        """The line of one venue breaks; it finds the place of the others by itself."""
        away = self.screens.pop(venue)
        away.context.set_offline(True)
        for number in items:
            self.begin(number)
        away.context.set_offline(False)
        here = re.compile(rf"^{items[-1]}\. ")
        away.locator(ITEM, has_text=here).wait_for(timeout=LATER)
        self.screens[venue] = away

    def roll(self, username: str) -> None:
        """The code is at the venues; a phone reads it, the seat is taken."""
        self.console.click("[data-verb=call-roll]")
        code = self.screens["诸暨"].locator("[data-live-roll]", has_text=re.compile(r"^\d{6}$"))
        code.wait_for(timeout=SOON)
        phone = self.cast.enter(username, 390, 844)
        phone.goto(f"{self.home}/follow/?code={code.inner_text()}")
        phone.locator("[data-roll-box] .btn-primary").click()
        phone.locator("text=已办理").first.wait_for()
        self.console.click("[data-verb=end-roll]")
        self.phone = phone

    def decide(self) -> None:
        """Typed while the item runs, by the office; the chair has no account."""
        form = self.console.locator("[data-form=note]")
        form.locator("[name=text]").fill(TASK)
        form.locator("[name=lead]").select_option(label="诸暨市")
        form.locator("[name=due_on]").fill("2024-05-31")
        form.locator("[name=acceptance]").fill("交地确认书，现场照片。")
        form.locator(".btn-primary").click()
        self.console.locator("[data-noted] li", has_text=TASK).wait_for()
        self.console.click("button[data-kind=decisions]")
        self.seen(TASK)

    # --- after

    def close(self) -> float:
        """Confirm, close; gives the seconds until minutes and list of tasks are there."""
        page = self.console
        page.goto(f"{self.home}/decisions/")
        page.click("text=确认并交办")
        page.locator("td", has_text="督办").or_(page.locator("text=督办")).first.wait_for()
        page.goto(f"{self.home}/console/")
        page.click("[data-dialog=close]")
        began = time.monotonic()
        page.locator("dialog[open] .btn-firm").click()
        page.wait_for_url("**/decisions/")
        until(lambda: self._made("会议纪要", "交办清单"), MINUTES_WITHIN)
        return time.monotonic() - began

    def _made(self, *kinds: str) -> bool:
        self.console.reload()
        listed = self.console.locator("a[href*='/meetings/documents/']").all_inner_texts()
        return all(any(kind in text for text in listed) for kind in kinds)

    def minutes(self) -> bytes:
        """The finished file, as the office takes it from the page."""
        link = self.console.locator("a[href*='/meetings/documents/']", has_text="会议纪要").first
        answer = self.console.request.get(f"{self.cast.base}{link.get_attribute('href')}")
        assert answer.status == 200
        return answer.body()

    def unit_has_it(self, venue: str) -> None:
        """A task of the unit, in the register of tasks; seen by who kept its venue's screen."""
        page = self.screens[venue]
        page.goto(f"{self.home}/decisions/")
        page.locator("main tr", has_text=TASK).locator("a[href*='/supervision/']").first.click()
        page.locator("h1", has_text=TASK).wait_for()

    def next_opens_with_it(self) -> None:
        """June is prepared, its agenda drafted: last decisions first, with the new task's light."""
        page = self.console
        page.goto(f"{self.cast.base}/meetings/")
        page.click("[data-dialog=plan-meeting]")
        form = page.locator("dialog[open] form")
        form.locator("[name=heard]").fill("2024-05")
        form.locator("[name=on]").fill("2024-06-06")
        form.locator(".btn-primary").click()
        page.wait_for_url(re.compile(r"/meetings/[0-9a-f-]{36}/"))
        page.goto(re.sub(r"(/meetings/[0-9a-f-]{36}/).*", r"\1agenda/", page.url))
        page.locator("button", has_text="按数据起草").first.click()
        first = page.locator("#agenda tbody tr").first
        first.locator("text=上次例会议定事项").wait_for()


def until(done: Callable[[], bool], seconds: float) -> None:
    began = time.monotonic()
    while not done():
        assert time.monotonic() - began < seconds, "not within its time"
        time.sleep(0.5)


def told_in_order(lines: list[str]) -> None:
    """The agenda's titles and forms are those of the model case, in its order."""
    rest = list(lines)
    for words, form, count in AGENDA:
        many = next((n for n, line in enumerate(rest) if not re.search(words, line)), len(rest))
        part, rest = rest[: count or many], rest[count or many :]
        assert part, words
        for line in part:
            assert re.search(words, line), (words, line)
            assert form in line, (form, line)
    assert rest == []
    speeches = [line for line in lines if "交流发言" in line]
    for line, unit in zip(speeches, SPEAKERS, strict=True):
        assert re.search(unit, line), (unit, line)
