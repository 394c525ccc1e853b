from django.apps import AppConfig


class ListRoundsConfig(AppConfig):
    name = "yipanqi.apps.board.list_rounds"
    label = "list_rounds"

    def ready(self) -> None:
        from yipanqi.apps.board.list_rounds.holds import hold_back
        from yipanqi.apps.ledger.projects.actions.annual_list import HOLDS

        if hold_back not in HOLDS:
            HOLDS.append(hold_back)
