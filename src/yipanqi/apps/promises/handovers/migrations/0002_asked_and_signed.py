from django.conf import settings
from django.db import migrations, models
from django.db.models import PROTECT, Q

PERSON = {"null": True, "on_delete": PROTECT, "related_name": "+", "to": settings.AUTH_USER_MODEL}


class Migration(migrations.Migration):
    dependencies = [
        ("handovers", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            "handover",
            "state",
            models.CharField(
                choices=[("asked", "Asked"), ("moved", "Moved"), ("withdrawn", "Withdrawn")],
                default="moved",
                max_length=10,
            ),
        ),
        migrations.AddField("handover", "asked_on", models.DateField(null=True)),
        migrations.AddField("handover", "asked_by", models.ForeignKey(**PERSON)),
        migrations.AlterField("handover", "on", models.DateField(null=True)),
        migrations.AlterField("handover", "posts", models.JSONField(default=list)),
        migrations.AlterField("handover", "items", models.JSONField(default=list)),
        migrations.AddField("handover", "leaver_signed_on", models.DateField(null=True)),
        migrations.AddField("handover", "successor_signed_on", models.DateField(null=True)),
        migrations.AddField("handover", "witness", models.ForeignKey(**PERSON)),
        migrations.AddField("handover", "witness_signed_on", models.DateField(null=True)),
        migrations.AddField(
            "handover", "withdrawn_words", models.CharField(blank=True, max_length=200)
        ),
        migrations.AddField("handover", "version", models.PositiveIntegerField(default=1)),
        migrations.AddConstraint(
            "handover",
            models.UniqueConstraint(
                fields=["leaver"], condition=Q(state="asked"), name="one_hand_over_asked"
            ),
        ),
    ]
