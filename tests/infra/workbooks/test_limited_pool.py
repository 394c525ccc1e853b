"""The child: reused, limited, replaced."""

import sys
import threading

import pytest

from yipanqi.core.refusal import Refusal
from yipanqi.infra.workbooks import ceilings, pool, read_workbook
from yipanqi.infra.workbooks.pool import Breach, Pool, Worker

from . import bombs

PLAIN = bombs.packed(bombs.parts())


@pytest.fixture
def own_pool():
    made = Pool(1)
    yield made
    made.close()


def idle(made: Pool) -> list[int]:
    return [w.pid for w in made._idle]


def test_one_child_serves_many_files(own_pool: Pool):
    read_workbook(PLAIN, "a.xlsx", pool=own_pool)
    first = idle(own_pool)
    for _ in range(5):
        read_workbook(PLAIN, "a.xlsx", pool=own_pool)
    assert idle(own_pool) == first


def test_a_refusal_keeps_the_child_a_breach_replaces_it(own_pool: Pool):
    read_workbook(PLAIN, "a.xlsx", pool=own_pool)
    first = idle(own_pool)
    with pytest.raises(Refusal, match=r"workbook\.macro"):
        read_workbook(bombs.plain_with("xl/vbaProject.bin"), "a.xlsx", pool=own_pool)
    assert idle(own_pool) == first
    with pytest.raises(Refusal, match=r"workbook\.too_demanding"):
        own_pool.ask({"job": "no such job", "name": "a.xlsx"}, PLAIN)
    assert idle(own_pool) == []
    read_workbook(PLAIN, "a.xlsx", pool=own_pool)
    assert idle(own_pool) != first


def test_a_child_is_replaced_after_its_share_of_files(own_pool: Pool, monkeypatch):
    monkeypatch.setattr(ceilings, "FILES_PER_WORKER", 2)
    read_workbook(PLAIN, "a.xlsx", pool=own_pool)
    assert len(idle(own_pool)) == 1
    read_workbook(PLAIN, "a.xlsx", pool=own_pool)
    assert idle(own_pool) == []


def test_a_child_that_does_not_answer_is_ended(own_pool: Pool):
    worker = Worker()
    try:
        with pytest.raises(Breach, match="time"):
            worker.ask({"job": "read", "name": "a.xlsx"}, PLAIN, seconds=0.0)
    finally:
        worker.close()


def test_a_child_killed_at_work_is_a_sentence(own_pool: Pool):
    read_workbook(PLAIN, "a.xlsx", pool=own_pool)
    own_pool._idle[0]._child.kill()
    own_pool._idle[0]._child.wait()
    with pytest.raises(Refusal, match=r"workbook\.too_demanding"):
        read_workbook(PLAIN, "a.xlsx", pool=own_pool)
    assert read_workbook(PLAIN, "a.xlsx", pool=own_pool).sheets


def test_threads_do_not_share_a_child_at_work(own_pool: Pool):
    names, failed = [f"{n}.xlsx" for n in range(8)], []

    def read(name: str) -> None:
        try:
            assert read_workbook(PLAIN, name, pool=own_pool).name == name
        except Exception as error:  # noqa: BLE001
            failed.append(error)

    threads = [threading.Thread(target=read, args=(n,)) for n in names]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    assert len(idle(own_pool)) == 1


def test_elsewhere_than_linux_reading_is_refused(own_pool: Pool, monkeypatch):
    monkeypatch.setattr(sys, "platform", "darwin")
    with pytest.raises(Refusal, match=r"workbook\.platform"):
        read_workbook(PLAIN, "a.xlsx", pool=own_pool)
    assert pool.POOL is not own_pool
