from django.apps import AppConfig


class TasksConfig(AppConfig):
    name = "casewright.tasks"
    label = "tasks"
