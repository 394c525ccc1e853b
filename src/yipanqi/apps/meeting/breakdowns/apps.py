from django.apps import AppConfig


class BreakdownsConfig(AppConfig):
    name = "yipanqi.apps.meeting.breakdowns"
    label = "breakdowns"
    default_auto_field = "django.db.models.BigAutoField"
