from django.apps import AppConfig


class TargetsConfig(AppConfig):
    name = "yipanqi.apps.board.targets"
    label = "targets"
    default_auto_field = "django.db.models.BigAutoField"
