"""The application that the web server starts."""

import os
import warnings

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yipanqi.settings.local")

# Static files are read from disk in a thread, which is what is wanted of them.
warnings.filterwarnings("ignore", message="StreamingHttpResponse must consume synchronous")

_framework = get_asgi_application()

from django.conf import settings  # noqa: E402  (after the setup, as the two below)

from yipanqi.apps.meeting.meetings.live.lines import with_lines  # noqa: E402
from yipanqi.infra.bodies import with_limit  # noqa: E402
from yipanqi.infra.clips import SIZE_MAX  # noqa: E402

# room for the longest clip, so that a larger one is refused in words
application = with_lines(with_limit(_framework, settings.SESSION_COOKIE_NAME, 2 * SIZE_MAX))
