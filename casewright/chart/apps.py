from django.apps import AppConfig


class ChartConfig(AppConfig):
    name = "casewright.chart"
    label = "chart"
