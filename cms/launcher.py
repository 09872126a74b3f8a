"""
The web server and the task worker as two children: started together, ended together.

`serve` becomes this once all is set up: what it loaded for that would stay in memory to the end.
"""

import argparse
import contextlib
import errno
import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from urllib.parse import urlsplit

from django.conf import settings

STOPPING = {signal.SIGINT, signal.SIGTERM, signal.SIGHUP}
LOOK_SECONDS = 0.1
START_SECONDS = 60
PATIENCE_SECONDS = 3
LONGEST_STOP_SECONDS = 120
LONGEST_PAUSE_SECONDS = 30


class PortError(Exception):
    """Nothing can listen where it was asked to; the message is a sentence."""


def check_port(host: str, port: int) -> None:
    """
    Raise PortError when the port is in use or the host is not this machine's.

    Binding tells, without SO_REUSEPORT: Granian sets it and would share a port silently.
    """
    try:
        places = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE | socket.AI_NUMERICSERV
        )
    except (OSError, UnicodeError):
        raise PortError(f"HOST is {host!r}, which is no address of this machine.") from None
    for family, kind, protocol, _, address in places[:1]:
        with socket.socket(family, kind, protocol) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(address)
            except PermissionError:
                raise PortError(
                    f"Port {port} is for administrators: choose one from 1024 up with PORT."
                ) from None
            except OSError as error:
                if error.errno == errno.EADDRINUSE:
                    raise PortError(
                        f"Port {port} is in use: end what runs there, or choose another with PORT."
                    ) from None
                raise PortError(
                    f"HOST is {host!r}, which is no address of this machine."
                ) from None


class Child:
    """One process of ours, in a session of its own, so that Ctrl-C reaches the launcher alone."""

    def __init__(self, *command: str):
        self.command = [sys.executable, *command, "--parent", str(os.getpid())]
        self.start()

    def start(self) -> None:
        self.started_at = time.monotonic()
        self.process = subprocess.Popen(
            self.command,
            cwd=settings.BASE_DIR,
            stdin=subprocess.DEVNULL,
            start_new_session=True,
        )

    @property
    def code(self) -> int | None:
        """How it ended; None while it runs."""
        return self.process.poll()

    @property
    def age(self) -> float:
        return time.monotonic() - self.started_at

    def send(self, number: int) -> None:
        if self.code is None:
            self.process.send_signal(number)


class Launcher:
    """Starts both, waits, ends both. `run` returns the exit code."""

    def __init__(self, *, threads: int, reload: bool = False):
        self.threads = threads
        self.reload = ["--reload"] if reload else []
        self.asked_to_stop = 0
        self.pause = 1.0
        self.worker_due_at: float | None = None

    def run(self) -> int:
        for number in STOPPING:
            signal.signal(number, self.ask_to_stop)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, STOPPING)
        self.server = Child(
            *["-m", "cms.web_server", "--host", settings.HOST, "--port", str(settings.PORT)],
            *["--threads", str(self.threads), *self.reload],
        )
        self.worker = Child("manage.py", "work", *self.reload)
        try:
            if self.wait_for_answer():
                self.greet()
                self.watch()
        finally:
            code = self.server.code
            self.stop()
        if not self.asked_to_stop:
            say(f"The web server ended by itself (code {code}), so everything has stopped.")
            return 1
        return 0

    def ask_to_stop(self, *_: object) -> None:
        self.asked_to_stop += 1

    def wait_for_answer(self) -> bool:
        """True once the server answers; False when it died or we are to stop before that."""
        late = False
        while not self.asked_to_stop and self.server.code is None:
            if answers():
                return True
            if not late and self.server.age > START_SECONDS:
                late = True
                say("The web server takes long to start; waiting on.")
            time.sleep(LOOK_SECONDS)
        return False

    def greet(self) -> None:
        say(f"\nThe site:      {settings.SITE_URL}/")
        say(f"For editors:   {settings.SITE_URL}/admin/")
        here = f"http://{settings.LOCAL_HOST}:{settings.PORT}"
        if here != settings.SITE_URL:
            say(f"Listens on:    {here}/")
        say("Ctrl-C stops it.")

    def watch(self) -> None:
        """Return when we are to stop or the server died; a worker that died is started again."""
        while not self.asked_to_stop and self.server.code is None:
            self.look_after_worker()
            time.sleep(LOOK_SECONDS)

    def look_after_worker(self) -> None:
        code = self.worker.code
        if code is None:
            return
        now = time.monotonic()
        if self.worker_due_at is None:
            if code == 0 and self.reload:
                self.pause = 0.0
            elif self.worker.age > 60:
                self.pause = 1.0
            if code:
                say(
                    f"The task worker ended by itself (code {code}): starting it again "
                    f"in {self.pause:.0f} s."
                )
            self.worker_due_at = now + self.pause
            self.pause = min(max(1.0, self.pause * 2), LONGEST_PAUSE_SECONDS)
        elif now >= self.worker_due_at:
            self.worker_due_at = None
            self.worker.start()

    def stop(self) -> None:
        """One SIGTERM to each, then wait for a running task; a second Ctrl-C kills."""
        children = [self.server, self.worker]
        asked_before = max(self.asked_to_stop, 1)
        for child in children:
            child.send(signal.SIGTERM)
        began, said = time.monotonic(), False
        while any(child.code is None for child in children):
            waited = time.monotonic() - began
            if self.asked_to_stop > asked_before or waited > LONGEST_STOP_SECONDS:
                for child in children:
                    child.send(signal.SIGKILL)
            elif waited > PATIENCE_SECONDS and not said and self.worker.code is None:
                said = True
                say("A task is being finished. Ctrl-C again stops at once: it is run again later.")
            time.sleep(LOOK_SECONDS)


def answers() -> bool:
    """Whether /healthz says ok here."""
    host = settings.LOCAL_HOST.strip("[]")
    connection = http.client.HTTPConnection(host, settings.PORT, timeout=2)
    with contextlib.closing(connection), contextlib.suppress(OSError, http.client.HTTPException):
        connection.request("GET", "/healthz", headers={"Host": urlsplit(settings.SITE_URL).netloc})
        return connection.getresponse().status == 200
    return False


def say(words: str) -> None:
    # A terminal that was closed is no reason to fail while stopping.
    with contextlib.suppress(OSError):
        sys.stdout.write(f"{words}\n")
        sys.stdout.flush()


def become(*, threads: int, reload: bool) -> None:
    """Turn this process into the launcher, which a signal meanwhile reaches; does not return."""
    signal.pthread_sigmask(signal.SIG_BLOCK, STOPPING)
    options = ["--threads", str(threads), *(["--reload"] if reload else [])]
    os.execv(sys.executable, [sys.executable, "-m", "cms.launcher", *options])  # noqa: S606


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--threads", type=int, required=True)
    parser.add_argument("--reload", action="store_true")
    sys.exit(Launcher(**vars(parser.parse_args())).run())
