from django.apps import AppConfig


class TransitionsConfig(AppConfig):
    name = "casewright.transitions"
    label = "transitions"
