from django.apps import AppConfig


class FhirConfig(AppConfig):
    name = "casewright.fhir"
    label = "fhir"
