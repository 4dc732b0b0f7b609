from django.db import migrations, models

from casewright.foundation.tables import AddOnly, LiftAddOnly

class Migration(migrations.Migration):

    dependencies = [
        ('transitions', '0002_events_are_only_added_to'),
    ]

    operations = [
        LiftAddOnly("StayEvent"),
        migrations.RemoveConstraint(
            model_name='stayevent',
            name='stay_event_kind_is_known',
        ),
        migrations.AddField(
            model_name='feed',
            name='zone',
            field=models.CharField(blank=True, default='', max_length=64),
        ),
        migrations.AddField(
            model_name='stay',
            name='announced',
            field=models.JSONField(default=dict),
        ),
        migrations.AlterField(
            model_name='stayevent',
            name='kind',
            field=models.CharField(choices=[('admit', 'Admit'), ('register', 'Register'), ('transfer', 'Transfer'), ('discharge', 'Discharge'), ('update', 'Update'), ('preadmit', 'Preadmit'), ('pend_admit', 'Pend Admit'), ('pend_transfer', 'Pend Transfer'), ('pend_discharge', 'Pend Discharge'), ('cancel_admit', 'Cancel Admit'), ('cancel_transfer', 'Cancel Transfer'), ('cancel_discharge', 'Cancel Discharge'), ('cancel_preadmit', 'Cancel Preadmit'), ('cancel_pend_admit', 'Cancel Pend Admit'), ('cancel_pend_transfer', 'Cancel Pend Transfer'), ('cancel_pend_discharge', 'Cancel Pend Discharge')], max_length=24),
        ),
        migrations.AddConstraint(
            model_name='stayevent',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['admit', 'register', 'transfer', 'discharge', 'update', 'preadmit', 'pend_admit', 'pend_transfer', 'pend_discharge', 'cancel_admit', 'cancel_transfer', 'cancel_discharge', 'cancel_preadmit', 'cancel_pend_admit', 'cancel_pend_transfer', 'cancel_pend_discharge'])), name='stay_event_kind_is_known'),
        ),
        AddOnly("StayEvent"),
    ]
