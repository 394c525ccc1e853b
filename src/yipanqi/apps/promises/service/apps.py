from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ServiceConfig(AppConfig):
    name = "yipanqi.apps.promises.service"
    label = "service"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from yipanqi.apps.promises.commitments.origins import Ledger, Origin, keep_ledger, register
        from yipanqi.apps.promises.service.follow import follow
        from yipanqi.apps.promises.service.reminders import remind

        name = _("Requests of enterprises")
        register(Origin("service_request", name, "service:record", follow, remind=remind))
        keep_ledger(Ledger("service", name, "service:index", 10))
