"""The application that the web server starts."""

import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yipanqi.settings.local")

application = get_asgi_application()
