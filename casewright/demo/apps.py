from django.apps import AppConfig


class DemoConfig(AppConfig):
    name = "casewright.demo"
    label = "demo"
