from django.apps import AppConfig


class GatesConfig(AppConfig):
    name = "yipanqi.apps.gates"
    label = "gates"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from yipanqi.apps.gates.queries import spells_of
        from yipanqi.apps.projects import standstill

        standstill.register(spells_of)
