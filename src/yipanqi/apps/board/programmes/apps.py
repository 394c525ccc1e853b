from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ProgrammesConfig(AppConfig):
    name = "yipanqi.apps.board.programmes"
    label = "programmes"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from yipanqi.apps.board.programmes.reminders import remind
        from yipanqi.apps.board.programmes.screening import KIND, SIGHT
        from yipanqi.apps.meeting.meetings.live.sights import register as register_sight
        from yipanqi.apps.promises.commitments.origins import Origin, register

        name = _("Programme or campaign")
        register(Origin("programme", name, "programmes:record", remind=remind))
        register_sight(KIND, SIGHT, is_secret=False)
