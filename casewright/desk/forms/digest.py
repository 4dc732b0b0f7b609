"""How somebody wants their digest."""

from zoneinfo import available_timezones

from django import forms
from django.utils.translation import gettext_lazy as _

from casewright.foundation.moments import organization_zone
from casewright.tasks.models import DigestBy

HOURS = range(24)
# The zones of the United States (tz database), which the first choice is made from.
OFFERED = (
    "America/New_York",
    "America/Chicago",
    "America/Denver",
    "America/Phoenix",
    "America/Los_Angeles",
    "America/Anchorage",
    "Pacific/Honolulu",
    "America/Puerto_Rico",
    "Pacific/Guam",
)


def zones_offered(chosen: str = "") -> list[str]:
    """Zones to choose from: the organization's first, then those of the country, and the one that
    somebody chose before."""
    first = [str(organization_zone()), *OFFERED, chosen]
    return [zone for zone in dict.fromkeys(first) if zone in available_timezones()]


class DigestForm(forms.Form):
    """Mail, page alone, or not at all; from which hour of which zone; and where a mail goes."""

    how = forms.ChoiceField(
        choices=DigestBy.choices, error_messages={"required": _("Choose one of the three ways.")}
    )
    hour = forms.TypedChoiceField(
        choices=[(hour, f"{hour:02}:00") for hour in HOURS],
        coerce=int,
        error_messages={"required": _("Choose an hour of the day.")},
    )
    zone = forms.CharField(max_length=60, required=False)
    mail_to = forms.CharField(max_length=254, required=False)
