from django.apps import AppConfig


class PreliminaryConfig(AppConfig):
    name = "yipanqi.apps.life.preliminary"
    label = "preliminary"
    default_auto_field = "django.db.models.BigAutoField"
