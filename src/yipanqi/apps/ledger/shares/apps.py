from django.apps import AppConfig


class SharesConfig(AppConfig):
    name = "yipanqi.apps.ledger.shares"
    label = "shares"
    default_auto_field = "django.db.models.BigAutoField"
