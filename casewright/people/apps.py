from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "casewright.people"
    label = "people"
