from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "casewright.audit"
    label = "audit"
