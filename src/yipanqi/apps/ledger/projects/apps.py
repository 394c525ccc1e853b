from django.apps import AppConfig


class ProjectsConfig(AppConfig):
    name = "yipanqi.apps.ledger.projects"
    label = "projects"
    default_auto_field = "django.db.models.BigAutoField"
