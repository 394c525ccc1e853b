"""One machine, plain HTTP: what ``./run`` and ``./yipanqi`` use unless told otherwise."""

from yipanqi.settings import environment
from yipanqi.settings.base import *  # noqa: F403
from yipanqi.settings.base import YIPANQI_DATA

DEBUG = False
SECRET_KEY = environment.secret_key(YIPANQI_DATA)
ALLOWED_HOSTS = environment.listed("YIPANQI_HOSTS", "localhost,127.0.0.1,[::1]")
DATABASES = {"default": environment.database(YIPANQI_DATA, synchronous="NORMAL")}
STATIC_ROOT = None
WHITENOISE_USE_FINDERS = True  # straight from the packages: nothing to collect before a start
