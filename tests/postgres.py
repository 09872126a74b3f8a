"""A private PostgreSQL for one run of the tests: own folder, free port, gone at the end."""

import contextlib
import os
import pwd
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg

from tests.processes import end_with_parent, free_port

# Safe to do without here, as the data never outlives the run.
QUICK = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=200")
LOCALE = "en_US.UTF-8" if sys.platform == "darwin" else "C.UTF-8"


@contextlib.contextmanager
def cluster(programs: Path) -> Iterator[str]:
    """
    A running cluster's address, as `DATABASE_URL` takes it; stopped and removed at the end.

    It runs as a user without rights even when root starts it, since PostgreSQL refuses root.
    Raises RuntimeError with the server's own words when it doesn't start.
    """
    folder = Path(tempfile.mkdtemp(prefix="lodestone-postgres-"))
    try:
        user = hand_over(folder)
        password = secrets.token_urlsafe(24)
        make(programs, folder, password, user)
        port = free_port()
        url = f"postgres://lodestone:{password}@127.0.0.1:{port}/postgres"
        server = start(programs, folder, port, user)
        try:
            wait_for(url, server, folder / "log")
            yield url
        finally:
            stop(server)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def hand_over(folder: Path) -> dict:
    """The user that the server runs as, as subprocess takes it; the folder becomes that user's."""
    if os.geteuid() != 0:
        return {}
    names = {entry.pw_name: entry for entry in pwd.getpwall()}
    entry = names.get("postgres") or names["nobody"]
    os.chown(folder, entry.pw_uid, entry.pw_gid)
    return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}


def make(programs: Path, folder: Path, password: str, user: dict) -> None:
    with tempfile.NamedTemporaryFile("w", dir=folder, suffix=".password") as file:
        file.write(password)
        file.flush()
        if user:
            os.chown(file.name, user["user"], user["group"])
        made = subprocess.run(
            [
                programs / "initdb",
                f"--pgdata={folder / 'data'}",
                "--username=lodestone",
                f"--pwfile={file.name}",
                "--auth=scram-sha-256",
                "--encoding=UTF8",
                f"--locale={LOCALE}",
                "--no-sync",
            ],
            cwd=folder,
            env={"PATH": os.environ["PATH"]},
            capture_output=True,
            text=True,
            check=False,
            **user,
        )
    if made.returncode:
        raise RuntimeError(f"initdb failed:\n{made.stdout}{made.stderr}")


def start(programs: Path, folder: Path, port: int, user: dict) -> subprocess.Popen:
    """The server, in a session of its own: Ctrl-C is for the tests, which stop it after them."""
    options = (*QUICK, f"port={port}", "listen_addresses=127.0.0.1", "unix_socket_directories=")
    with (folder / "log").open("wb") as log:
        return subprocess.Popen(
            [
                programs / "postgres",
                "-D",
                folder / "data",
                *[word for option in options for word in ("-c", option)],
            ],
            cwd=folder,
            env={"PATH": os.environ["PATH"], "TZ": "UTC"},
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            preexec_fn=end_with_parent,
            **user,
        )


def wait_for(url: str, server: subprocess.Popen, log: Path) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and server.poll() is None:
        with contextlib.suppress(psycopg.OperationalError):
            psycopg.connect(url, connect_timeout=5).close()
            return
        time.sleep(0.1)
    raise RuntimeError(f"PostgreSQL did not start:\n{log.read_text(errors='replace')}")


def stop(server: subprocess.Popen) -> None:
    """End connections and server (SIGINT: fast), harder when that takes long."""
    for ask in (signal.SIGINT, signal.SIGQUIT, signal.SIGKILL):
        if server.poll() is None:
            server.send_signal(ask)
        with contextlib.suppress(subprocess.TimeoutExpired):
            server.wait(timeout=20)
            return
