from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("imports", "0002_informant_and_jobs")]

    operations = [
        migrations.AlterField(
            model_name="import",
            name="state",
            field=models.CharField(
                choices=[
                    ("previewed", "Previewed"),
                    ("refused", "Refused"),
                    ("applied", "Applied"),
                    ("undone", "Undone"),
                    ("discarded", "Discarded"),
                ],
                default="previewed",
                max_length=10,
            ),
        ),
    ]
