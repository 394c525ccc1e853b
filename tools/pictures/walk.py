"""A visit with a browser: who is logged in at which size, and where the pictures go."""

import io
from collections.abc import Callable
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Locator, Page

PASSWORD = "Yipanqi-2024"
SIZES = {"desk": (1440, 900), "wide": (1920, 1080), "phone": (390, 844)}
COLOURS, MOST = 200, 150_000  # of a picture: colours, bytes
MONTH = "2024-04"
FROZEN = "2024-03"  # before the tour
Look = Callable[["Walk"], None]
Step = tuple[str, Look]


def chapter() -> tuple[list[Step], Callable[[str], Callable[[Look], Look]]]:
    """The steps of a chapter, and the decorator that adds one."""
    steps: list[Step] = []

    def step(title: str) -> Callable[[Look], Look]:
        def keep(look: Look) -> Look:
            steps.append((title, look))
            return look

        return keep

    return steps, step


class Walk:
    """One visit."""

    def __init__(self, browser: Browser, base: str, out: Path, scratch: Path) -> None:
        self.browser, self.base, self.out, self.scratch = browser, base, out, scratch
        self.pages: dict[tuple[str, str], Page] = {}

    def page(self, size: str = "desk") -> Page:
        width, height = SIZES[size]
        context = self.browser.new_context(
            viewport={"width": width, "height": height}, locale="zh-CN"
        )
        return context.new_page()

    def at(self, username: str, path: str = "/", size: str = "desk") -> Page:
        page = self.pages.get((username, size))
        if page is None:
            page = self.pages[username, size] = self.page(size)
            page.goto(f"{self.base}/login/")
            page.fill("[name=username]", username)
            page.fill("[name=password]", PASSWORD)
            page.locator("form button.btn-primary").click()
            page.wait_for_url(f"{self.base}/**")
        page.goto(self.base + path)
        page.wait_for_load_state("networkidle")
        return page

    def follow(self, page: Page, *parts: str) -> Page:
        """Follows, one after another, the first link whose address has the part."""
        for part in parts:
            link = page.locator(f"main a[href*='{part}']").first
            page.goto(self.base + str(link.get_attribute("href")))
            page.wait_for_load_state("networkidle")
        return page

    def look(self, page: Page, name: str) -> None:
        page.wait_for_timeout(400)
        picture = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
        # the few green dots of a page count as much as its white: a light must keep its colour
        spread = Image.Quantize.MAXCOVERAGE
        small = picture.quantize(COLOURS, method=spread, dither=Image.Dither.NONE)
        target = self.out / f"{name}.png"
        small.save(target, optimize=True)
        if target.stat().st_size > MOST:
            raise SystemExit(f"{target.name}: {target.stat().st_size} bytes, more than {MOST}")


def settle(page: Page) -> None:
    page.wait_for_load_state("networkidle")
    page.wait_for_timeout(400)


def cell(page: Page, project: str, field: str) -> Locator:
    row = page.locator("tr[data-row]", has_text=project).first
    return row.locator(f"td[data-field={field}] input")


def fill(page: Page, project: str, **values: str) -> None:
    for field, text in values.items():
        target = cell(page, project, field)
        target.fill(text)
        target.press("Tab")
    page.locator("tr[data-row]", has_text=project).locator(".row-state.is-saved").wait_for()
