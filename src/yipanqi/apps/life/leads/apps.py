from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LeadsConfig(AppConfig):
    name = "yipanqi.apps.life.leads"
    label = "leads"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from yipanqi.apps.life.leads.follow import follow
        from yipanqi.apps.promises.commitments.origins import Origin, register

        register(Origin("signing_promise", _("Promise at the signing"), "leads:promise", follow))
