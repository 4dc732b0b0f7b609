"""Processes that end together: none stays behind when the one that started it is killed."""

import ctypes
import multiprocessing
import os
import signal
import sys

# Set for every process that `serve` starts.
SERVED = "CASEWRIGHT_SERVED"
# Linux: the signal a process asks for when the one that started it ends (prctl(2)).
PR_SET_PDEATHSIG = 1


def end_with_parent(by: signal.Signals = signal.SIGTERM) -> None:
    """Ask the system to end this process when the one that started it is gone, even if killed.

    Otherwise a killed server would leave parts behind that hold its port. Linux alone can.
    """
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, by)


def end_with_web_server() -> None:
    """The same inside one of the web server's own processes, which may be orphaned already while
    it still starts.

    It is ended at once, and not asked to: one that only just starts does not hear the question
    yet, and would answer for ever beside those that took its place.
    """
    end_with_parent(signal.SIGKILL)
    parent = multiprocessing.parent_process()
    if parent is not None and parent.pid != os.getppid():
        os.kill(os.getpid(), signal.SIGKILL)
