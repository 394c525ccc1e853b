"""Every address of the product × every kind of viewer: the status, and what the page tells.

The table stands in ``addresses.txt``. A page that answers at all must not hold a name or an
identifier of a project its viewer may not learn of, in whatever form it is sent.
"""

import io
import zipfile
from pathlib import Path

import pytest
from django.urls import NoReverseMatch

from access.addresses import all_names, request_of
from access.place import SEES, VIEWERS, Place

pytestmark = pytest.mark.django_db
TABLE = Path(__file__).with_name("addresses.txt")
# the whole board and its bulletin are open to all units once published (engineering 9)
OPENED = {"publishing:document"}


def lines() -> list[list[str]]:
    text = TABLE.read_text(encoding="utf-8").splitlines()
    return [line.split() for line in text if line.strip() and not line.startswith("#")][1:]


ROWS = [(*line[:3], dict(zip(VIEWERS, map(int, line[3:]), strict=True))) for line in lines()]


def words_of(answer) -> str:
    """Everything an answer says: its headers, its text, the texts inside an Office file."""
    content = answer.read
    said = [str(answer.headers)]
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            said += [parts.read(name).decode("utf-8", "replace") for name in parts.namelist()]
    else:
        said.append(content.decode("utf-8", "replace"))
    return "\n".join(said)


def told(place: Place, who: str, answer, asked: str = "") -> set[str]:
    """Projects the answer tells of that its viewer may not learn of.

    ``asked`` is what the viewer has said themselves: an echo tells them nothing.
    """
    said = words_of(answer)
    return {
        key
        for key in set(place.town.project) - SEES[who]
        for project in [place.town.project[key]]
        if project.current.name in said
        or (str(project.uid) in said and str(project.uid) not in asked)
    }


def test_every_address_stands_in_the_table():
    known = {name for name, *_ in ROWS}
    missing = sorted(all_names() - known)
    assert not missing, (
        f"No row for {', '.join(missing)}: say in tests/access/addresses.py how the address is "
        "asked (its object, what is sent to it), and in tests/access/addresses.txt which status "
        "each viewer gets, for an own and a foreign object."
    )
    assert not known - all_names(), "these rows have lost their address"


@pytest.mark.parametrize("row", ROWS, ids=[" ".join(row[:3]) for row in ROWS])
def test_each_viewer_gets_the_status_of_the_table(place, ask, row):
    name, whose, how, expected = row
    try:
        requests = {who: request_of(place, name, whose, how) for who in VIEWERS}
    except NoReverseMatch:
        pytest.fail(f"{name}: say in tests/access/addresses.py which object it is asked for")
    got, leaks = {}, {}
    written: list[str] = []
    for who, (href, data, more) in requests.items():
        answer = ask(who, how, href, data, kept=written, **more)
        got[who] = answer.status_code
        if name not in OPENED and (found := told(place, who, answer, f"{href} {data}")):
            leaks[who] = found
    assert got == expected
    assert leaks == {}
    assert how == "POST" or written == [], "reading writes nothing"


# ordering a check is an auditor's own work, and is kept
CHECKS = ["order_verification"]
OWN_ACCOUNT = {
    *("login", "logout", "password", "delegations", "delegation-end", "act-for"),
    *("supervision:new-feed", "projects:save-view", "projects:usual-view"),
}
# there a secret stands for the asker: whoever holds it, with or without an account
BY_SECRET = {"service:ask", "service:follow"}


def test_an_auditor_changes_nothing(place, ask):
    """Whatever is posted, by whatever address; one's own account apart."""
    written = []
    for name, whose, _how, _ in ROWS:
        if name in OWN_ACCOUNT | BY_SECRET:
            continue
        href, data, more = request_of(place, name, whose, "POST")
        answer = ask("auditor", "POST", href, data, kept=written, **more)
        assert answer.status_code != 500, (name, whose)
    assert written == CHECKS
