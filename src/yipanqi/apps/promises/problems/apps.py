from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ProblemsConfig(AppConfig):
    name = "yipanqi.apps.promises.problems"
    label = "problems"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from yipanqi.apps.promises.commitments.origins import Ledger, Origin, keep_ledger, register
        from yipanqi.apps.promises.problems.follow import follow

        register(Origin("problem", _("Problem of a project"), "problems:record", follow))
        keep_ledger(Ledger("problems", _("Problems of projects"), "problems:index", 50))
