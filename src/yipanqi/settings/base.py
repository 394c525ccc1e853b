"""Settings that hold everywhere. ``local``, ``served`` and ``test`` add what differs."""

import os
from datetime import timedelta
from importlib.util import find_spec
from pathlib import Path

from yipanqi.settings import environment

YIPANQI_DATA = environment.data_folder()
# hosts, addresses or networks inside the city's own that group robots may stand at
WEBHOOK_HOSTS = environment.listed("YIPANQI_WEBHOOK_HOSTS")
YIPANQI_SNAPSHOTS = YIPANQI_DATA / "snapshots"
YIPANQI_EVIDENCE = YIPANQI_DATA / "evidence"
YIPANQI_DOCUMENTS = YIPANQI_DATA / "documents"

STATIONS = [
    "ledger.units",
    "ledger.notices",
    "ledger.projects",
    "promises.commitments",
    "month.reporting",
    "month.imports",
    "ledger.shares",
    "month.statistics",
    "promises.problems",
    "board.targets",
    "life.gates",
    "life.preliminary",
    "promises.service",
    "promises.risks",
    "promises.livelihood",
    "promises.instructions",
    "month.snapshots",
    "results.scoring",
    "results.publishing",
    "life.pipeline",
    "life.leads",
    "promises.supervision",
    "meeting.meetings",
    "meeting.breakdowns",
    "meeting.inspections",
    "board.programmes",
    "promises.handovers",
    "results.shortfalls",
    "board.setup",
    "month.forms_above",
    "board.list_rounds",
    "meeting.film",
    "results.returned",
]
INSTALLED_APPS = [
    "yipanqi.infra",
    *(f"yipanqi.apps.{name}" for name in STATIONS if find_spec(f"yipanqi.apps.{name}")),
    "yipanqi.web",
    "yipanqi.demo",
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "axes",
    "csp",
    "django_htmx",
]
AUTH_USER_MODEL = "units.User"
ROOT_URLCONF = "yipanqi.urls"
ASGI_APPLICATION = "yipanqi.asgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "yipanqi.web.middleware.DoorMiddleware",
    "yipanqi.web.middleware.ViewerMiddleware",
    "yipanqi.web.middleware.RefusalMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "OPTIONS": {
            "loaders": [
                ("django.template.loaders.cached.Loader", ["yipanqi.infra.page_loader.Loader"]),
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "yipanqi.web.context.shell",
            ],
        },
    },
]

# --- words and clocks: dates of business are dates in this zone, instants carry a zone
LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文")]
USE_I18N = True
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True
LOCALE_PATHS = sorted(environment.PACKAGE.rglob("locale"))  # floors that are no app, too

# --- who may come in
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "login"

# Five failures lock the account for fifteen minutes, wherever they come from. The lockout
# middleware stays out: a locked, an unknown and a mistyped account get the same answer.
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_LOCKOUT_PARAMETERS = ["username"]
AXES_RESET_ON_SUCCESS = True
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_VERBOSE = False
SILENCED_SYSTEM_CHECKS = ["axes.W002", "axes.W006"]  # both for the reason above

# --- sessions: the cookie lives at most twelve hours, an idle one thirty minutes
SESSION_COOKIE_NAME = "yipanqi_session"
SESSION_COOKIE_AGE = 12 * 60 * 60
YIPANQI_SESSION_IDLE = timedelta(minutes=30)
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_NAME = "yipanqi_csrf"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"

# --- what a page may do
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "object-src": ["'none'"],
        "base-uri": ["'none'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
    },
}
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"

# --- files
STATIC_URL = "/static/"
STATIC_ROOT: Path | None = YIPANQI_DATA / "static"
MEDIA_ROOT = YIPANQI_EVIDENCE
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o700
DATA_UPLOAD_MAX_NUMBER_FIELDS = 20_000  # a month grid of 800 projects, some 20 cells each

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"},
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": os.environ.get("YIPANQI_LOG_LEVEL", "WARNING")},
    "loggers": {
        "yipanqi": {"level": os.environ.get("YIPANQI_LOG_LEVEL", "INFO")},
        "django": {"level": "WARNING"},
        "django.request": {"level": "ERROR"},  # a wrong address is the asker's matter
    },
}
