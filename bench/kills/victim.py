"""The process that is killed, and the one that looks afterwards. Prints BEGIN and END around
the verb; ``check`` prints what stands and fails where anything is half done.
"""

import sys
from pathlib import Path

import django

from bench.kills.people import MONTH, leader, month, office, say


def build() -> None:
    from django.core.management import call_command

    from yipanqi import demo

    call_command("migrate", verbosity=0, interactive=False)
    demo.build()


def freeze() -> None:
    from yipanqi.apps.month.snapshots.actions import freeze_month

    viewer = office()
    say("BEGIN")
    freeze_month(viewer=viewer, month=month())
    say("END")


def prepare_publish() -> None:
    from yipanqi.apps.month.snapshots.actions import freeze_month
    from yipanqi.apps.results.publishing.actions import approve_publication, draft_publication
    from yipanqi.apps.results.scoring.actions import score_month

    freeze_month(viewer=office(), month=month())
    sheet = score_month(viewer=office(), month=month(), scheme_key="city_2024")
    draft = draft_publication(viewer=office(), sheet=sheet)
    approve_publication(viewer=leader(), publication=draft)


def publish() -> None:
    from yipanqi.apps.results.publishing.actions import finalise_publication
    from yipanqi.apps.results.publishing.models import Publication

    viewer = office()
    row = Publication.objects.get(month=MONTH)
    say("BEGIN")
    finalise_publication(viewer=viewer, publication=row)
    say("END")


def check() -> None:
    """Recover as a start does, then hold everything against everything."""
    from yipanqi.apps.month.reporting.models import MonthWindow
    from yipanqi.apps.month.snapshots import folders
    from yipanqi.apps.month.snapshots.actions import recover_freezes
    from yipanqi.apps.month.snapshots.models import Snapshot
    from yipanqi.apps.results.publishing.models import Publication
    from yipanqi.infra.models import AuditEntry
    from yipanqi.web.verification import verify_everything

    recover_freezes(at_start=True)
    window = MonthWindow.objects.get(month=MONTH)
    frozen = Snapshot.objects.filter(month=MONTH).count()
    assert window.state in {"open", "reviewing", "frozen", "published"}, window.state
    assert (window.state in {"frozen", "published"}) == bool(frozen), (window.state, frozen)
    assert AuditEntry.objects.filter(verb="freeze_month", month=MONTH).count() == frozen
    on_disk = {p.name for p in folders.root().iterdir()}
    assert on_disk == set(Snapshot.objects.values_list("folder", flat=True)), on_disk
    final = Publication.objects.filter(month=MONTH, state="final").count()
    assert (window.state == "published") == bool(final), (window.state, final)
    faults = verify_everything(MONTH).faults
    assert not faults, faults
    say(f"{window.state} frozen={frozen} final={final}")


STEPS = {
    "build": build,
    "freeze": freeze,
    "prepare_publish": prepare_publish,
    "publish": publish,
    "check": check,
}


def main() -> None:
    django.setup()
    name, *rest = sys.argv[1:]
    if name in STEPS:
        STEPS[name]()
    else:
        from bench.kills import imports

        getattr(imports, name)(*map(Path, rest))


if __name__ == "__main__":
    main()
