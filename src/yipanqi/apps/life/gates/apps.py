from django.apps import AppConfig


class GatesConfig(AppConfig):
    name = "yipanqi.apps.life.gates"
    label = "gates"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from yipanqi.apps.ledger.projects import standstill
        from yipanqi.apps.life.gates.queries import spells_of

        standstill.register(spells_of)
