from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LivelihoodConfig(AppConfig):
    name = "yipanqi.apps.promises.livelihood"
    label = "livelihood"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from yipanqi.apps.promises.commitments.origins import Ledger, Origin, keep_ledger, register
        from yipanqi.apps.promises.livelihood.follow import follow
        from yipanqi.apps.promises.livelihood.reminders import remind

        name = _("Livelihood works")
        register(Origin("livelihood", name, "livelihood:record", follow, remind=remind))
        keep_ledger(Ledger("livelihood", name, "livelihood:index", 40))
