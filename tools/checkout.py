"""Make a checkout able to run: its own environment, from hashed locks, without activation.

Standard library only, and quick when nothing has changed: a stamp says for which lock the
environment was made. Nothing here reaches the network while the stamp is right.
"""

import contextlib
import fcntl
import hashlib
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NoReturn

ROOT = Path(__file__).resolve().parents[1]
ENVIRONMENT = ROOT / ".venv"
PYTHON = ENVIRONMENT / "bin" / "python"
LOCKS = {name: ROOT / "requirements" / f"{name}.lock" for name in ("base", "dev")}
HINT_VENV = (
    "无法创建 Python 虚拟环境。Debian/Ubuntu 上请先执行：apt-get install python3-venv\n"
    "Cannot create a virtual environment. On Debian or Ubuntu: apt-get install python3-venv"
)
HINT_INSTALL = (
    "依赖安装失败，详见上文。常见原因：无法连接软件源，或内网证书未装入系统。\n"
    "Installing failed, see above. Often the package index can't be reached, or the house's\n"
    "certificate authority is not among the system's. Run the same command again afterwards."
)


def run_city(arguments: list[str]) -> str | None:
    """``./run``: asks for the impossible are answered before anything is installed."""
    from yipanqi.serve.options import parse, port_fault

    options = parse(arguments)
    if fault := port_fault(options.host, options.port):
        return fault
    return become("base", "yipanqi.serve", arguments)


def run_verb(arguments: list[str]) -> None:
    """``./yipanqi VERB``."""
    become("base", "yipanqi.cli", arguments)


def run_suite(arguments: list[str]) -> int:
    """``./test``."""
    import suite

    options = suite.parse(arguments)
    return suite.run(ensure("dev"), options)


def become(kind: str, module: str, arguments: Sequence[str]) -> NoReturn:
    """The environment's Python takes this process over: one process gets the signals."""
    python = str(ensure(kind))
    sys.stdout.flush()
    os.execv(python, [python, "-m", module, *arguments])


class CannotInstall(Exception):  # noqa: N818
    """Carries the words to show."""


def ensure(kind: str = "base") -> Path:
    """The environment's Python, after making sure that it holds everything of the lock."""
    with only_one():
        if not is_current(kind):
            say("首次准备运行环境，约需一分钟 …… Preparing the environment, about a minute.")
            install(kind)
        finish()
    return PYTHON


@contextlib.contextmanager
def only_one() -> Iterator[None]:
    """Two commands started together: the second waits until the first has installed."""
    descriptor = os.open(ROOT, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def say(text: str) -> None:
    print(text, flush=True)


@contextlib.contextmanager
def step(text: str) -> Iterator[None]:
    started = time.monotonic()
    say(f"· {text} …")
    yield
    say(f"  {time.monotonic() - started:.1f} s")


# --- the stamp


def stamp(kind: str) -> Path:
    return ENVIRONMENT / f".{kind}-stamp"


def wanted(kind: str) -> str:
    """Changes with the lock, with the interpreter, and when the checkout is moved."""
    place = f"{ROOT}\n{sys.version_info[:2]}\n".encode()
    return hashlib.sha256(place + LOCKS[kind].read_bytes()).hexdigest()


def is_current(kind: str) -> bool:
    """The developers' lock contains the other one, so its stamp serves both."""
    kinds = ("base", "dev") if kind == "base" else (kind,)
    return starts() and any(
        stamp(each).is_file() and stamp(each).read_text() == wanted(each) for each in kinds
    )


def starts() -> bool:
    """Whether the environment's interpreter is there and still runs (Python may be upgraded)."""
    try:
        return subprocess.run([PYTHON, "-c", ""], check=False, capture_output=True).returncode == 0
    except OSError:
        return False


# --- installing


def install(kind: str) -> None:
    if not starts():
        with step("创建虚拟环境 virtual environment"):
            create()
    with step("安装依赖（逐个校验哈希）dependencies, each checked by hash"):
        lock = LOCKS[kind]
        done = install_uv() and with_uv(lock)
        if not (done or with_pip(lock)):
            raise CannotInstall(HINT_INSTALL)
    link_source()
    stamp(kind).write_text(wanted(kind))


def create() -> None:
    code = run([sys.executable, "-m", "venv", "--clear", str(ENVIRONMENT)], quiet=True)
    if code or not starts():
        raise CannotInstall(HINT_VENV)


def install_uv() -> bool:
    """uv itself comes hashed, too; where it has no build for this machine, pip does the work."""
    pinned = re.search(r"^uv==.*?(?=^\S|\Z)", LOCKS["base"].read_text(), re.MULTILINE | re.DOTALL)
    if pinned is None:
        return False
    if run([str(PYTHON), "-m", "uv", "--version"], quiet=True) == 0:
        return True
    with tempfile.TemporaryDirectory() as scratch:
        lock = Path(scratch) / "uv.lock"
        lock.write_text(pinned.group())
        return with_pip(lock)


def with_uv(lock: Path) -> bool:
    command = [PYTHON, "-m", "uv", "pip", "install", "--quiet", "--system-certs"]
    command += ["--python", PYTHON, "--require-hashes", "-r", lock]
    return run([str(part) for part in command], environ={"UV_PYTHON_DOWNLOADS": "never"}) == 0


def with_pip(lock: Path) -> bool:
    command = [PYTHON, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    command += ["--only-binary", ":all:", "--require-hashes", "-r", lock]
    return run([str(part) for part in command]) == 0


def run(
    command: Sequence[str], *, quiet: bool = False, environ: dict[str, str] | None = None
) -> int:
    output = subprocess.DEVNULL if quiet else None
    merged = {**os.environ, **(environ or {})}
    return subprocess.run(
        command, check=False, cwd=ROOT, env=merged, stdout=output, stderr=output
    ).returncode


def link_source() -> None:
    """The checkout's own code is used where it lies; a build backend is not needed for that."""
    for folder in ENVIRONMENT.glob("lib/python3*/site-packages"):
        (folder / "yipanqi-checkout.pth").write_text(f"{ROOT / 'src'}\n")


# --- what git does not carry


def finish() -> None:
    """The charts' script, the map's outlines and the compiled texts: each looks before it works."""
    if run([str(PYTHON), "tools/assets.py", "--check"], quiet=True):
        with step("取回图表脚本 the pages' chart script"):
            if run([str(PYTHON), "tools/assets.py"], quiet=False):
                raise CannotInstall(HINT_INSTALL)
    if run([str(PYTHON), "tools/outlines.py", "--check"], quiet=True):
        with step("取回区划示意轮廓 outlines for the map"):
            if run([str(PYTHON), "tools/outlines.py"]):
                say("  未取回，一张图只显示点位。 Not fetched: the map shows points only.")
    if run([str(PYTHON), "tools/compile_messages.py"], quiet=True):
        run([str(PYTHON), "tools/compile_messages.py"])
        raise CannotInstall("界面文字目录无法编译，见上文。 A message catalogue is at fault.")
