import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('hl7', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='PriorNumber',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('system', models.CharField(max_length=200)),
                ('value', models.CharField(max_length=200)),
                ('is_heard', models.BooleanField(default=False)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('system', 'value'), name='a_prior_number_is_named_once')],
            },
        ),
        migrations.CreateModel(
            name='Wait',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('system', models.CharField(max_length=200)),
                ('value', models.CharField(max_length=200)),
                ('message', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='waits', to='hl7.message')),
            ],
            options={
                'indexes': [models.Index(fields=['system', 'value'], name='wait_by_number')],
                'constraints': [models.UniqueConstraint(fields=('message', 'system', 'value'), name='a_number_is_waited_for_once')],
            },
        ),
    ]
