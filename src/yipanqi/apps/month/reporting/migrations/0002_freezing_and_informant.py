from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('reporting', '0001_initial'),
    ]

    operations = [
        migrations.AddField(
            model_name='monthreport',
            name='informant',
            field=models.CharField(blank=True, max_length=80),
        ),
        migrations.AddField(
            model_name='monthwindow',
            name='freeze_token',
            field=models.CharField(blank=True, max_length=32),
        ),
        migrations.AddField(
            model_name='monthwindow',
            name='freezing_since',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='monthwindow',
            name='restating_reason',
            field=models.TextField(blank=True),
        ),
        migrations.AlterField(
            model_name='monthwindow',
            name='state',
            field=models.CharField(choices=[('open', 'Open'), ('reviewing', 'Reviewing'), ('freezing', 'Freezing'), ('frozen', 'Frozen'), ('published', 'Published')], default='open', max_length=10),
        ),
    ]
