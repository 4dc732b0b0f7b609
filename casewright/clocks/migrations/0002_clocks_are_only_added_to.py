from django.db import migrations

from casewright.foundation.tables import AddOnly


class Migration(migrations.Migration):
    dependencies = [("clocks", "0001_initial")]

    operations = [
        AddOnly("Clock"),
    ]
