from django.apps import AppConfig


class PublishingConfig(AppConfig):
    name = "yipanqi.apps.results.publishing"
    label = "publishing"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from yipanqi.apps.results.publishing.queries import audience
        from yipanqi.apps.results.scoring.access import use_audience

        use_audience(audience)
