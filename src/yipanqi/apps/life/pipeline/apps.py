from django.apps import AppConfig


class PipelineConfig(AppConfig):
    name = "yipanqi.apps.life.pipeline"
    label = "pipeline"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from yipanqi.apps.life.pipeline.kept import mark
        from yipanqi.infra.verbs import WATCHERS

        WATCHERS.append(mark)
