from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "casewright.desk"
    label = "desk"
