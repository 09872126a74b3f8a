"""`manage.py serve` with real processes: what it says, what it answers, and that it ends whole."""

import contextlib
import http.client
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from cms import static_files
from cms.launcher import PortError, check_port
from tests.cms.sites import ask, manage, scratch_site

SECONDS_TO_START = 300


class Served:
    """A running `serve`: its lines as they come, and the processes that belong to it."""

    def __init__(self, environment: dict[str, str], *words: str):
        self.port = int(environment["PORT"])
        # Children leave their parent's session, not its environment.
        self.mark = f"VAR_DIR={environment['VAR_DIR']}".encode()
        self.lines: list[str] = []
        self.process = manage(environment, "serve", *words)
        self.reader = threading.Thread(target=self.read, daemon=True)
        self.reader.start()

    def read(self) -> None:
        self.lines.extend(iter(self.process.stdout.readline, ""))

    @property
    def said(self) -> str:
        return "".join(self.lines)

    def wait_until_ready(self) -> None:
        wait_until(lambda: "Ctrl-C stops it" in self.said or self.process.poll() is not None)
        assert self.process.poll() is None, self.said

    def wait(self, seconds: float = 120) -> int:
        code = self.process.wait(timeout=seconds)
        self.reader.join(timeout=30)
        return code

    def get(self, path: str) -> tuple[int, str]:
        client = http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)
        with contextlib.closing(client):
            client.request("GET", path)
            answer = client.getresponse()
            return answer.status, answer.read().decode()

    def processes(self, word: str = "") -> list[int]:
        """The ids of all living processes of this site whose command has the word in it."""
        found = []
        for folder in Path("/proc").glob("[0-9]*"):
            with contextlib.suppress(OSError):
                words = (folder / "cmdline").read_bytes()
                ours = self.mark in (folder / "environ").read_bytes().split(b"\0")
                if ours and word.encode() in words:
                    found.append(int(folder.name))
        return found

    def kill_all(self) -> None:
        for number in self.processes():
            with contextlib.suppress(ProcessLookupError):
                os.kill(number, signal.SIGKILL)
        self.process.wait(timeout=60)


def wait_until(holds: Callable[[], object], *, seconds: float = SECONDS_TO_START) -> None:
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline, "It took too long."
        time.sleep(0.05)


@pytest.fixture
def site(tmp_path):
    with scratch_site(tmp_path) as environment:
        yield environment


@pytest.fixture
def serve(site):
    started: list[Served] = []

    def start(*words: str, **variables: str) -> Served:
        started.append(Served(site | variables, *words))
        return started[-1]

    yield start
    for served in started:
        served.kill_all()


needs_proc = pytest.mark.skipif(not Path("/proc/self").exists(), reason="looks into /proc")


@needs_proc
def test_the_first_start_sets_everything_up_and_the_second_nothing(site, serve):
    first = serve()
    first.wait_until_ready()
    assert first.said.startswith("Setting up the database\nLoading the sample articles\n")
    assert "could not be loaded" not in first.said
    assert re.search(r"name +editor\n +password +\S{20,}\n", first.said)
    assert f"{site['SITE_URL']}/admin/" in first.said
    status, home = first.get("/")
    assert status == 200
    assert "/posts/" in home
    assert first.get("/admin/login/")[0] == 200
    assert len(first.processes()) == 4  # itself, Granian, its worker process, the task worker

    first.process.send_signal(signal.SIGINT)
    assert first.wait() == 0
    assert first.processes() == []
    assert "Traceback" not in first.said

    ask(site, "from posts.models import Post; Post.objects.all().delete()")
    second = serve()
    second.wait_until_ready()
    assert second.said.split("\n")[0] == ""
    assert "password" not in second.said
    assert "/posts/" not in second.get("/")[1].partition("<main")[2]
    second.process.send_signal(signal.SIGTERM)
    assert second.wait() == 0
    assert second.processes() == []


@needs_proc
def test_what_was_started_ends_with_what_started_it(serve, site):
    served = serve(DJANGO_SUPERUSER_USERNAME="ida", DJANGO_SUPERUSER_PASSWORD="a given password")
    served.wait_until_ready()
    assert "Made the account ida with the password from DJANGO_SUPERUSER_PASSWORD" in served.said
    assert "a given password" not in served.said

    # The task worker is started again, and no one is left when the launcher is killed.
    (worker,) = served.processes("\0work\0")
    os.kill(worker, signal.SIGKILL)
    wait_until(lambda: "The task worker ended by itself" in served.said)
    wait_until(lambda: served.processes("\0work\0") not in ([], [worker]))
    served.process.kill()
    wait_until(lambda: served.processes() == [], seconds=60)

    # When Granian is killed, its own process ends too, and so does everything.
    served = serve()
    served.wait_until_ready()
    for number in served.processes("web_server"):
        parent = Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()[1]
        if int(parent) == served.process.pid:
            os.kill(number, signal.SIGKILL)
    assert served.wait() == 1
    assert "The web server ended by itself (code -9), so everything has stopped." in served.said
    wait_until(lambda: served.processes() == [], seconds=60)


def refusal(environment: dict[str, str]) -> str:
    """The one line that `serve` ends with when it can't start."""
    process = manage(environment, "serve")
    said, _ = process.communicate(timeout=300)
    assert process.returncode == 1, said
    assert said.count("\n") == 1, said
    return said


def test_a_port_in_use_gets_a_sentence_before_anything_else(site, tmp_path):
    with socket.socket() as taken:
        # As Granian listens: another that did the same would share the port.
        taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        taken.bind(("127.0.0.1", int(site["PORT"])))
        taken.listen()
        said = refusal(site)
    assert f"Port {site['PORT']} is in use" in said
    assert not list(tmp_path.rglob("*.sqlite3"))


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("DATABASE_URL", "postgres://ida:secret@127.0.0.1:1/site", "does not answer"),
        ("STORAGE_URL", "/dev/null/media", "The folder /dev/null/media can't be made"),
        ("VAR_DIR", "/dev/null/var", "can't be made or read"),
        ("PORT", "http", "write a whole number"),
    ],
)
def test_what_keeps_it_from_starting_is_a_sentence(site, name, value, sentence):
    said = refusal(site | {name: value})
    assert sentence in said
    assert "secret" not in said.replace("secret-key", "")


def test_a_host_of_another_machine_gets_a_sentence():
    with pytest.raises(PortError, match="no address of this machine"):
        check_port("203.0.113.5", 20_000)


def test_a_port_that_was_just_left_is_free():
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        client = socket.create_connection(("127.0.0.1", port))
        served, _ = server.accept()
        served.close()  # This side waits for late packets.
        client.close()
    check_port("127.0.0.1", port)


def test_a_child_that_lost_its_parent_before_it_could_look_ends():
    code = "import time; from cms.processes import end_with_parent as end; end(1); time.sleep(90)"
    done = subprocess.run([sys.executable, "-c", code], timeout=120, check=False)
    assert done.returncode == -signal.SIGTERM


def test_static_files_are_collected_when_they_changed_only(settings, tmp_path):
    said: list[str] = []
    sources = tmp_path / "sources"
    sources.mkdir()
    (sources / "a.css").write_text("a {}")
    settings.STATIC_ROOT = tmp_path / "static"
    settings.STATICFILES_DIRS = [sources]
    settings.STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.FileSystemFinder"]
    from django.contrib.staticfiles import finders

    finders.get_finder.cache_clear()
    try:
        static_files.collect(said.append)
        static_files.collect(said.append)
        assert said == ["Preparing the static files"]
        (sources / "a.css").write_text("a { color: red }")
        static_files.collect(said.append)
        assert len(said) == 2
        assert (tmp_path / "static" / "a.css").read_text() == "a { color: red }"
    finally:
        finders.get_finder.cache_clear()
