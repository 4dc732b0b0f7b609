from django.apps import AppConfig


class ContactsConfig(AppConfig):
    name = "casewright.contacts"
    label = "contacts"
