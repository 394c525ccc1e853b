from django.apps import AppConfig


class FormsAboveConfig(AppConfig):
    name = "yipanqi.apps.month.forms_above"
    label = "forms_above"
