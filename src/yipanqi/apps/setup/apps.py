from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SetupConfig(AppConfig):
    name = "yipanqi.apps.setup"
    label = "setup"

    def ready(self) -> None:
        from yipanqi.apps.commitments.actions.opening import OPENING
        from yipanqi.apps.commitments.origins import Origin, register

        register(Origin(OPENING, _("Opening ledger: imported, not reviewed")))
