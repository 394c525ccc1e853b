from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RisksConfig(AppConfig):
    name = "yipanqi.apps.promises.risks"
    label = "risks"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from yipanqi.apps.promises.commitments.origins import Ledger, Origin, keep_ledger, register
        from yipanqi.apps.promises.risks.follow import follow
        from yipanqi.apps.promises.risks.reminders import remind

        register(
            Origin("risk", _("Measures against a risk"), "risks:record", follow, remind=remind)
        )
        keep_ledger(Ledger("risks", _("Risks"), "risks:index", 30))
