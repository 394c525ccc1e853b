from django.apps import AppConfig


class ReturnedConfig(AppConfig):
    name = "yipanqi.apps.results.returned"
    label = "returned"
    default_auto_field = "django.db.models.BigAutoField"
