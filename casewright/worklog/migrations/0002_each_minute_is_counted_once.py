from django.db import migrations

from casewright.foundation.tables import NoOverlap


class Migration(migrations.Migration):
    dependencies = [("worklog", "0001_initial")]

    operations = [
        NoOverlap("WorkEntry", whose="worker_id", starts="starts_at", ends="ends_at"),
    ]
