"""What fills a house with made-up people: through the rooms' own actions, or all at once."""

from casewright.demo.actions.clearing import clear_demo
from casewright.demo.actions.founding import (
    end_the_day_before,
    found,
    found_branch,
    found_synthetic,
)
from casewright.demo.actions.living import begin_life, go_on, promise_about_nobody
from casewright.demo.actions.pouring import pour_lives

__all__ = [
    "begin_life",
    "clear_demo",
    "end_the_day_before",
    "found",
    "found_branch",
    "found_synthetic",
    "go_on",
    "pour_lives",
    "promise_about_nobody",
]
