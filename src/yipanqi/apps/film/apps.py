from django.apps import AppConfig


class FilmConfig(AppConfig):
    name = "yipanqi.apps.film"
    label = "film"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from yipanqi.apps.film.screening import reel_of
        from yipanqi.apps.meetings.live.films import REELS

        REELS.append(reel_of)
