from django.apps import AppConfig


class ResourcesConfig(AppConfig):
    name = "casewright.resources"
    label = "resources"
