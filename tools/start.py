"""The three commands of a checkout. This file must be readable to Python 3.6, which it refuses."""

import os
import sys

HERE = os.path.dirname(os.path.abspath(__file__))  # noqa: PTH100, PTH120
REFUSAL = (
    "需要 Python 3.11 或更高版本，当前为 {0}.{1}。请用较新的解释器启动，例如：python3.12 {2}\n"
    "Yipanqi needs Python 3.11 or newer; this is {0}.{1}. Start it with a newer one: python3.12 {2}"
)


def main(command):  # type: ignore[no-untyped-def]
    """``command`` is the name of the file that was started; the rest is in ``sys.argv``."""
    if sys.version_info < (3, 11):  # noqa: UP036
        sys.exit(REFUSAL.format(sys.version_info[0], sys.version_info[1], command))
    sys.path.insert(1, os.path.join(os.path.dirname(HERE), "src"))  # noqa: PTH118, PTH120
    import checkout

    commands = {"run": checkout.run_city, "yipanqi": checkout.run_verb, "test": checkout.run_suite}
    try:
        sys.exit(commands[command](sys.argv[1:]))
    except checkout.CannotInstall as fault:
        sys.exit(str(fault))
    except KeyboardInterrupt:
        sys.exit("已停止。 Stopped.")
