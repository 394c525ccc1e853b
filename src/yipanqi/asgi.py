"""The application that the web server starts."""

import os
import warnings

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yipanqi.settings.local")

# Static files are read from disk in a thread, which is what is wanted of them.
warnings.filterwarnings("ignore", message="StreamingHttpResponse must consume synchronous")

_framework = get_asgi_application()

from yipanqi.apps.meetings.live.lines import with_lines  # noqa: E402  (after the setup)

application = with_lines(_framework)
