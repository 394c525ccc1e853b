from django.apps import AppConfig
from django.utils.translation import pgettext_lazy


class InspectionsConfig(AppConfig):
    name = "yipanqi.apps.meeting.inspections"
    label = "inspections"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from yipanqi.apps.meeting.inspections.models import ORIGIN
        from yipanqi.apps.meeting.inspections.screening import SIGHT
        from yipanqi.apps.meeting.meetings.live.sights import register as register_sight
        from yipanqi.apps.promises.commitments.origins import Origin
        from yipanqi.apps.promises.commitments.origins import register as register_origin

        label = pgettext_lazy("origin", "Unannounced inspection")
        register_origin(Origin(ORIGIN, label, url_name="inspections:finding"))
        register_sight(ORIGIN, SIGHT)
