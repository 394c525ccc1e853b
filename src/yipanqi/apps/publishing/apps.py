from django.apps import AppConfig


class PublishingConfig(AppConfig):
    name = "yipanqi.apps.publishing"
    label = "publishing"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from yipanqi.apps.publishing.queries import audience
        from yipanqi.apps.scoring.access import use_audience

        use_audience(audience)
