"""Casewright: the workbench of a health-care case manager."""

__version__ = "0.1.0"
