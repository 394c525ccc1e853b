"""The past of the city: frozen, scored and published by the office's own verbs; and the meeting
of 6 May, played on a copy of it.
"""

import os
import shutil
import sqlite3
import subprocess
import sys
from collections import Counter
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.core.management import call_command
from django.db import connection

from demo.may_meeting import MINUTES_WITHIN, SHOWN, Cast, May, told_in_order
from meetings.live_clients import server
from yipanqi.apps.board.programmes.owed import ReportStep, owed
from yipanqi.apps.month.reporting.models import MonthWindow
from yipanqi.apps.month.snapshots.models import Snapshot
from yipanqi.apps.month.snapshots.queries import table
from yipanqi.apps.month.snapshots.verify import verify_snapshots
from yipanqi.apps.promises.handovers.models import HandOver
from yipanqi.apps.results.publishing.models import Publication
from yipanqi.apps.results.scoring.models import ScoreSheet
from yipanqi.core.month import Month
from yipanqi.demo import build
from yipanqi.demo.accounts import PASSWORD
from yipanqi.demo.city.instants import months
from yipanqi.demo.folders import wipe_folders
from yipanqi.infra.seal import verify_chain

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]


@pytest.fixture(scope="module", autouse=True)
def frozen(django_db_setup, django_db_blocker):
    """Built once for the module, committed as a freeze must be, and cleared away after it."""
    told = []
    try:
        with django_db_blocker.unblock():
            build(lambda done, total, what: told.append((done, total, what)))
        yield told
    finally:
        with django_db_blocker.unblock():
            call_command("flush", interactive=False, verbosity=0)
            wipe_folders()


def test_progress_is_told_in_order(frozen):
    assert [done for done, _total, _what in frozen] == sorted(d for d, _t, _w in frozen)
    assert frozen[-1][:2] == (100, 100)


def test_fifteen_months_are_published_and_april_is_not():
    closed = MonthWindow.objects.filter(state="published").values_list("month", flat=True)
    assert list(closed) == [str(month) for month in months()[:-1]]
    assert MonthWindow.objects.get(month="2024-04").state == "reviewing"
    assert Snapshot.objects.count() == 15
    assert Publication.objects.filter(state="final").count() == 15


def test_what_is_frozen_holds():
    assert list(verify_snapshots()) == []
    assert verify_chain().fault is None


def test_a_month_knows_nothing_of_later_months():
    march = Snapshot.objects.get(month="2024-03")
    for row in table(march, "project_months"):
        assert row["list_version"] in {None, "2024/1"}
        for name in ("actual_start_on", "enrolled_on", "completed_on", "commissioned_on"):
            assert row[name] is None or row[name].isoformat() <= "2024-03-31"
    first = Snapshot.objects.get(month="2023-01")
    assert len(table(first, "project_months")) < len(table(march, "project_months"))


def test_six_counties_are_ranked_and_places_change():
    sheets = ScoreSheet.objects.filter(scheme__key="city_2024").order_by("month")
    assert sheets.count() == 15
    orders = set()
    for sheet in sheets:
        ranks = sheet.ranks.filter(league="counties").order_by("rank")
        assert ranks.count() == 6
        assert all(line.total is not None for line in ranks)
        orders.add(tuple(line.unit_name for line in ranks))
    assert len(orders) > 4
    zones = sheets.last().ranks.filter(league="zones").values_list("unit_name", flat=True)
    assert "绍兴滨海新区" in zones


@contextmanager
def copied_city(home: Path):
    """The product's own server and worker on a copy of the city; gives the port."""
    home.mkdir()
    with (
        closing(sqlite3.connect(connection.settings_dict["NAME"])) as here,
        closing(sqlite3.connect(home / "yipanqi.sqlite3")) as there,
    ):
        here.backup(there)
        hashed = Argon2PasswordHasher().encode(PASSWORD, "of the copied city")  # tests hash faster
        there.execute("UPDATE units_user SET password = ?", [hashed])
        there.commit()
    shutil.copytree(settings.YIPANQI_SNAPSHOTS, home / "snapshots")
    shutil.copytree(settings.MEDIA_ROOT, home / "evidence", dirs_exist_ok=True)
    environment = os.environ | {
        "YIPANQI_DATA": str(home),
        "YIPANQI_DATABASE": "",
        "DJANGO_SETTINGS_MODULE": "yipanqi.settings.local",
    }
    with server(home, "", settings.SECRET_KEY) as port:
        worker = subprocess.Popen([sys.executable, "-m", "yipanqi.serve.worker"], env=environment)
        try:
            yield port
        finally:
            worker.terminate()
            worker.wait()


@pytest.mark.browser
@pytest.mark.skipif("postgres" in settings.DATABASES["default"]["ENGINE"], reason="one file")
def test_the_meeting_of_6_may_is_played_at_three_venues(chromium, tmp_path):
    complaints: list[str] = []
    with copied_city(tmp_path / "city") as port:
        cast = Cast(chromium, f"http://127.0.0.1:{port}", complaints)
        try:
            seconds, minutes = played(May(cast))
        finally:
            cast.leave()
    assert seconds < MINUTES_WITHIN
    assert minutes.startswith(b"PK"), "a document"
    offline = "ERR_INTERNET_DISCONNECTED"
    assert [text for text in complaints if offline not in text] == []


def played(may: May) -> tuple[float, bytes]:
    lines = may.open()
    told_in_order(lines)
    for venue, who in (("主会场", "bangongshi2"), ("诸暨", "zhuji.sh"), ("滨海新区", "binhai.sh")):
        may.sign_in(venue, who)
    may.film_runs()
    for number in range(2, len(lines) + 1):
        if number == len(lines) // 2:
            may.cut_and_back("滨海新区", [number, number + 1, number + 2])
        may.begin(number)
        for words in (words for title, words in SHOWN.items() if title in lines[number - 1]):
            may.seen(words)
        if "晾晒" in lines[number - 1]:
            may.boards()
    may.roll("zhuji.ld")
    may.decide()
    seconds = may.close()
    made = may.minutes()
    may.unit_has_it("诸暨")
    may.next_opens_with_it()
    return seconds, made


def test_one_hand_over_is_signed_by_all_and_one_waits():
    done, waits = HandOver.objects.unscoped("counted").order_by("pk")
    assert done.is_signed
    assert done.posts
    assert len(done.items) >= 5
    assert (waits.state, waits.asked_by) == ("asked", waits.leaver)


def test_reports_of_april_stand_at_every_step():
    found = Counter(row.step for row in owed(Month(2024, 4)))
    assert set(found) == set(ReportStep)
    assert found.total() == 25
