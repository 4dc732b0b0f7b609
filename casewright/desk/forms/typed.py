"""What stands in a form's fields when it is shown: what was typed, else what it begins with."""

from collections.abc import Mapping
from typing import Any

from django.forms import Form


def typed_into(form: Form, first: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """Every field by name; what was typed and refused comes back word for word."""
    begins = {**dict.fromkeys(form.fields, ""), **(first or {})}
    return {**begins, **{name: form.data[name] for name in form.data}}
