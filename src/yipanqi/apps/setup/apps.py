from django.apps import AppConfig


class SetupConfig(AppConfig):
    name = "yipanqi.apps.setup"
    label = "setup"
