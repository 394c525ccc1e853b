"""A copy of the same city for every round: a folder, and a database beside it."""

import os
import shutil
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

ROOT = Path(__file__).resolve().parents[2]


class Place:
    """One city in a data folder; on PostgreSQL also a database named after the folder."""

    def __init__(self, folder: Path, server: str = "") -> None:
        self.folder = folder
        self.server = server

    @property
    def database(self) -> str:
        parts = urlsplit(self.server)
        return urlunsplit(parts._replace(path=f"/{self.name}")) if self.server else ""

    @property
    def name(self) -> str:
        return f"yipanqi_kills_{self.folder.name.replace('-', '_')}"

    @property
    def environment(self) -> dict[str, str]:
        values = {
            **os.environ,
            "YIPANQI_DATA": str(self.folder),
            "DJANGO_SETTINGS_MODULE": "yipanqi.settings.local",
            "YIPANQI_LOG_LEVEL": "ERROR",
        }
        return values | ({"YIPANQI_DATABASE": self.database} if self.server else {})

    def run(self, *words: str) -> str:
        """Run a step of ``bench.kills.victim`` to its end; returns what it printed."""
        done = subprocess.run(
            [sys.executable, "-m", "bench.kills.victim", *words],
            cwd=ROOT, env=self.environment, capture_output=True, text=True, check=False,
        )  # fmt: skip
        if done.returncode:
            raise SystemExit(f"{' '.join(words)} failed:\n{done.stdout}\n{done.stderr}")
        return done.stdout

    def start(self, *words: str, failpoint: str = "") -> subprocess.Popen[str]:
        extra = {"YIPANQI_FAILPOINT": failpoint} if failpoint else {}
        return subprocess.Popen(
            [sys.executable, "-m", "bench.kills.victim", *words],
            cwd=ROOT, env=self.environment | extra, stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL, text=True,
        )  # fmt: skip

    def copy_to(self, other: "Place") -> None:
        other.remove()
        shutil.copytree(self.folder, other.folder)
        if self.server:
            self._administer(f'CREATE DATABASE "{other.name}" TEMPLATE "{self.name}"')

    def create(self) -> None:
        self.remove()
        self.folder.mkdir(parents=True)
        if self.server:
            self._administer(f'CREATE DATABASE "{self.name}"')

    def remove(self) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)
        if self.server:
            self._administer(f'DROP DATABASE IF EXISTS "{self.name}" WITH (FORCE)')

    def _administer(self, statement: str) -> None:
        import psycopg

        with psycopg.connect(self.server, autocommit=True) as connection:
            connection.execute(statement)  # type: ignore[arg-type]
