from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class FoundationConfig(AppConfig):
    name = "casewright.foundation"
    label = "foundation"

    def ready(self) -> None:
        """Let every room register its timed work."""
        autodiscover_modules("jobs")
