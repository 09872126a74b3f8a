"""How a process of ours ends when the one that started it is gone."""

import ctypes
import os
import signal
import sys
import threading
import time

PR_SET_PDEATHSIG = 1
SECONDS_TO_FINISH = 20


def end_with_parent(parent: int) -> None:
    """
    Send this process SIGTERM once `parent` is no longer its parent, killed included.

    Linux does it at once by itself; elsewhere, and where the parent died before we asked, a thread
    looks every second. What has not finished `SECONDS_TO_FINISH` later is killed.
    """
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM, 0, 0, 0)
    threading.Thread(target=_watch, args=(parent,), name="parent-watch", daemon=True).start()


def _watch(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(1)
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(SECONDS_TO_FINISH)
    os.kill(os.getpid(), signal.SIGKILL)
