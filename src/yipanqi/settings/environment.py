"""What the surroundings decide: data folder, secret key, database address, host names.

Everything is read from ``YIPANQI_*`` variables, so that a deployment changes no code.
"""

import os
import secrets
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

PACKAGE = Path(__file__).resolve().parents[1]
SECRET_MIN_LENGTH = 50
SAMPLE_MARKS = ("insecure", "sample", "example", "change", "secret-key", "test-only")


def data_folder() -> Path:
    """``YIPANQI_DATA``, else ``var`` in the checkout, else ``var`` where we were started."""
    named = os.environ.get("YIPANQI_DATA")
    if named:
        return Path(named).expanduser().resolve()
    checkout = PACKAGE.parents[1]
    home = checkout if (checkout / "pyproject.toml").is_file() else Path.cwd()
    return home / "var"


def secret_key(folder: Path) -> str:
    """The variable wins; else the key kept in the data folder, made on the first start."""
    named = os.environ.get("YIPANQI_SECRET_KEY")
    if named:
        return named
    path = folder / "secret_key"
    if not path.exists():
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        keep_new_key(path)
    return path.read_text(encoding="ascii").strip()


def keep_new_key(path: Path) -> None:
    """Two processes may start at once: write aside, then link, which never overwrites."""
    aside = path.with_name(f".{path.name}.{os.getpid()}")
    descriptor = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as out:
        out.write(secrets.token_urlsafe(64) + "\n")
    try:
        os.link(aside, path)
    except FileExistsError:
        pass
    finally:
        aside.unlink()


def refuse_sample_key(key: str) -> str:
    """A served city never runs on a key that somebody could have read in a repository."""
    weak = len(key) < SECRET_MIN_LENGTH or len(set(key)) < 10
    if weak or any(mark in key.lower() for mark in SAMPLE_MARKS):
        msg = (
            "YIPANQI_SECRET_KEY is a sample or too short (50 random characters at least). "
            "Unset it to let the data folder keep a generated one. "
            "密钥为示例值或过短：请删去该变量，由系统在数据目录中自动生成。"
        )
        raise ImproperlyConfigured(msg)
    return key


def database(folder: Path, *, synchronous: str) -> dict[str, Any]:
    """``YIPANQI_DATABASE``: empty for SQLite in the data folder, else ``postgresql://…``."""
    address = os.environ.get("YIPANQI_DATABASE", "")
    if not address:
        return sqlite(folder / "yipanqi.sqlite3", synchronous=synchronous)
    return from_address(address, synchronous=synchronous)


def from_address(address: str, *, synchronous: str = "NORMAL") -> dict[str, Any]:
    scheme = urlsplit(address).scheme
    if scheme in {"postgresql", "postgres"}:
        return postgresql(address)
    if scheme == "sqlite":
        return sqlite(Path(unquote(urlsplit(address).path)), synchronous=synchronous)
    msg = (
        f"YIPANQI_DATABASE: unknown kind “{scheme}”; "
        "write postgresql://user:password@host:5432/name or sqlite:////folder/file.sqlite3. "
        "数据库地址无法识别。"
    )
    raise ImproperlyConfigured(msg)


def sqlite(path: Path, *, synchronous: str) -> dict[str, Any]:
    """IMMEDIATE matters: a deferred transaction that reads and then writes fails under writers."""
    pragmas = ("journal_mode=WAL", f"synchronous={synchronous}")
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(path),
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "".join(f"PRAGMA {pragma};" for pragma in pragmas),
        },
    }


def postgresql(address: str) -> dict[str, Any]:
    """A socket folder is given as ``postgresql://user@/name?host=/folder``."""
    parts = urlsplit(address)
    options: dict[str, Any] = dict(parse_qsl(parts.query))
    host = options.pop("host", None) or unquote(parts.hostname or "")
    port = options.pop("port", None) or parts.port or ""
    name = unquote(parts.path.lstrip("/"))
    if not name:
        msg = "YIPANQI_DATABASE names no database. 数据库地址缺少库名。"
        raise ImproperlyConfigured(msg)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": name,
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": host,
        "PORT": str(port),
        "CONN_MAX_AGE": 0,
        "OPTIONS": options,
    }


def listed(variable: str, default: str = "") -> list[str]:
    """A comma-separated variable as a list without blanks."""
    return [part.strip() for part in os.environ.get(variable, default).split(",") if part.strip()]
