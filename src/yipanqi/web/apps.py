from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "yipanqi.web"
    label = "web"

    def ready(self) -> None:
        from yipanqi.web.frame import LedgerSource
        from yipanqi.web.shell import use_source

        use_source(LedgerSource())
