"""kill -9 at every boundary of an import: the month is as before or as after, never between."""

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FRAME = """
import sys
sys.path[:0] = [{tests!r}, {here!r}]
import django
django.setup()
from django.core.management import call_command
from workbook_desk import PLANT, SCHOOL, STRANGER, Desk, sheet
import city
ROWS = (1, PLANT, 820, 3220, "五层", 900), (2, SCHOOL, 5, 2405, "一层", 9)
class Town:
    def __init__(self):
        from yipanqi.apps.ledger.units.models import Unit, User
        from yipanqi.apps.ledger.units.models import UnitVersion
        self.unit = {{"town": UnitVersion.objects.get(name="青石镇").unit}}
        self.user = {{u.username: u for u in User.objects.all()}}
    viewer = city.City.viewer
"""
BUILD = """
call_command("migrate", verbosity=0, run_syncdb=True)
city.city()
desk = Desk(Town())
desk.apply(desk.stranger(ROWS[0]))
desk.stranger(*ROWS, by="town_reporter")
"""
UPLOAD = "Desk(Town()).upload(sheet(ROWS[1]), name=STRANGER)"
APPLY = """
from yipanqi.apps.month.imports.models import Import
Desk(Town()).apply(Import.objects.get(state="previewed"))
"""
UNDO = """
from yipanqi.apps.month.imports.models import Import
Desk(Town()).undo(Import.objects.get(state="applied"))
"""
BEFORE, APPLIED, UNDONE = ("applied", "previewed"), ("applied", "applied"), ("previewed", "undone")


def run(code: str, data: Path, failpoint: str = "") -> int:
    frame = FRAME.format(tests=str(ROOT / "tests"), here=str(ROOT / "tests" / "imports"))
    settings = {"DJANGO_SETTINGS_MODULE": "yipanqi.settings.local", "YIPANQI_DATA": str(data)}
    done = subprocess.run(
        [sys.executable, "-c", frame + code],
        env={**os.environ, **settings, "YIPANQI_FAILPOINT": failpoint},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode in {0, -signal.SIGKILL}, done.stderr
    return done.returncode


def stands(data: Path) -> dict[str, object]:
    """What the database says afterwards."""
    with sqlite3.connect(data / "yipanqi.sqlite3") as base:

        def ask(query: str) -> list[tuple[object, ...]]:
            return base.execute(query).fetchall()

        found = {
            "imports": tuple(sorted(str(r[0]) for r in ask("select state from imports_import"))),
            "cells": ask("select count(*) from imports_importedcell")[0][0],
            "money": ask(
                "select r.this_month from reporting_monthreport r join reporting_monthwindow w"
                " on w.id = r.window_id where w.month = '2024-04' order by r.id"
            ),
            "audit": ask(
                "select count(*) from infra_auditentry where verb in ('apply_import','undo_import')"
            )[0][0],
        }
    base.close()
    return found


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    data = tmp_path_factory.mktemp("crash")
    assert run(BUILD, data) == 0
    return data


@pytest.fixture
def data(built, tmp_path):
    return Path(shutil.copytree(built, tmp_path / "data"))


OLD = {"imports": BEFORE, "cells": 4, "money": [(8_200_000,)], "audit": 2}
NEW = {"imports": APPLIED, "cells": 8, "money": [(8_200_000,), (50_000,)], "audit": 4}
BACK = {"imports": UNDONE, "cells": 4, "money": [(None,)], "audit": 4}


@pytest.mark.parametrize(
    ("code", "failpoint", "after"),
    [
        (UPLOAD, "import.stored", OLD),
        (APPLY, "import.written", OLD),
        (APPLY, "import.recorded", OLD),
        (APPLY, "import.committed", NEW),
        (UNDO, "import.restored", OLD),
        (UNDO, "", BACK),
    ],
    ids=["upload.stored", "written", "recorded", "committed", "restored", "taken back"],
)
def test_all_or_nothing(data, code, failpoint, after):
    assert run(code, data, failpoint) == (-signal.SIGKILL if failpoint else 0)
    assert stands(data) == after
