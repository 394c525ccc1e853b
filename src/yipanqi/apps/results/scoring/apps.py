from django.apps import AppConfig


class ScoringConfig(AppConfig):
    name = "yipanqi.apps.results.scoring"
    label = "scoring"
    default_auto_field = "django.db.models.BigAutoField"
