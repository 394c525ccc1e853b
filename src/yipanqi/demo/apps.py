from django.apps import AppConfig


class DemoConfig(AppConfig):
    name = "yipanqi.demo"
    label = "demo"

    def ready(self) -> None:
        """Offer the tour and the accounts; both are shown in a demonstration city only."""
        from yipanqi.apps.ledger.units import signin
        from yipanqi.demo.accounts import SHOWCASE
        from yipanqi.demo.tour import TOUR
        from yipanqi.web import tour

        signin.offer(SHOWCASE)
        tour.offer(TOUR)
