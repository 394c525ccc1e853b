"""All processes of an installation run, or none does."""

import os
import signal
import subprocess
import sys
import textwrap
import time

import pytest

PROGRAM = """
    import sys
    from yipanqi.serve.supervisor import Child, Supervisor
    sleeper = [sys.executable, "-c", "import time; time.sleep(60)"]
    stubborn = [sys.executable, "-c", CODE]
    children = [Child("one", sleeper), Child("two", stubborn)]
    supervisor = Supervisor(children, lambda text: print(text, flush=True))
    ready = lambda: all(c.process for c in children)
    told = lambda: print("pids", *(c.process.pid for c in children), flush=True)
    sys.exit(supervisor.run(ready, told))
"""


def start(second: str) -> tuple[subprocess.Popen[str], list[int]]:
    code = textwrap.dedent(PROGRAM).replace("CODE", repr(second))
    process = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    for line in process.stdout:
        if line.startswith("pids"):
            return process, [int(pid) for pid in line.split()[1:]]
    raise AssertionError("the supervisor said nothing")


def runs(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def gone(pids: list[int], within: float = 5.0) -> bool:
    until = time.monotonic() + within
    while any(map(runs, pids)) and time.monotonic() < until:
        time.sleep(0.05)
    return not any(map(runs, pids))


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_stop_ends_everything_and_is_no_failure(number: signal.Signals):
    process, pids = start("import time; time.sleep(60)")
    process.send_signal(number)
    assert process.wait(timeout=15) == 0
    assert gone(pids)


def test_a_process_that_ends_by_itself_takes_the_others_along():
    process, pids = start("import time; time.sleep(1); raise SystemExit(3)")
    said, _ = process.communicate(timeout=15)
    assert process.returncode == 1
    assert "two" in said
    assert "3" in said
    assert gone(pids)


@pytest.mark.skipif(sys.platform != "linux", reason="needs the parent-death signal of Linux")
def test_nothing_outlives_a_killed_supervisor():
    process, pids = start("import time; time.sleep(60)")
    process.kill()
    process.wait(timeout=5)
    assert gone(pids)
