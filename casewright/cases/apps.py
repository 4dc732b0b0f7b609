from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "casewright.cases"
    label = "cases"
