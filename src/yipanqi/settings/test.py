"""Tests: a throw-away database per process; PostgreSQL where YIPANQI_TEST_POSTGRES names one."""

import os
import tempfile
from pathlib import Path

from yipanqi.settings import environment
from yipanqi.settings.base import *  # noqa: F403

DEBUG = False
SECRET_KEY = "test-only-key"  # noqa: S105  # no served settings accept it
WEBHOOK_HOSTS = ["127.0.0.1"]
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]

_scratch = Path(tempfile.gettempdir()) / f"yipanqi-test-{os.getpid()}"
YIPANQI_DATA = _scratch
YIPANQI_SNAPSHOTS = _scratch / "snapshots"
YIPANQI_EVIDENCE = _scratch / "evidence"
YIPANQI_DOCUMENTS = _scratch / "documents"
MEDIA_ROOT = YIPANQI_EVIDENCE

# A file, not memory: threads of the live server see real locking and real transactions.
_database = environment.sqlite(Path(f"{_scratch}.unused"), synchronous="OFF")
_database["TEST"] = {"NAME": f"{_scratch}.sqlite3"}
if os.environ.get("YIPANQI_TEST_POSTGRES"):
    _database = environment.from_address(os.environ["YIPANQI_TEST_POSTGRES"])
    _database["TEST"] = {"NAME": f"test_yipanqi_{os.getpid()}"}
DATABASES = {"default": _database}

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
AXES_ENABLED = False  # the lockout tests switch it on
# no brake on many requests from one address; its test switches it on
CACHES = {"default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}}
STATIC_ROOT = None
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True  # do not list every static file once per test client
