from django.apps import AppConfig
from django.utils.translation import pgettext_lazy


class InspectionsConfig(AppConfig):
    name = "yipanqi.apps.inspections"
    label = "inspections"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from yipanqi.apps.commitments.origins import Origin
        from yipanqi.apps.commitments.origins import register as register_origin
        from yipanqi.apps.inspections.models import ORIGIN
        from yipanqi.apps.inspections.screening import SIGHT
        from yipanqi.apps.meetings.live.sights import register as register_sight

        label = pgettext_lazy("origin", "Unannounced inspection")
        register_origin(Origin(ORIGIN, label, url_name="inspections:finding"))
        register_sight(ORIGIN, SIGHT)
