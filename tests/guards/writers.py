"""Several writers at once, each with a connection of its own."""

from collections.abc import Callable
from threading import Barrier, Thread
from typing import Generic, TypeVar

from django.db import connection

R = TypeVar("R")


class Outcome(Generic[R]):
    """What one writer came back with: a result, or what stopped it."""

    def __init__(self) -> None:
        self.result: R | None = None
        self.fault: BaseException | None = None


def at_once(works: list[Callable[[], R]]) -> list[Outcome[R]]:
    """Start every work in the same instant and wait for all; gives their outcomes in order."""
    outcomes: list[Outcome[R]] = [Outcome() for _ in works]
    line = Barrier(len(works))

    def run(work: Callable[[], R], outcome: Outcome[R]) -> None:
        line.wait()
        try:
            outcome.result = work()
        except BaseException as fault:  # noqa: BLE001 - handed to the test, which judges it
            outcome.fault = fault
        finally:
            connection.close()

    threads = [Thread(target=run, args=pair) for pair in zip(works, outcomes, strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes
