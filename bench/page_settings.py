"""The local settings with one address more: a bare view to compare with."""

from yipanqi.settings.local import *  # noqa: F403

ROOT_URLCONF = "bench.page_urls"
