"""The house's settings with one address more: the page that does nothing but know who asks."""

from casewright.config.settings import *  # noqa: F403, TID251 - these are settings themselves

ROOT_URLCONF = "bench.urls"
