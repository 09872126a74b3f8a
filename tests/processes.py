"""What the servers that the tests start have in common."""

import ctypes
import signal
import socket
import sys


def free_port() -> int:
    """A port of this machine that nothing listened on a moment ago."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def end_with_parent() -> None:
    """Ask Linux, from a new child, to stop it when its parent is gone, killed included."""
    if sys.platform == "linux":
        set_parent_death_signal = 1
        ctypes.CDLL(None).prctl(set_parent_death_signal, signal.SIGINT, 0, 0, 0)
