from django.apps import AppConfig


class WorklogConfig(AppConfig):
    name = "casewright.worklog"
    label = "worklog"
