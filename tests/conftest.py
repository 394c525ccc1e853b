"""Which tests can run here: what is missing is left out and said, never passed over silently."""

import os
import shutil
from collections import Counter
from collections.abc import Iterator

import pytest

import chromium as browsers

NO_BROWSER = "left out: no Chromium (install it, or name it in YIPANQI_CHROMIUM)"
NO_POSTGRES = "left out: no PostgreSQL (YIPANQI_TEST_POSTGRES=postgresql://…)"
DATABASE_FIXTURES = {"db", "transactional_db", "live_server", "client", "admin_client"}


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    from django.db import connection

    on_postgres = connection.vendor == "postgresql"
    browser = browsers.find()
    for item in items:
        if item.get_closest_marker("browser"):
            if browser is None:
                item.add_marker(pytest.mark.skip(reason=NO_BROWSER))
        elif item.get_closest_marker("postgres"):
            if not on_postgres:
                item.add_marker(pytest.mark.skip(reason=NO_POSTGRES))
        elif item.get_closest_marker("one_database"):
            continue
        elif item.get_closest_marker("django_db") or uses_database(item):
            item.add_marker(pytest.mark.ledger)


def uses_database(item: pytest.Item) -> bool:
    return bool(DATABASE_FIXTURES.intersection(getattr(item, "fixturenames", ())))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    reasons = Counter(
        report.longrepr[2].removeprefix("Skipped: ")
        for report in terminalreporter.stats.get("skipped", [])
        if isinstance(report.longrepr, tuple)
    )
    for reason, count in sorted(reasons.items()):
        terminalreporter.write_line(f"{count} tests skipped — {reason}")


@pytest.fixture(scope="session", autouse=True)
def _scratch_folder() -> Iterator[None]:
    """The data folder of this process's tests goes when they are over."""
    yield
    from django.conf import settings

    shutil.rmtree(settings.YIPANQI_DATA, ignore_errors=True)


@pytest.fixture(scope="session")
def chromium() -> Iterator[object]:
    """The one browser of this process: playwright bears no second loop beside its own."""
    if browsers.find() is None:
        pytest.skip(NO_BROWSER)
    playwright = pytest.importorskip("playwright.sync_api")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # playwright's loop runs beside the test
    with playwright.sync_playwright() as running:
        opened = running.chromium.launch(
            executable_path=browsers.find(), args=list(browsers.ARGUMENTS)
        )
        yield opened
        opened.close()
    os.environ.pop("DJANGO_ALLOW_ASYNC_UNSAFE")
