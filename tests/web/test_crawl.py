"""Every page in Chromium: no complaint in the console, so no breach of the content policy, and
nothing that keeps out who sees badly or uses no mouse (``accessible.js``).

The pages are those of the access table; each is opened by the office and by one other kind of
viewer, in turn, so that every kind opens some of them.
"""

import itertools
from pathlib import Path

import pytest
from django.test import Client
from playwright.sync_api import Error

from access.addresses import request_of
from access.place import VIEWERS, Place, build
from access.test_addresses import ROWS

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
BACKEND = "django.contrib.auth.backends.ModelBackend"
# answered with a file, a fragment for htmx, or a stream that never ends
NO_PAGE = ("export", "slip-", "file", "photo", "evidence", "template", "annotated", "document",
           "peek", ":job", "logout", "stream", "events", "download", "still", ":play", ":scan", "exhibit", ".xlsx", "paper", ":feed")  # fmt: skip  # noqa: E501
ACCESSIBLE = (Path(__file__).parent / "accessible.js").read_text("utf-8")
BREACHES = """window.breaches = [];
document.addEventListener('securitypolicyviolation', e => window.breaches.push(
    e.violatedDirective + ' ' + e.blockedURI + ' ' + (e.sourceFile || '')));"""


@pytest.fixture
def place(transactional_db, settings, tmp_path) -> Place:
    settings.YIPANQI_SNAPSHOTS, settings.MEDIA_ROOT = tmp_path / "snapshots", tmp_path / "evidence"
    return build()


def visits(place: Place) -> list[tuple[str, str]]:
    """(who, address with its query) of every page, by viewer."""
    others = itertools.cycle(who for who in VIEWERS if who not in {"anonymous", "office"})
    found = {("anonymous", "/login/"), ("office", "/nowhere/")}
    for name, whose, how, expected in ROWS:
        if how != "GET" or whose == "foreign" or any(part in name for part in NO_PAGE):
            continue
        href, query, _more = request_of(place, name, whose, how)
        words = "&".join(f"{key}={value}" for key, value in query.items())
        also = next((w for w in itertools.islice(others, 11) if expected[w] == 200), None)
        for who in ("office", also):
            if who and expected[who] == 200:
                found.add((who, f"{href}?{words}" if words else href))
    return sorted(found)


def test_no_page_breaks_the_policy_complains_or_keeps_anybody_out(chromium, live_server, place):
    complaints: list[str] = []
    seen = 0
    for who, pages in itertools.groupby(visits(place), key=lambda visit: visit[0]):
        context = chromium.new_context(viewport={"width": 1280, "height": 800})
        context.add_init_script(BREACHES)
        name = VIEWERS[who]
        if name:
            client = Client()
            client.force_login(place.town.user[name], backend=BACKEND)
            context.add_cookies(
                [
                    {"name": key, "value": cookie.value, "url": live_server.url}
                    for key, cookie in client.cookies.items()
                ]
            )
        page = context.new_page()
        at = ""
        page.on("pageerror", lambda fault: complaints.append(f"{at} {fault}"))  # noqa: B023
        page.on(
            "console",
            lambda m: (
                complaints.append(f"{at} {m.text}")  # noqa: B023
                if m.type == "error" and "404 (Not Found)" not in m.text
                else None
            ),
        )
        # the console tells of a 404 late and without its address: the answer itself is asked
        page.on("response", lambda r: complaints.append(f"404 {r.url}") if r.status == 404 else 0)  # noqa: B023
        for _who, href in pages:
            at = f"{who} {href}"
            try:
                answer = page.goto(live_server.url + href, wait_until="load")
            except Error as fault:
                if "Download is starting" in str(fault):
                    continue  # a file to be saved, not a page
                raise
            breaches = page.evaluate("window.breaches")
            complaints += [f"{at} {breach}" for breach in breaches]
            complaints += [f"{at} {fault}" for fault in page.evaluate(ACCESSIBLE)]
            assert answer is not None
            if answer.status != 200 and href != "/nowhere/":
                complaints.append(f"{at} {answer.status}")
            seen += 1
        context.close()
    found = [words for words in complaints if "/nowhere/" not in words or "404" not in words]
    assert found == [], "\n".join(found)
    assert seen > 60


def test_the_crawl_would_notice_who_is_kept_out(chromium, live_server):
    page = chromium.new_page()
    page.goto(f"{live_server.url}/login/")
    assert page.evaluate(ACCESSIBLE) == []
    page.evaluate(
        """() => {
            const [field, label] = [document.createElement("input"), document.createElement("p")];
            label.textContent = "淡";
            label.setAttribute("class", "faint");
            const sheet = new CSSStyleSheet();
            sheet.replaceSync(".faint { color: #bbb; }");
            document.adoptedStyleSheets = [sheet];
            document.querySelector("main").append(field, label, document.createElement("h1"));
            document.querySelector("main h1:last-child").textContent = "又一";
        }"""
    )
    faults = page.evaluate(ACCESSIBLE)
    assert [fault.split(":")[0].split(" 1")[0] for fault in faults] == [
        "no label", "not one h1", "contrast",
    ]  # fmt: skip
    page.close()


def test_who_uses_no_mouse_sees_where_she_is(chromium, live_server):
    page = chromium.new_page()
    page.goto(f"{live_server.url}/login/")
    for _ in range(3):
        ring = page.evaluate(
            "[document.activeElement.tagName,"
            " getComputedStyle(document.activeElement).outlineStyle]"
        )
        assert ring[0] in {"INPUT", "BUTTON"}
        assert ring[1] != "none", ring
        page.keyboard.press("Tab")
    page.close()


def test_the_crawl_would_notice_a_breach(chromium, live_server):
    context = chromium.new_context()
    context.add_init_script(BREACHES)
    page = context.new_page()
    page.goto(f"{live_server.url}/login/")
    page.evaluate("document.body.setAttribute('style', 'color: red')")
    page.wait_for_function("window.breaches.length > 0", timeout=5_000)
    context.close()
