from django.apps import AppConfig


class UnitsConfig(AppConfig):
    name = "yipanqi.apps.ledger.units"
    label = "units"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from yipanqi.apps.ledger.units import signin  # noqa: F401  (connects the failed-login receiver)
