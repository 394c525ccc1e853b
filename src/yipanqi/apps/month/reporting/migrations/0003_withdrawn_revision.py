from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('reporting', '0002_freezing_and_informant'),
    ]

    operations = [
        migrations.AlterField(
            model_name='reportrevision',
            name='event',
            field=models.CharField(choices=[('submitted', 'Submitted'), ('passed', 'Passed'), ('approved', 'Approved'), ('returned', 'Returned'), ('withdrawn', 'Withdrawn'), ('restated', 'Restated')], max_length=10),
        ),
    ]
