from django.apps import AppConfig
from django.utils.translation import pgettext_lazy


class MeetingsConfig(AppConfig):
    name = "yipanqi.apps.meeting.meetings"
    label = "meetings"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from yipanqi.apps.meeting.meetings.models import ORIGIN
        from yipanqi.apps.promises.commitments.origins import Origin, register

        label = pgettext_lazy("origin", "Decision of a meeting")
        register(Origin(ORIGIN, label, url_name="meetings:decision"))
