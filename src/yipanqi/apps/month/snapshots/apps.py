from django.apps import AppConfig


class SnapshotsConfig(AppConfig):
    name = "yipanqi.apps.month.snapshots"
    label = "snapshots"
    default_auto_field = "django.db.models.BigAutoField"
