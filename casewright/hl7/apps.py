from django.apps import AppConfig


class Hl7Config(AppConfig):
    name = "casewright.hl7"
    label = "hl7"
