"""Named places where a test may kill the process, to prove that nothing stays half done."""

import os
import signal

VARIABLE = "YIPANQI_FAILPOINT"


def failpoint(name: str) -> None:
    """Die here, as by ``kill -9``, if the environment names this place."""
    if os.environ.get(VARIABLE) == name:
        os.kill(os.getpid(), signal.SIGKILL)
