from django.apps import AppConfig


class FilmConfig(AppConfig):
    name = "yipanqi.apps.meeting.film"
    label = "film"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from yipanqi.apps.meeting.film.screening import reel_of
        from yipanqi.apps.meeting.meetings.live.films import REELS

        REELS.append(reel_of)
