"""One browser for the set-up played through the pages."""

import os

import pytest

import chromium as browsers


@pytest.fixture(scope="session")
def chromium():
    playwright = pytest.importorskip("playwright.sync_api")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # playwright's loop runs beside the test
    with playwright.sync_playwright() as running:
        browser = running.chromium.launch(
            executable_path=browsers.find(), args=list(browsers.ARGUMENTS)
        )
        yield browser
        browser.close()
    os.environ.pop("DJANGO_ALLOW_ASYNC_UNSAFE")
