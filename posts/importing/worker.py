"""Where the processes of the pool begin: importing this sets Django up, once for all of them."""

import multiprocessing
import os
import signal
import threading

import django
from django.apps import apps

if not apps.models_ready:  # false in a fresh process only, not while the apps get ready
    django.setup()

from posts.importing import preparing

__all__ = ["preparing", "start"]


def start() -> None:
    """Leave Ctrl-C to the importing process, and end when that is gone, killed included."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent:
        parent.join()
        os._exit(1)
