"""A city served over HTTPS, behind a proxy that sets X-Forwarded-Proto.

``YIPANQI_HOSTS`` names the host (or hosts, with commas) that people type.
"""

from django.core.exceptions import ImproperlyConfigured

from yipanqi.settings import environment
from yipanqi.settings.base import *  # noqa: F403
from yipanqi.settings.base import STORAGES, YIPANQI_DATA

DEBUG = False
SECRET_KEY = environment.refuse_sample_key(environment.secret_key(YIPANQI_DATA))
ALLOWED_HOSTS = environment.listed("YIPANQI_HOSTS")
if not ALLOWED_HOSTS or "*" in ALLOWED_HOSTS:
    msg = "YIPANQI_HOSTS must name the served host. 请在 YIPANQI_HOSTS 中写明对外访问的主机名。"
    raise ImproperlyConfigured(msg)
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ALLOWED_HOSTS]
DATABASES = {"default": environment.database(YIPANQI_DATA, synchronous="FULL")}

SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_SSL_REDIRECT = True
SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
SESSION_COOKIE_NAME = "__Host-yipanqi_session"
CSRF_COOKIE_NAME = "__Host-yipanqi_csrf"

STORAGES = {
    **STORAGES,
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
