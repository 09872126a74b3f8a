"""The Nu HTML checker as a service on this machine, asked as often as the tests like."""

import contextlib
import http.client
import json
import subprocess
import time
from pathlib import Path
from typing import Self

from tests.processes import end_with_parent, free_port

SECONDS_TO_START = 60
HEADERS = {
    "Content-Type": "text/html; charset=utf-8",
    "User-Agent": "Lodestone's tests",  # it refuses a request without one
}


class HtmlChecker:
    """One running checker; use it as a context manager."""

    def __init__(self, java: Path, jar: Path, log: Path) -> None:
        self.command = [
            str(java),
            "-Xss1m",
            "-Xmx512m",
            "-Dnu.validator.servlet.bind-address=127.0.0.1",
            "-cp",
            str(jar),
            "nu.validator.servlet.Main",
        ]
        self.log = log

    def __enter__(self) -> Self:
        self.port = free_port()
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                [*self.command, str(self.port)],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                preexec_fn=end_with_parent,
            )
        try:
            self.wait()
        except BaseException:
            self.__exit__()
            raise
        return self

    def wait(self) -> None:
        """Return when it answers; raises RuntimeError with its own words when it never does."""
        deadline = time.monotonic() + SECONDS_TO_START
        while time.monotonic() < deadline and self.process.poll() is None:
            with contextlib.suppress(OSError):
                self.messages("<!doctype html><html lang=en><title>Ready</title>")
                return
            time.sleep(0.2)
        raise RuntimeError(f"The HTML checker did not start:\n{self.log.read_text()[-2000:]}")

    def __exit__(self, *_: object) -> None:
        self.process.terminate()
        try:
            self.process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def messages(self, text: str | bytes) -> list[str]:
        """The errors and warnings about a document, each with its line and the place it is at."""
        body = text.encode() if isinstance(text, str) else text
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        with contextlib.closing(connection):
            connection.request("POST", "/?out=json", body, HEADERS)
            answer = json.loads(connection.getresponse().read())
        return [sentence(message) for message in answer["messages"] if matters(message)]


def matters(message: dict) -> bool:
    """Whether a message is more than a remark."""
    return message["type"] != "info" or message.get("subType") == "warning"


def sentence(message: dict) -> str:
    kind = message.get("subType", message["type"])
    place = " ".join(message.get("extract", "").split())
    return f"line {message.get('lastLine', '?')}: {kind}: {message.get('message', '')} | {place}"
