"""A page in Chromium whose console must stay silent: a CSP violation fails the test."""

from collections.abc import Iterator

import pytest
from django.test import Client

from city import City, city


@pytest.fixture
def town(transactional_db: None) -> City:
    return city()


@pytest.fixture
def open_page(chromium, live_server, town) -> Iterator[object]:
    """``open_page(address, as_="office")`` → a page; its complaints are checked at the end."""
    contexts, complaints = [], []

    def open_as(address: str, *, as_: str = "office", width: int = 1440, height: int = 900):
        client = Client()
        client.force_login(town.user[as_], backend="django.contrib.auth.backends.ModelBackend")
        context = chromium.new_context(viewport={"width": width, "height": height})
        contexts.append(context)
        context.add_cookies(
            [
                {"name": name, "value": cookie.value, "url": live_server.url}
                for name, cookie in client.cookies.items()
            ]
        )
        page = context.new_page()
        page.on("console", lambda m: complaints.append(m.text) if m.type == "error" else None)
        page.on("pageerror", lambda fault: complaints.append(str(fault)))
        response = page.goto(live_server.url + address)
        assert response is not None
        assert response.status == 200, address
        return page

    open_as.complaints = complaints  # type: ignore[attr-defined]
    yield open_as
    for context in contexts:
        context.close()
    assert complaints == []
