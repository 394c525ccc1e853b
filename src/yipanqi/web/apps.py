from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "yipanqi.web"
    label = "web"

    def ready(self) -> None:
        from yipanqi.apps.meeting.meetings.live.slides import RESULTS
        from yipanqi.apps.promises.supervision.feed import show_also
        from yipanqi.web.frame import LedgerSource
        from yipanqi.web.meeting_days import meeting_days
        from yipanqi.web.meeting_results import month_results
        from yipanqi.web.shell import use_source

        use_source(LedgerSource())
        show_also(meeting_days)
        RESULTS.append(month_results)
