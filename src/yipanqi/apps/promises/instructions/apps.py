from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class InstructionsConfig(AppConfig):
    name = "yipanqi.apps.promises.instructions"
    label = "instructions"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from yipanqi.apps.promises.commitments.origins import Ledger, Origin, keep_ledger, register

        register(Origin("instruction", _("Leader's instruction"), "instructions:record"))
        keep_ledger(Ledger("instructions", _("Leaders' instructions"), "instructions:index", 20))
