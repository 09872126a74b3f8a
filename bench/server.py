"""A granian server on a free port of this machine, and the CPU that it and its children use."""

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def serving(target: str, environment: dict[str, str]) -> Iterator["Server"]:
    """The WSGI application `module:name`, answering; ended when the block ends."""
    port = free_port()
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1"]
    command += ["--port", str(port), "--workers", "1", "--blocking-threads", "1", "--no-log"]
    process = subprocess.Popen(
        [*command, target], env=os.environ | environment, start_new_session=True
    )
    try:
        server = Server(process.pid, port)
        server.wait()
        yield server
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=20)


class Server:
    """Asks one address at a time over one connection and reads the server's CPU clock."""

    def __init__(self, pid: int, port: int):
        self.pid, self.port = pid, port
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)

    def wait(self) -> None:
        for _ in range(200):
            try:
                socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
                return
            except OSError:
                time.sleep(0.05)
        raise RuntimeError("The server did not start.")

    def ask(self, path: str, encodings: str = "identity") -> bytes:
        headers = {"Host": "127.0.0.1", "Accept-Encoding": encodings}
        self.connection.request("GET", path, headers=headers)
        response = self.connection.getresponse()
        body = response.read()
        if response.status != 200:
            raise RuntimeError(f"{path} answered {response.status}.")
        return body

    def cpu(self) -> float:
        """Seconds of CPU that the server's processes have used."""
        pids = [self.pid, *children(self.pid)]
        return sum(used(pid) for pid in pids)

    def cpu_a_request(self, paths: list[str], times: int, encodings: str = "identity") -> float:
        """Milliseconds of CPU a request, over `times` requests that go round the paths."""
        before = self.cpu()
        for number in range(times):
            self.ask(paths[number % len(paths)], encodings)
        return (self.cpu() - before) * 1000 / times


def children(pid: int) -> list[int]:
    found = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [child for direct in map(int, found) for child in (direct, *children(direct))]


def used(pid: int) -> float:
    """Seconds of CPU of its threads that live, to the nanosecond."""
    spent = 0
    for thread in Path(f"/proc/{pid}/task").glob("*/schedstat"):
        with suppress(FileNotFoundError):  # it ended just now
            spent += int(thread.read_text().split()[0])
    return spent / 1e9
