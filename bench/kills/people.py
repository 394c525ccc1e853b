"""Who acts in the killed process, in which month, and how it tells the parent."""

MONTH = "2024-04"


def say(word: str) -> None:
    print(word, flush=True)


def office():
    from yipanqi.apps.ledger.units.models import User
    from yipanqi.apps.ledger.units.queries import viewer_for

    return viewer_for(User.objects.get(username="bangongshi"))


def leader():
    from yipanqi.apps.ledger.units.models import User
    from yipanqi.apps.ledger.units.queries import viewer_for

    return viewer_for(User.objects.get(username="lingdao"))


def month():
    from yipanqi.core.month import Month

    return Month.parse(MONTH)
