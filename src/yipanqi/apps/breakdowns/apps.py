from django.apps import AppConfig


class BreakdownsConfig(AppConfig):
    name = "yipanqi.apps.breakdowns"
    label = "breakdowns"
    default_auto_field = "django.db.models.BigAutoField"
