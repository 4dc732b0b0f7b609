"""What may be chosen for a screen."""

from django import forms

from casewright.desk.screen import COLORS


class ColorsForm(forms.Form):
    """Light, dark, or as the device has it."""

    colors = forms.ChoiceField(choices=[(name, name) for name in COLORS])


class KeysForm(forms.Form):
    """Single keys on or off (WCAG 2.1.4); changed, or again as they were at first."""

    keys = forms.ChoiceField(choices=[(name, name) for name in ("on", "off", "change", "reset")])
