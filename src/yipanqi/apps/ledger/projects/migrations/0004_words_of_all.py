"""Words to search by for the projects that stand, and an index by letters on PostgreSQL."""

from django.db import DatabaseError, migrations, transaction

BATCH = 500
INDEX = "project_words_letters"


def fill(apps, _schema_editor):
    from yipanqi.apps.ledger.projects.searching import words_of

    project = apps.get_model("projects", "Project")
    words = apps.get_model("projects", "SearchWords")
    rows = project.objects.exclude(current=None).filter(search_words=None).select_related("current")
    made = [words(project=row, words=words_of(row.current, row.own_code)) for row in rows.iterator(BATCH)]
    words.objects.bulk_create(made, batch_size=BATCH)


def index(_apps, schema_editor):
    """Where the database lets us: without it a search reads one narrow table instead."""
    if schema_editor.connection.vendor != "postgresql":
        return
    try:
        with transaction.atomic(using=schema_editor.connection.alias):
            schema_editor.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
            schema_editor.execute(
                f"CREATE INDEX IF NOT EXISTS {INDEX} ON projects_searchwords USING gin (words gin_trgm_ops)"
            )
    except DatabaseError:
        return


class Migration(migrations.Migration):
    dependencies = [("projects", "0003_finding")]
    operations = [
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.RunPython(index, migrations.RunPython.noop),
    ]
