"""What the surroundings may decide, and what served settings refuse."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from yipanqi.settings import environment


def load(module: str, **variables: str) -> subprocess.CompletedProcess[str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("YIPANQI_")}
    code = (
        f"import django.conf as c; s = c.settings; print(s.SECRET_KEY[:0], {module!r}, s.DATABASES)"
    )
    return subprocess.run(
        [sys.executable, "-c", code],
        env={**kept, "DJANGO_SETTINGS_MODULE": f"yipanqi.settings.{module}", **variables},
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_key_is_made_once_and_nobody_else_may_read_it(tmp_path: Path):
    first = environment.secret_key(tmp_path)
    assert environment.secret_key(tmp_path) == first
    assert (tmp_path / "secret_key").stat().st_mode & 0o777 == 0o600
    assert environment.refuse_sample_key(first) == first
    assert [path.name for path in tmp_path.iterdir()] == ["secret_key"]


@pytest.mark.parametrize("key", ["", "short", "django-insecure-" + "abcdefgh1234" * 5, "x" * 80])
def test_sample_keys_are_refused(key):
    with pytest.raises(ImproperlyConfigured, match="YIPANQI_SECRET_KEY"):
        environment.refuse_sample_key(key)


def test_served_settings_refuse_a_sample_key_and_a_missing_host(tmp_path: Path):
    data = str(tmp_path)
    sample = load(
        "served", YIPANQI_DATA=data, YIPANQI_SECRET_KEY="test-only-key", YIPANQI_HOSTS="a"
    )
    assert sample.returncode
    assert "YIPANQI_SECRET_KEY" in sample.stderr
    nameless = load("served", YIPANQI_DATA=data)
    assert nameless.returncode
    assert "YIPANQI_HOSTS" in nameless.stderr
    good = load("served", YIPANQI_DATA=data, YIPANQI_HOSTS="board.city")
    assert good.returncode == 0, good.stderr
    assert "synchronous=FULL" in good.stdout
    assert "'transaction_mode': 'IMMEDIATE'" in good.stdout


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("postgresql://u:p%40w@db:5433/city", ("city", "u", "p@w", "db", "5433", {})),
        ("postgres:///city", ("city", "", "", "", "", {})),
        ("postgresql://u@/c?host=/run/pg", ("c", "u", "", "/run/pg", "", {})),
        (
            "postgresql://u@[::1]/c?sslmode=require",
            ("c", "u", "", "::1", "", {"sslmode": "require"}),
        ),
    ],
)
def test_a_postgresql_address_is_read(address, expected):
    found = environment.from_address(address)
    names = ("NAME", "USER", "PASSWORD", "HOST", "PORT", "OPTIONS")
    assert tuple(found[name] for name in names) == expected
    assert found["CONN_MAX_AGE"] == 0


@pytest.mark.parametrize("address", ["mysql://h/y", "postgresql://host/", "yipanqi"])
def test_another_address_is_refused(address):
    with pytest.raises(ImproperlyConfigured, match="YIPANQI_DATABASE"):
        environment.from_address(address)
