from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SupervisionConfig(AppConfig):
    name = "yipanqi.apps.promises.supervision"
    label = "supervision"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from yipanqi.apps.promises.commitments.origins import Origin, register

        register(Origin("key_work", _("Key work of the year")))
        register(Origin("document", _("Document from above"), by_hand=True))
        register(Origin("meeting", _("Meeting"), by_hand=True))
