from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class SecurityConfig(AppConfig):
    name = "casewright.security"
    label = "security"

    def ready(self) -> None:
        """Let every room lay its permits before the first request."""
        autodiscover_modules("access")
