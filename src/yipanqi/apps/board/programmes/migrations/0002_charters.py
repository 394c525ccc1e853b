"""Programmes that only had a name and projects get their charter: the office fills in the rest."""

from datetime import date

from django.db import migrations
from django.db.models import Min

from yipanqi.infra import clock
from yipanqi.infra.uid import new_uid

KNOWN_FROM = date(2023, 1, 1)  # the lists of programmes are of 2023 and later


def give_charters(apps, _editor):
    programme = apps.get_model("projects", "Programme")
    charter = apps.get_model("programmes", "Charter")
    rows = programme.objects.filter(charter=None).annotate(first=Min("memberships__from_on"))
    for row in rows:
        charter.objects.create(
            uid=new_uid(),
            programme=row,
            kind="programme",
            from_on=row.first or KNOWN_FROM,
            recorded_at=clock.now(),
        )


class Migration(migrations.Migration):
    dependencies = [("programmes", "0001_initial")]

    operations = [migrations.RunPython(give_charters, migrations.RunPython.noop)]
