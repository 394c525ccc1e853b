"""Every published workbook is read within limits or refused in one sentence."""

import re
import time
from pathlib import Path

import pytest
from django.utils import translation

from shared_data import SHARED
from yipanqi.core.refusal import Refusal
from yipanqi.core.tables.propose import propose
from yipanqi.infra.texts import say
from yipanqi.infra.workbooks import read_workbook
from yipanqi.infra.workbooks.pool import Pool

from .truth import MONTH

FOLDER = SHARED / "workbooks"
FILES = sorted(p for p in FOLDER.rglob("*") if p.is_file()) if FOLDER.is_dir() else []

pytestmark = [
    pytest.mark.shared,
    pytest.mark.skipif(
        not FILES, reason="published workbooks are not beside the project (set YIPANQI_SHARED_DATA)"
    ),
]


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.name)
def test_published_workbook(path):
    start = time.monotonic()
    try:
        book = read_workbook(path)
    except Refusal as refusal:
        with translation.override("zh-hans"):
            sentence = say(refusal)
        assert path.name in sentence
        assert "Traceback" not in sentence
    else:
        propose(book, MONTH)
        assert read_workbook(path) == book
    assert time.monotonic() - start < 10


def test_one_child_reads_them_all_within_its_memory():
    pool, refused = Pool(1), []
    try:
        for path in FILES:
            try:
                read_workbook(path, pool=pool)
            except Refusal as refusal:
                refused.append((path.name, refusal.code))
        status = Path(f"/proc/{pool._idle[0].pid}/status").read_text()
    finally:
        pool.close()
    assert sorted(refused) == [
        ("datasets.xls", "workbook.external_link"),
        ("备选库数据模板.ftl", "workbook.extension"),
    ]
    (peak,) = re.findall(r"VmPeak:\s+(\d+) kB", status)
    assert int(peak) <= 512 * 1024
