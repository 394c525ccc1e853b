from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SetupConfig(AppConfig):
    name = "yipanqi.apps.board.setup"
    label = "setup"

    def ready(self) -> None:
        from yipanqi.apps.promises.commitments.actions.opening import OPENING
        from yipanqi.apps.promises.commitments.origins import Origin, register

        register(Origin(OPENING, _("Opening ledger: imported, not reviewed")))
