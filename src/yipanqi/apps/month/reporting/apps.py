from django.apps import AppConfig


class ReportingConfig(AppConfig):
    name = "yipanqi.apps.month.reporting"
    label = "reporting"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from yipanqi.apps.ledger.projects import closing
        from yipanqi.apps.month.reporting.windows import first_open_day

        closing.register(first_open_day)
