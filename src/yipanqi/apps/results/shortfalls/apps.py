from django.apps import AppConfig


class ShortfallsConfig(AppConfig):
    """Reads only: a list is worked out from the frozen month whenever it is asked for."""

    name = "yipanqi.apps.results.shortfalls"
    label = "shortfalls"
