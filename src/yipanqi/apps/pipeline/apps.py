from django.apps import AppConfig


class PipelineConfig(AppConfig):
    name = "yipanqi.apps.pipeline"
    label = "pipeline"
    default_auto_field = "django.db.models.BigAutoField"
