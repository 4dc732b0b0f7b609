from django.apps import AppConfig


class ClocksConfig(AppConfig):
    name = "casewright.clocks"
    label = "clocks"
