from django.apps import AppConfig


class FoundationConfig(AppConfig):
    name = "casewright.foundation"
    label = "foundation"
